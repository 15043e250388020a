package compare

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
)

// made is a run that was made up.
type made struct {
	seed    uint64 // of its latencies, too
	seconds int
	factor  float64 // of its latencies
	failed  int     // requests a second, of fifty
	logins  int64   // justified ones, of the whole run
	defects int64
	head    func(*result.Head)
	report  func(*reports.Report)
	cut     bool // it has no end
}

func usual(seed uint64) made { return made{seed: seed, seconds: 20, factor: 1, logins: 100} }

// file is its result.
func (m made) file(t *testing.T) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(m.seed, 0))
	head := result.Head{Tool: reports.Tool{Version: "1"}, Scenario: "shop", Wrapper: "reference", Seed: m.seed, ConfigSHA256: fmt.Sprint("config of ", m.seed), WorkloadSHA256: "0123456789abcdef",
		Started: time.Date(2026, 1, 2, 3, 0, int(60*m.seed), 0, time.UTC)}
	memory := int64(16 << 30)
	report := &reports.Report{Machine: reports.Machine{OS: "linux", Arch: "amd64", CPUs: 4, Go: "go1.26", MemoryBytes: &memory}, Books: reports.Books{Balanced: true}}
	report.Logins.Justified = m.logins
	if m.defects > 0 {
		report.Defects = []reports.Defect{{Class: "duplicate-login", Kind: "stale-401", Severity: "high", Count: m.defects}, {Class: "wait-after-login", Severity: "low", Count: 1000}}
	}
	issued := int64(50 * m.seconds)
	report.Requests.Outcomes = reports.Outcomes{Issued: issued, Rejected: int64(m.failed * m.seconds), OK: issued - int64(m.failed*m.seconds)}
	if m.head != nil {
		m.head(&head)
	}
	if m.report != nil {
		m.report(report)
	}
	for _, index := range head.Shards {
		report.Shards = append(report.Shards, reports.Shard{Index: index, Of: head.Of, Started: head.Started, Complete: true})
	}
	var file bytes.Buffer
	w := result.NewWriter(&file, head)
	rec := reports.NewRecorder([]string{"home"})
	rec.Follow()
	latency := func() time.Duration {
		return time.Duration(m.factor * (20 + 5*r.NormFloat64() + r.ExpFloat64()) * float64(time.Millisecond))
	}
	for second := range m.seconds {
		for range 50 {
			rec.HTTP(0, latency())
			rec.Request(0, latency()+time.Millisecond)
		}
		for range 20 {
			rec.Login(latency())
		}
		counts := reports.SeriesCounts{RequestsOK: int64(50 - m.failed), RequestsFailed: int64(m.failed)}
		_ = w.Second(reports.Second{AtMS: float64(1000 * (second + 1)), SeriesCounts: counts}, rec.Recent())
	}
	if w.Totals(result.Totals{Report: report}) != nil || !m.cut && w.End() != nil {
		t.Fatal(w.Err())
	}
	return file.Bytes()
}

func (m made) read(t *testing.T) (*Run, error) {
	t.Helper()
	return Read(fmt.Sprintf("%d.wxr", m.seed), bytes.NewReader(m.file(t)), true)
}

// side are n runs; change makes each what it is to be.
func side(t *testing.T, first uint64, n int, change func(*made)) (runs []*Run) {
	t.Helper()
	for i := range n {
		m := usual(first + uint64(i))
		if change != nil {
			change(&m)
		}
		run, err := m.read(t)
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, run)
	}
	return runs
}

func slower(by float64) func(*made) { return func(m *made) { m.factor = by } }

// compared compares sides that can be.
func compared(t *testing.T, a, b []*Run) *Comparison {
	t.Helper()
	c, err := Compare(a, b, random())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func random() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }
