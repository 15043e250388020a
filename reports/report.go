package reports

import (
	"bytes"
	"encoding/json"
	"time"
)

// Schema names the JSON form of a [Report]. Fields may be added to it, never
// renamed or removed.
const Schema = "wxload.report/v1"

// A Report is everything that one run found out. It marshals to the schema
// "wxload.report/v1": durations are milliseconds, absent knowledge is null.
// [Report.Judge] completes it.
type Report struct {
	Schema   string `json:"schema"` // empty means Schema
	Tool     Tool   `json:"tool"`
	Scenario string `json:"scenario"`
	Wrapper  string `json:"wrapper"`
	Seed     uint64 `json:"seed"`
	// ConfigSHA256 is a hash of all that the run was asked to do, SHA-256 in hex. Two
	// runs can be compared where it is the same.
	ConfigSHA256 string    `json:"config_sha256"`
	Started      time.Time `json:"started"`
	DurationMS   float64   `json:"duration_ms"`
	Interrupted  bool      `json:"interrupted"`
	Verdict      string    `json:"verdict"` // set by Judge
	Clients      Clients   `json:"clients"`
	Requests     Requests  `json:"requests"`
	Logins       Logins    `json:"logins"`
	// Refreshes is nil where the target gives no refresh tokens.
	Refreshes *Refreshes `json:"refreshes"`
	// Targets are the parts of the counts that are about one of several targets; nil where
	// there is one.
	Targets []Target `json:"targets,omitempty"`
	Defects []Defect `json:"defects"`
	// Unseen says of each class of defects that this run could not see why it could
	// not.
	Unseen map[string]string `json:"unseen"`
	// Notes tell of what may be a mistake in how the run was set up, a sentence each.
	Notes []string `json:"notes"`
	// Failures are why requests and logins failed; Judge puts the most frequent
	// first.
	Failures []Failure `json:"failures"`
	// Slowest has the slowest request of each name, the slowest first; nil where requests
	// have no traces.
	Slowest []Slow `json:"slowest,omitempty"`
	// Statuses counts the answers of the target by their HTTP status, those to
	// logins included.
	Statuses map[string]int64 `json:"statuses"`
	// Stubbed counts the calls of functions that do nothing here, such as
	// "wx.getSystemInfo", by a user's own code.
	Stubbed map[string]int64 `json:"stubbed,omitempty"`
	// PageErrors are the errors of a mini program's own pages, the most frequent first.
	// They are no defects: a page may break on an answer that nobody gives but a test.
	// It is nil where there are none.
	PageErrors []PageError `json:"page_errors,omitempty"`
	// Tags are the names of requests by their tags; nil where there are none.
	Tags      map[string][]string `json:"-"`
	Latency   Latency             `json:"latency_ms"` // set by Judge
	Books     Books               `json:"books"`
	Generator Generator           `json:"generator"`
	Machine   Machine             `json:"machine"`
	Series    []Second            `json:"series"` // the run second by second
	// Events are what the scenario did to the run while it was on, in the order of time.
	Events []Happening `json:"events"`
	// Outages are the times in which the target answered nothing; Judge sets them.
	Outages []Outage `json:"outages"`
	// Shards are the parts that the report is of; nil of a run that was not cut.
	Shards     []Shard           `json:"shards,omitempty"`
	Thresholds []ThresholdResult `json:"thresholds"` // set by Judge
	// Progress is nil, unless the run still goes on: see [Report.Preview].
	Progress *Progress `json:"-"`

	spreads []spread // set by Judge
	part    bool     // of a run that is judged as a whole only; set by JudgePart
}

// Tool identifies the program that made a report.
type Tool struct {
	Version string `json:"version"`
}

// A Happening is something that the scenario did to a run while it was on, such as the
// expiry of tokens.
type Happening struct {
	AtMS float64 `json:"t_ms"` // since the run began
	Kind string  `json:"kind"` // "expire-tokens" and the like, "fault" or "fault-end"
	Text string  `json:"text"`
}

// Machine is what the generator ran on.
type Machine struct {
	OS          string `json:"os"`
	Arch        string `json:"arch"`
	CPUs        int    `json:"cpus"` // that it may use
	Go          string `json:"go"`
	MemoryBytes *int64 `json:"memory_bytes"` // nil where it is not known
}

// Clients counts virtual clients.
type Clients struct {
	Planned  int64 `json:"planned"`
	Started  int64 `json:"started"`
	Finished int64 `json:"finished"`
}

// Outcomes counts requests of pages by how each was settled.
type Outcomes struct {
	Issued      int64 `json:"issued"`
	OK          int64 `json:"ok"`
	Rejected    int64 `json:"rejected"`
	AuthFailure int64 `json:"auth_failure"` // settled with the authentication failure as its value
	HTTPError   int64 `json:"http_error"`   // settled with a server's error as its value
	Empty       int64 `json:"empty"`        // settled with nothing
	Hung        int64 `json:"hung"`         // unsettled past the deadline
	Open        int64 `json:"open"`         // unsettled at the end, not yet past the deadline
}

