package reports

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParseThresholdAcceptsEveryMetric(t *testing.T) {
	tests := []struct {
		expr   string
		metric string
		agg    aggregate
		label  string
		op     string
		limit  float64
	}{
		{"duplicate_logins == 0", "duplicate_logins", aggregate{}, "", "==", 0},
		{"duplicate_logins{kind:stale-401} == 0", "duplicate_logins", aggregate{}, "stale-401", "==", 0},
		{"duplicate_logins { kind : needless }<=3", "duplicate_logins", aggregate{}, "needless", "<=", 3},
		{"hung_requests!=1", "hung_requests", aggregate{}, "", "!=", 1},
		{"defects{class:replayed-write} == 0", "defects", aggregate{}, "replayed-write", "==", 0},
		{"defects == 0", "defects", aggregate{}, "", "==", 0},
		{"defects{severity:high} == 0", "defects", aggregate{}, "high", "==", 0},
		{"hung_requests{kind:navigated} < 5", "hung_requests", aggregate{}, "navigated", "<", 5},
		{"requests >= 1000", "requests", aggregate{}, "", ">=", 1000},
		{"request_failed_rate < 1%", "request_failed_rate", aggregate{}, "", "<", 0.01},
		{"request_failed_rate < 0.5 %", "request_failed_rate", aggregate{}, "", "<", 0.005},
		{"login_failed_rate <= 0.25", "login_failed_rate", aggregate{}, "", "<=", 0.25},
		{"logins > 10", "logins", aggregate{}, "", ">", 10},
		{"sends_per_second > 99.5", "sends_per_second", aggregate{}, "", ">", 99.5},
		{"p(99) request_duration{name:home.banner} < 800ms", "request_duration", aggregate{"p", 99}, "home.banner", "<", 800},
		{"p(99.9) http_duration < 2s", "http_duration", aggregate{"p", 99.9}, "", "<", 2000},
		{"p( 50 ) login_wait < 1.5 s", "login_wait", aggregate{"p", 50}, "", "<", 1500},
		{"max login_duration < 1m", "login_duration", aggregate{"max", 0}, "", "<", 60000},
		{"mean http_duration{name:首页 横幅} < 500µs", "http_duration", aggregate{"mean", 0}, "首页 横幅", "<", 0.5},
		{"p(100) http_duration < 250us", "http_duration", aggregate{"p", 100}, "", "<", 0.25},
	}
	for _, tt := range tests {
		got, err := ParseThreshold(tt.expr)
		if err != nil {
			t.Errorf("%s: %v", tt.expr, err)
			continue
		}
		if got.metric.name != tt.metric || got.aggregate != tt.agg || got.label != tt.label || got.op != tt.op || got.limit != tt.limit {
			t.Errorf("%s: got %+v", tt.expr, got)
		}
		if got.String() != tt.expr {
			t.Errorf("String() = %q, want %q", got.String(), tt.expr)
		}
	}
}

