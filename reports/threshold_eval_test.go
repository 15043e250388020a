package reports

import (
	"testing"
	"time"
)

// measured is a report with different numbers everywhere.
func measured() *Report {
	return &Report{
		DurationMS: 2000,
		Requests:   Requests{Outcomes: Outcomes{Issued: 110, OK: 80, Rejected: 8, AuthFailure: 4, HTTPError: 3, Empty: 2, Hung: 3, Open: 10}, Sends: 500},
		Logins: Logins{LoginCounts: LoginCounts{Started: 42, Succeeded: 30, Failed: 6, Abandoned: 4, Running: 2},
			Duplicate: Duplicates{Total: 15, Concurrent: 2, Stale401: 9, Needless: 4, Clients: 5}},
		Defects: []Defect{{Class: "hung-request", Kind: "no-login", Count: 1}, {Class: "hung-request", Kind: "login-failed", Count: 2}, {Class: "login-rate", Count: 7}},
		Books:   Books{Balanced: true},
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
		{"hung_requests <= 3", 3, true},
		{"hung_requests < 3", 3, false},
		{"defects > 10", 10, false},
		{"defects{class:hung-request} == 3", 3, true},
		{"defects{class:identity-mixed} == 0", 0, true},
		{"requests >= 110", 110, true},
		{"logins == 42", 42, true},
		{"request_failed_rate <= 20%", 0.2, true},
		{"request_failed_rate < 0.2", 0.2, false},
		{"login_failed_rate == 0.25", 0.25, true},
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
		if got.Value == nil || *got.Value != tt.value || got.OK != tt.ok || got.Expr != tt.expr || got.Note != "" {
			t.Errorf("%s: got %+v (value %v), want value %g, ok %t", tt.expr, got, got.Value, tt.value, tt.ok)
		}
	}
}

func TestEvalWithNothingToMeasureHoldsOnlyUpperLimits(t *testing.T) {
	for expr, ok := range map[string]bool{
		"p(99) request_duration < 1s":           true,
		"p(99) request_duration <= 1s":          true,
		"p(99) request_duration > 1s":           false,
		"p(99) request_duration >= 1s":          false,
		"p(99) request_duration == 1s":          false,
		"p(99) request_duration != 1s":          false,
		"max http_duration{name:nowhere} < 1s":  true,
		"request_failed_rate < 1%":              true,
		"login_failed_rate < 1%":                true,
		"sends_per_second > 0":                  false,
		"mean login_wait < 1ms":                 true,
		"max login_duration{name:home} < 1s":    false,
		"max login_duration{name:home} > 100ms": false,
	} {
		got := mustParse(t, expr).Eval(&Report{}, NewRecorder([]string{"home"}))
		if got.Value != nil || got.OK != ok || got.Note == "" {
			t.Errorf("%s: got %+v, want no value, a note, and ok %t", expr, got, ok)
		}
	}
}

func TestCountsOfAnEmptyRunAreZeroNotUnknown(t *testing.T) {
	for _, expr := range []string{"duplicate_logins == 0", "hung_requests == 0", "defects == 0", "requests == 0", "logins == 0"} {
		got := mustParse(t, expr).Eval(&Report{}, NewRecorder(nil))
		if got.Value == nil || *got.Value != 0 || !got.OK {
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