// settled is how many requests their pages were answered, well or not.
func (o Outcomes) settled() int64 { return o.OK + o.Rejected + o.AuthFailure + o.HTTPError + o.Empty }

// Requests counts the calls of pages, and the sends that they took.
type Requests struct {
	Outcomes
	Sends            int64               `json:"sends"`
	Resent           int64               `json:"resent"` // sends that the device's network sent again by itself
	TokenlessSends   int64               `json:"tokenless_sends"`
	AuthFailuresSeen int64               `json:"auth_failures_seen"`
	ByName           map[string]Outcomes `json:"by_name"`
	ByTag            map[string]Outcomes `json:"by_tag,omitempty"` // sums of ByName; nil where there are no tags
}

// LoginCounts counts logins by how each ended.
type LoginCounts struct {
	Started   int64 `json:"started"`
	Succeeded int64 `json:"succeeded"`
	Failed    int64 `json:"failed"`
	Abandoned int64 `json:"abandoned"` // 5 minutes without a POST
	Running   int64 `json:"running"`
}

// Logins counts logins, and judges them as the client and the server see them.
type Logins struct {
	LoginCounts
	Stray           int64            `json:"stray"` // of the abandoned: wx.login calls whose code nobody sent
	Justified       int64            `json:"justified"`
	Duplicate       Duplicates       `json:"duplicate"`
	DuplicateServer *DuplicateServer `json:"duplicate_server"` // nil: the target cannot be asked
}

// Duplicates counts duplicate logins in the client's view, by kind.
type Duplicates struct {
	Total      int64 `json:"total"`
	Concurrent int64 `json:"concurrent"`
	Stale401   int64 `json:"stale_401"`
	Needless   int64 `json:"needless"`
	Clients    int64 `json:"clients"` // clients with at least one
}

// DuplicateServer counts duplicate logins in the server's view.
type DuplicateServer struct {
	Total            int64 `json:"total"`
	AfterFailedCheck int64 `json:"after_failed_check"` // renewals after a failed session check, not in Total
}

// A Defect counts the defects of one class and kind.
type Defect struct {
	Class    string   `json:"class"`
	Kind     string   `json:"kind"`     // "" where the class has no kinds
	Severity string   `json:"severity"` // set by Judge for known classes
	Count    int64    `json:"count"`
	Clients  int64    `json:"clients"`
	Example  *Example `json:"example"`          // the first one; nil when none was kept
	Note     string   `json:"note,omitempty"`   // what else is known of them, in a sentence
	Advice   string   `json:"advice,omitempty"` // set by Judge for known classes, see [Advice]
	// Targets are the counts by the host of the target, of those that are about one; nil
	// where there is one target.
	Targets map[string]int64 `json:"targets,omitempty"`
}

// An Example is the timeline of one client around a defect.
type Example struct {
	Client int     `json:"client"`
	Events []Event `json:"events"`
}

// An Event is one line of a timeline, ready for people to read and free of
// secrets.
type Event struct {
	AtMS float64 `json:"at_ms"` // since the client's start
	Kind string  `json:"kind"`  // such as "wx.login"
	Text string  `json:"text"`
}

// Generator tells the resources that the load generator itself took.
type Generator struct {
	CPUSeconds   float64 `json:"cpu_seconds"`
	PeakRSSBytes int64   `json:"peak_rss_bytes"`
	Saturated    bool    `json:"saturated"` // the latencies are then not the target's
	// SaturatedBy is the criterion that it was saturated by, such as "its processors
	// were 97 % busy"; empty where it was not.
	SaturatedBy string `json:"saturated_by,omitempty"`
	// ClientsFit is about how many clients this machine can drive; zero where there
	// were not too many.
	ClientsFit int64 `json:"clients_fit,omitempty"`
}

// MarshalJSON implements [json.Marshaler]. Lists and maps without elements are
// written empty, because null means unknown.
func (r Report) MarshalJSON() ([]byte, error) {
	type plain Report
	out := plain(r)
	out.Schema = Schema
	if out.Requests.ByName == nil {
		out.Requests.ByName = map[string]Outcomes{}
	}
	out.Defects = append([]Defect{}, r.Defects...)
	for i, d := range out.Defects {
		if d.Example != nil {
			out.Defects[i].Example = &Example{d.Example.Client, append([]Event{}, d.Example.Events...)}
		}
	}
	out.Failures = append([]Failure{}, r.Failures...)
	if out.Statuses == nil {
		out.Statuses = map[string]int64{}
	}
	if out.Unseen == nil {
		out.Unseen = map[string]string{}
	}
	out.Notes = append([]string{}, r.Notes...)
	out.Books.Notes = append([]string{}, r.Books.Notes...)
	out.Series = append([]Second{}, r.Series...)
	out.Events = append([]Happening{}, r.Events...)
	out.Outages = append([]Outage{}, r.Outages...)
	out.Thresholds = append([]ThresholdResult{}, r.Thresholds...)
	// The caller's encoder decides on escaping < and >, common in thresholds.
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(out)
	return text.Bytes(), err
}
