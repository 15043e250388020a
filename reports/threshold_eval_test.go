package reports

import (
	"strconv"
	"testing"
	"time"
)

// measured is a report with different numbers everywhere.
func measured() *Report {
	return &Report{
		DurationMS: 2000,
		Requests:   Requests{Outcomes: Outcomes{Issued: 150, OK: 120, Rejected: 8, AuthFailure: 4, HTTPError: 3, Empty: 2, Hung: 9, Open: 4}, Sends: 500},
		Logins: Logins{LoginCounts: LoginCounts{Started: 44, Succeeded: 30, Failed: 4, Abandoned: 8, Running: 2}, Stray: 4,
			Duplicate: Duplicates{Total: 15, Concurrent: 2, Stale401: 9, Needless: 4, Clients: 5}},
		Refreshes: &Refreshes{LoginCounts: LoginCounts{Started: 21}, Duplicate: Duplicates{Total: 6, Concurrent: 5, Needless: 1}},
		Defects: []Defect{{Class: "hung-request", Kind: "no-login", Severity: "high", Count: 1}, {Class: "hung-request", Kind: "login-failed", Severity: "high", Count: 2},
			{Class: "hung-request", Kind: "navigated", Severity: "medium", Count: 6}, {Class: "login-rate", Severity: "medium", Count: 7}},
		Books: Books{Balanced: true},
	}
}

func TestEvalReadsTheMetricThatIsNamed(t *testing.T) {
	rec := sampledRecorder()
	for _, tt := range []struct {
		expr  string
		value float64
		ok    bool
	}{
		{"duplicate_logins == 15", 15, true},
		{"duplicate_logins{kind:concurrent} != 2", 2, false},
		{"duplicate_logins{kind:stale-401} > 8", 9, true},
		{"duplicate_logins{kind:needless} >= 5", 4, false},
		{"duplicate_refreshes{kind:concurrent} == 5", 5, true},
		{"refreshes < 21", 21, false},
		{"hung_requests <= 3", 3, true},
		{"hung_requests < 3", 3, false},
		{"defects > 16", 16, false},
		{"defects{class:hung-request} == 9", 9, true},
		{"defects{class:identity-mixed} == 0", 0, true},
		{"requests >= 150", 150, true},
		{"logins == 44", 44, true},
		{"request_failed_rate <= 20%", 0.2, true},
		{"request_failed_rate < 0.2", 0.2, false},
		{"login_failed_rate == 0.25", 0.25, true},
		{"hung_requests{kind:login-failed} == 2", 2, true},
		{"hung_requests{kind:navigated} == 6", 6, true},
		{"defects{severity:high} == 3", 3, true},
		{"defects{severity:medium} < 13", 13, false},
		{"sends_per_second >= 250", 250, true},
		{"max request_duration == 2s", 2000, true},
		{"max request_duration{name:home.banner} < 2s", 1999, true},
		{"mean http_duration < 101ms", 100.05, true},
		{"p(100) login_wait <= 500ms", 500, true},
		{"p(0.0001) request_duration <= 1ms", 1, true},
		{"p(50) request_duration{name:home.banner} < 1s", 999.423, true},
		{"max login_duration > 94ms", 95, true},
	} {
		got := mustParse(t, tt.expr).Eval(measured(), rec)
		if got.Value == nil || *got.Value != tt.value || !judged(got, tt.ok) || got.Expr != tt.expr || got.Note != "" {
			t.Errorf("%s: got %+v (value %v), want value %g, ok %t", tt.expr, got, got.Value, tt.value, tt.ok)
		}
	}
}

// judged reports whether a threshold was judged in this way.
func judged(got ThresholdResult, ok bool) bool { return got.OK != nil && *got.OK == ok }

func TestWhatWasNotMeasuredIsNotJudged(t *testing.T) {
	for _, expr := range []string{
		"p(99) request_duration < 1s", "p(99) request_duration <= 1s", "p(99) request_duration > 1s", "p(99) request_duration >= 1s",
		"p(99) request_duration == 1s", "p(99) request_duration != 1s", "max http_duration{name:nowhere} < 1s",
		"request_failed_rate < 1%", "login_failed_rate < 1%", "sends_per_second > 0", "mean login_wait < 1ms",
		"max login_duration{name:home} < 1s", "max login_duration{name:home} > 100ms",
	} {
		got := mustParse(t, expr).Eval(&Report{}, NewRecorder([]string{"home"}))
		if got.Value != nil || got.OK != nil || got.Note == "" {
			t.Errorf("%s: got %+v, want no value, no judgement, and a note", expr, got)
		}
	}
}