func TestParseThresholdSaysWhereAndWhatWasExpected(t *testing.T) {
	tests := []struct {
		expr   string
		column int
		want   string
	}{
		{"", 1, "expected a metric such as duplicate_logins; found the end"},
		{"== 0", 1, `expected a metric such as duplicate_logins; found "=="`},
		{"duplicate_login == 0", 1, `unknown metric "duplicate_login"; did you mean "duplicate_logins"?`},
		{"colour == 0", 1, `unknown metric "colour"; expected one of duplicate_logins, duplicate_refreshes, hung_requests`},
		{"  requets > 1", 3, `unknown metric "requets"; did you mean "requests"?`},
		{"p(99) request_durations < 1s", 7, `did you mean "request_duration"?`},
		{"duplicate_logins{kind:stale} == 0", 23, `unknown kind "stale"`},
		{"duplicate_logins{kind:stale_401} == 0", 23, `unknown kind "stale_401"; did you mean "stale-401"?`},
		{"duplicate_logins{class:needless} == 0", 18, `unknown label "class" of duplicate_logins; expected {kind:…}`},
		{"duplicate_logins{kind needless} == 0", 23, `expected : after the label kind; found "needless}"`},
		{"duplicate_logins{kind:needless == 0", 36, "expected } after {kind:needless == 0"},
		{"defects{class:hung-requests} == 0", 15, `did you mean "hung-request"?`},
		{"defects{severity:hihg} == 0", 18, `unknown severity "hihg"; did you mean "high"?`},
		{"defects{kind:needless} == 0", 9, `unknown label "kind" of defects; expected {class:…} or {severity:…}`},
		{"hung_requests{kind:needless} == 0", 20, `unknown kind "needless"`},
		{"max http_duration{name:} < 1s", 24, "expected a value for the label name"},
		{"requests{name:home} > 1", 10, "requests takes no label"},
		{"requests = 1", 10, `expected one of == != < <= > >=; found "="; did you mean "=="?`},
		{"requests", 9, "expected one of == != < <= > >=; found the end"},
		{"duplicate_logins is 0", 18, `expected one of == != < <= > >=; found "is"`},
		{"request_duration p(99) < 1s", 1, "request_duration needs p(N), max or mean before it"},
		{"requests >", 11, "expected a number such as 0; found the end"},
		{"requests > many", 12, `expected a number such as 0; found "many"`},
		{"requests > -1", 12, `expected a number such as 0; found "-1"`},
		{"requests > 1.2.3", 12, `expected a number such as 0; found "1.2.3"`},
		{"requests > 5%", 13, `unexpected "%" after the number`},
		{"requests > 5 6", 13, `unexpected "6" after the number`},
		{"requests > 800ms", 15, `unexpected "ms" after the number`},
		{"duplicate_logins < 0.5", 20, "is a count: expected a whole number; found 0.5"},
		{"request_failed_rate < 5", 24, "never exceeds 1, which is 100%"},
		{"request_failed_rate < 101%", 26, "never exceeds 1"},
		{"request_failed_rate < 5ms", 24, `unexpected "ms" after the number: expected a share such as 0.01 or 1%`},
		{"p(99) http_duration < 800", 26, "is a duration: expected a unit, us, ms, s or m"},
		{"p(99) http_duration < 8%", 24, `unknown unit "%": expected us, ms, s or m`},
		{"p(99) http_duration < 2h", 24, `unknown unit "h"`},
		{"p(99) http_duration < 61m", 25, "recorded up to 60m"},
		{"http_duration < 800ms", 1, "http_duration needs p(N), max or mean before it: p(99) http_duration"},
		{"max requests < 8", 5, "requests is one number and takes no max before it"},
		{"p99 http_duration < 1s", 1, `unknown aggregate "p99"; expected p(N) such as p(99), max or mean`},
		{"avg(5) http_duration < 1s", 1, `unknown aggregate "avg"`},
		{"p 99 http_duration < 1s", 3, `expected (N) after p, such as p(99); found "99"`},
		{"p(0) http_duration < 1s", 3, "p(0): expected a number above 0 and up to 100"},
		{"p(101) http_duration < 1s", 3, "above 0 and up to 100"},
		{"p(NaN) http_duration < 1s", 3, "above 0 and up to 100"},
		{"p(99 http_duration < 1s", 6, `expected ) after p(99; found "http_duration"`},
		{"mean http_duration{name:首页} ~ 1s", 29, `found "~"`},
		{"requests > " + strings.Repeat("9", 600), 1, "longer than 500 bytes"},
	}
	for _, tt := range tests {
		_, err := ParseThreshold(tt.expr)
		var bad *ThresholdError
		if !errors.As(err, &bad) {
			t.Errorf("%s: error %v, want a *ThresholdError", tt.expr, err)
			continue
		}
		if bad.Column != tt.column || !strings.Contains(bad.Message, tt.want) {
			t.Errorf("%s:\n got column %d: %s\nwant column %d: %s", tt.expr, bad.Column, bad.Message, tt.column, tt.want)
		}
	}
}

func TestThresholdErrorShowsTheExpressionAndTheColumn(t *testing.T) {
	_, err := ParseThreshold("p(99) http_duration < 5")
	want := `threshold "p(99) http_duration < 5", column 24: http_duration is a duration: expected a unit, us, ms, s or m, after the number`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestThresholdNameIsOnlyTheRequestName(t *testing.T) {
	for expr, want := range map[string]string{
		"max http_duration{name:home} < 1s":     "home",
		"max http_duration < 1s":                "",
		"duplicate_logins{kind:needless} == 0":  "",
		"defects{class:duplicate-login} == 0":   "",
		"p(50) login_wait{name: a b } < 100 ms": "a b",
	} {
		threshold, err := ParseThreshold(expr)
		if err != nil {
			t.Fatal(err)
		}
		if got := threshold.Name(); got != want {
			t.Errorf("%s: Name() = %q, want %q", expr, got, want)
		}
	}
}

func TestDefaultThresholdsAreWhatTheirTextParsesTo(t *testing.T) {
	if len(DefaultThresholds()) != 5 {
		t.Errorf("%d thresholds", len(DefaultThresholds()))
	}
	for _, want := range DefaultThresholds() {
		got, err := ParseThreshold(want.String())
		if err != nil || got != want {
			t.Errorf("%s: parsed %+v, %v; want %+v", want, got, err, want)
		}
	}
}

func FuzzParseThreshold(f *testing.F) {
	for _, seed := range []string{"duplicate_logins == 0", "p(99.9) login_wait{name:首页} < 1.5s",
		"request_failed_rate < 1%", "defects{class:x", "p(", "max", "requests >= 1e9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		got, err := ParseThreshold(expr)
		var bad *ThresholdError
		switch {
		case err == nil:
			if again, err := ParseThreshold(got.String()); err != nil || again != got {
				t.Errorf("%q parsed, its String %q gives %+v, %v", expr, got.String(), again, err)
			}
		case !errors.As(err, &bad):
			t.Errorf("%q: error of type %T", expr, err)
		case bad.Column < 1 || bad.Column > utf8.RuneCountInString(expr)+1:
			t.Errorf("%q: column %d is outside", expr, bad.Column)
		}
	})
}
