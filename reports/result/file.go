package result

import (
	"time"

	"github.com/wxload/wxload/reports"
)

// Schema names the JSON of a result's frames.
const Schema = "wxload.result/v1"

// Head says which run a result is of, and which part of it.
type Head struct {
	Schema       string       `json:"schema"` // set by [NewWriter]
	Tool         reports.Tool `json:"tool"`
	Scenario     string       `json:"scenario"`
	Wrapper      string       `json:"wrapper"`
	Seed         uint64       `json:"seed"`
	ConfigSHA256 string       `json:"config_sha256"`
	// WorkloadSHA256 is a hash of what was demanded of the servers, whatever was tested with
	// it: results can be compared where it is the same. Empty in files of earlier versions.
	WorkloadSHA256 string    `json:"workload_sha256,omitempty"`
	Started        time.Time `json:"started"` // the load; of merged shards the first one's
	// Of is how many shards the run was cut into; zero where it was not, and where nobody
	// knew: its parts are workers then, which come and go.
	Of int `json:"of,omitempty"`
	// Shards are the numbers of those that the result is of, from 1; none of a run that was
	// not cut.
	Shards []int `json:"shards,omitempty"`
	// Run is the name of the run that the workers are of; empty where nobody has named it.
	Run        string              `json:"run,omitempty"`
	Thresholds []string            `json:"thresholds"`
	Tags       map[string][]string `json:"tags,omitempty"` // names of requests by their tags
}

// Second is what a run did in a second.
type Second struct {
	reports.Second
	Histograms []Histogram `json:"histograms"`
}

// Histogram is the form of [reports.Samples] in a file.
type Histogram struct {
	Metric string `json:"metric"`
	Name   string `json:"name,omitempty"`
	Min    int64  `json:"min"` // µs, as the next two
	Max    int64  `json:"max"`
	Sum    int64  `json:"sum"`
	HDR    []byte `json:"hdr"` // HdrHistogram V2 compressed
}

// Totals are what a run has counted since its start.
type Totals struct {
	// Report is what was counted. Its latencies, its series and what Judge sets are empty:
	// they follow from the seconds and the thresholds.
	Report *reports.Report `json:"report"`
	// Ledgers are those of the targets that can be asked, by their boots.
	Ledgers []Ledger `json:"ledgers,omitempty"`
	// BookNotes are the notes of the books that do not follow from their counts.
	BookNotes []string `json:"book_notes,omitempty"`
}

// Ledger is what the target's ledger said before the load and after it. One that several
// shards share counts the requests of all of them.
type Ledger struct {
	// Target is where it stands in the scenario: target, or targets[0].
	Target string `json:"target,omitempty"`

	Boot string              `json:"boot"` // names the start of the target
	From reports.TargetBooks `json:"from"`
	To   reports.TargetBooks `json:"to"`
	// Looked is when From was read, Ready when the last shard had sent what it sends before
	// the load: a Looked before that counts some of it.
	Looked time.Time `json:"looked"`
	Ready  time.Time `json:"ready"`
}