func TestALatencyOfASaturatedGeneratorIsMeasuredAndNotJudged(t *testing.T) {
	r := measured()
	r.Generator.Saturated = true
	for expr, want := range map[string]bool{
		"p(99) request_duration < 1s": false, "max login_duration > 1h": false, "mean http_duration{name:home.banner} < 1s": false,
		"request_failed_rate < 1%": true, "hung_requests == 0": true, "sends_per_second > 1": true,
	} {
		threshold, err := ParseThreshold(expr)
		if err != nil {
			continue // the hour is refused
		}
		got := threshold.Eval(r, sampledRecorder())
		if got.Value == nil || (got.OK != nil) != want || (got.Note == "") != want {
			t.Errorf("%s: got %+v, want it judged: %t", expr, got, want)
		}
	}
}

func TestTheRatesCountWhatIsOpenAtTheEndAsFailed(t *testing.T) {
	for _, tt := range []struct {
		name        string
		interrupted bool
		requests    Outcomes
		logins      Logins
		request     string
		login       string
	}{
		{"all well", false, Outcomes{Issued: 4, OK: 4}, Logins{LoginCounts: LoginCounts{Started: 2, Succeeded: 2}}, "0", "0"},
		{"each way to fail", false, Outcomes{Issued: 10, OK: 5, Rejected: 1, AuthFailure: 1, HTTPError: 1, Empty: 1, Hung: 1},
			Logins{LoginCounts: LoginCounts{Started: 4, Succeeded: 2, Failed: 1, Abandoned: 1}}, "0.5", "0.5"},
		{"open at the end", false, Outcomes{Issued: 4, OK: 3, Open: 1}, Logins{LoginCounts: LoginCounts{Started: 4, Succeeded: 3, Running: 1}}, "0.25", "0.25"},
		{"open when interrupted", true, Outcomes{Issued: 4, OK: 3, Open: 1}, Logins{LoginCounts: LoginCounts{Started: 4, Succeeded: 3, Running: 1}}, "0", "0"},
		{"nothing but open ones", false, Outcomes{Issued: 4, Open: 4}, Logins{LoginCounts: LoginCounts{Started: 1, Running: 1}}, "1", "1"},
		{"nothing but open ones, interrupted", true, Outcomes{Issued: 4, Open: 4}, Logins{LoginCounts: LoginCounts{Started: 1, Running: 1}}, "-", "-"},
		{"stray logins", false, Outcomes{Issued: 1, OK: 1}, Logins{LoginCounts: LoginCounts{Started: 6, Succeeded: 3, Abandoned: 3}, Stray: 3}, "0", "0"},
		{"nothing but strays", false, Outcomes{Issued: 1, OK: 1}, Logins{LoginCounts: LoginCounts{Started: 3, Abandoned: 3}, Stray: 3}, "0", "-"},
	} {
		r := &Report{Interrupted: tt.interrupted, Requests: Requests{Outcomes: tt.requests}, Logins: tt.logins}
		for expr, want := range map[string]string{"request_failed_rate < 1%": tt.request, "login_failed_rate < 1%": tt.login} {
			got := "-"
			if value := mustParse(t, expr).Eval(r, NewRecorder(nil)).Value; value != nil {
				got = strconv.FormatFloat(*value, 'g', -1, 64)
			}
			if got != want {
				t.Errorf("%s: %s is %s, want %s", tt.name, expr, got, want)
			}
		}
	}
}

func TestCountsOfAnEmptyRunAreZeroNotUnknown(t *testing.T) {
	for _, expr := range []string{"duplicate_logins == 0", "hung_requests == 0", "defects == 0", "requests == 0", "logins == 0", "refreshes == 0", "duplicate_refreshes{kind:concurrent} == 0"} {
		got := mustParse(t, expr).Eval(&Report{}, NewRecorder(nil))
		if got.Value == nil || *got.Value != 0 || !judged(got, true) {
			t.Errorf("%s: got %+v", expr, got)
		}
	}
}

func TestEveryMetricCanBeMeasured(t *testing.T) {
	rec := NewRecorder(nil)
	rec.HTTP(-1, 1*time.Second)
	rec.Request(-1, 2*time.Second)
	rec.Login(3 * time.Second)
	rec.LoginWait(-1, 4*time.Second)
	rec.Refresh(5 * time.Second)
	seen := map[float64]string{}
	for _, m := range metrics() {
		threshold := Threshold{metric: m, op: "=="}
		if m.unit == unitDuration {
			threshold.aggregate = aggregate{kind: "max"}
		}
		got := threshold.Eval(measured(), rec)
		if got.Value == nil {
			t.Errorf("%s: no value", m.name)
			continue
		}
		if other := seen[*got.Value]; other != "" {
			t.Errorf("%s and %s read the same: %g", m.name, other, *got.Value)
		}
		seen[*got.Value] = m.name
	}
}
