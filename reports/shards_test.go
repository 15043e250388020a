package reports

import (
	"strings"
	"testing"
	"time"
)

// aShard is the report of the second of three shards, in which much went wrong.
func aShard(t *testing.T, late time.Duration) *Report {
	t.Helper()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	r := &Report{Books: Books{Balanced: true}, Clients: Clients{Planned: 3, Started: 3, Finished: 3},
		Requests: Requests{Outcomes: Outcomes{Issued: 10, OK: 5, Rejected: 5}},
		Logins:   Logins{LoginCounts: LoginCounts{Started: 3, Succeeded: 3}, Duplicate: Duplicates{Total: 2, Needless: 2, Clients: 2}},
		Defects:  []Defect{{Class: duplicateClass, Kind: "needless", Count: 2, Clients: 2}},
		Shards:   []Shard{{Index: 2, Of: 3, Started: at.Add(late), StartAt: &at, Complete: true}}}
	r.SetOffsets()
	r.JudgePart(DefaultThresholds(), NewRecorder(nil))
	return r
}

func TestAShardJudgesNothing(t *testing.T) {
	r := aShard(t, 1500*time.Microsecond)
	if r.Verdict != VerdictUnjudged || ExitCode(r, false) != 0 {
		t.Errorf("the verdict is %s, the exit code %d", r.Verdict, ExitCode(r, false))
	}
	for _, threshold := range r.Thresholds {
		if threshold.OK != nil || threshold.Note == "" {
			t.Errorf("%s is judged: %+v", threshold.Expr, threshold)
		}
	}
	var console, junit strings.Builder
	if err := WriteConsole(&console, r, nil, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"UNJUDGED  this is shard 2 of 3; \"wxload merge\" judges all of them together; not judged: 2 defects, 50 % of the requests failed\n",
		"shard 2 of 3, begun 1.50 ms late,",
	} {
		if !strings.Contains(console.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, &console)
		}
	}
	if err := Write(&junit, "junit", r, nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`name="wxload" tests="34" failures="0" errors="0"`, `<skipped message="not judged: 2">`} {
		if !strings.Contains(junit.String(), want) {
			t.Errorf("JUnit does not say %q:\n%s", want, &junit)
		}
	}
}

func TestAShardTellsWhatIsGraverThanAVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		spoil     func(*Report)
		unwritten bool
		want      int
	}{
		"books":       {func(r *Report) { r.Books.Balanced = false }, true, ExitBooks},
		"interrupted": {func(r *Report) { r.Interrupted = true }, true, ExitInterrupted},
		"unwritten":   {func(*Report) {}, true, ExitUnwritten},
	} {
		r := aShard(t, 0)
		c.spoil(r)
		r.JudgePart(DefaultThresholds(), NewRecorder(nil))
		if got := ExitCode(r, c.unwritten); got != c.want {
			t.Errorf("%s: exit code %d, want %d", name, got, c.want)
		}
	}
}

func TestOffsetsAreCountedFromThePlanOrTheFirst(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	r := &Report{Shards: []Shard{
		{Index: 1, Started: at.Add(3 * time.Millisecond)},
		{Index: 2, Started: at.Add(time.Millisecond)},
		{Index: 3, Started: at.Add(5 * time.Millisecond), StartAt: &at},
	}}
	r.SetOffsets()
	for i, want := range []float64{2, 0, 5} {
		if got := r.Shards[i].OffsetMS; got != want {
			t.Errorf("shard %d is %g ms late, want %g", i+1, got, want)
		}
	}
}

func TestASaturatedShardIsNamed(t *testing.T) {
	r := &Report{Shards: []Shard{{Index: 1, Of: 3}, {Index: 2, Of: 3, SaturatedBy: "its processors were 97 % busy"}, {Index: 3, Of: 3, SaturatedBy: "x"}},
		Generator: Generator{ClientsFit: 7}}
	r.SaturatedShards()
	if g := r.Generator; !g.Saturated || g.SaturatedBy != "shard 2: its processors were 97 % busy, and 1 other shard" || g.ClientsFit != 0 {
		t.Errorf("the generator is %+v", g)
	}
}
