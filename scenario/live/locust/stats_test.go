package locust

import (
	"reflect"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario/live"
)

// still is a clock that a test moves.
type still struct{ at time.Time }

func (s *still) now() time.Time { return s.at }

func TestStatsTellWhatHasHappenedSinceTheLastReport(t *testing.T) {
	clock := &still{time.Unix(1000, 0)}
	s := newStats(clock.now)
	watch := s.watcher()
	tally := client.NewTally()
	tally.ByName["home"] = &client.Outcomes{Issued: 5, OK: 2, Rejected: 1}
	tally.LoginsSucceeded, tally.LoginsFailed = 3, 1
	tally.Defects[client.DefectKey{Class: client.DuplicateLogin, Kind: "stale-401"}] = &client.DefectTally{Count: 2}
	tally.Reasons[client.FailureKey{Of: client.FailedLogin}] = &client.FailureTally{Count: 1}
	for _, ms := range []float64{12.4, 123, 1234} {
		watch.Measured(client.RequestTime, "home", time.Duration(ms*1e6))
	}
	watch.Measured(client.HTTPTime, "home", time.Hour) // a part of a request
	clock.at = time.Unix(1002, 0)
	watch.Counted(counts(tally))
	users := usersData{Classes: map[string]int{"A": 3}, Count: 3}
	got := s.report(users)
	last, least := 1002.0, 12.4
	home := entry{Name: "home", Method: "request", Last: &last, Start: 1000, Requests: 3, Failures: 1, Sum: 1369.4, Max: 1234, Min: &least,
		Times: map[int64]int64{12: 1, 120: 1, 1200: 1}, Seconds: map[int64]int64{1002: 3}, Failing: map[int64]int64{1002: 1}}
	if e := entryOf(got, "home"); !reflect.DeepEqual(e, home) {
		t.Errorf("home is %+v, want %+v", e, home)
	}
	if e := entryOf(got, "login"); e.Requests != 4 || e.Failures != 1 || e.None != 4 || e.Min != nil {
		t.Errorf("the logins are %+v", e)
	}
	if e := entryOf(got, "duplicate-login (stale-401)"); e.Method != "defect" || e.Requests != 2 || e.Failures != 2 {
		t.Errorf("the defects are %+v", e)
	}
	// Defects are no requests.
	if total := got.Total; total.Requests != 7 || total.Failures != 2 || total.Sum != home.Sum || got.Count != 3 {
		t.Errorf("the total is %+v", total)
	}
	if len(got.Errors) != 2 {
		t.Errorf("the failures are %+v", got.Errors)
	}
	if again := s.report(users); len(again.Stats) > 0 || len(again.Errors) > 0 || again.Total.Requests > 0 {
		t.Errorf("it is told again: %+v", again)
	}
	tally.ByName["home"].OK++
	watch.Counted(counts(tally))
	if more := s.report(users); len(more.Stats) != 1 || entryOf(more, "home").Requests != 1 || entryOf(more, "home").None != 1 {
		t.Errorf("one more is told as %+v", more.Stats)
	}
}

func entryOf(s statsData, name string) (found entry) {
	for _, e := range s.Stats {
		if e.Name == name {
			found = e
		}
	}
	return found
}

// Locust rounds to as many digits, so that its percentiles come from few numbers.
func TestLatenciesAreRoundedAsLocustDoes(t *testing.T) {
	for ms, want := range map[float64]int64{0.4: 0, 99.4: 99, 147: 150, 999: 1000, 3432: 3400, 58760: 59000} {
		if got := rounded(ms); got != want {
			t.Errorf("%v ms are %d, want %d", ms, got, want)
		}
	}
}

// counts are those of a tally at one moment.
func counts(t *client.Tally) live.Counts {
	sum := client.NewTally()
	sum.Add(t)
	return live.Counts{Tally: sum}
}
