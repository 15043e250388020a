package reports

import (
	"strings"
	"testing"
)

func TestFormatCountGroupsThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 12345: "12,345", 123456789: "123,456,789", -1234: "-1,234", -123: "-123"} {
		if got := formatCount(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestFormatMSHasThreeDigitsAtEveryScale(t *testing.T) {
	for ms, want := range map[float64]string{
		0: "0.00 ms", 0.001: "0.00 ms", 0.45: "0.45 ms", 1.234: "1.23 ms", 9.994: "9.99 ms", 9.996: "10.0 ms", 12.34: "12.3 ms",
		99.94: "99.9 ms", 99.96: "100 ms", 123.4: "123 ms", 999.4: "999 ms", 999.6: "1.00 s", 1200: "1.20 s", 61000: "61.0 s", 3_600_000: "3600 s",
	} {
		if got := formatMS(ms); got != want {
			t.Errorf("%g: %s, want %s", ms, got, want)
		}
	}
}

func TestFormatShareNeverRoundsToAllOrNothing(t *testing.T) {
	for _, tt := range []struct {
		part, whole int64
		want        string
	}{{0, 10, "0.0 %"}, {1, 1_000_000, "under 0.1 %"}, {3, 1000, "0.3 %"}, {79, 100, "79 %"}, {999_999, 1_000_000, "99 %"}, {7, 7, "100 %"}, {0, 0, "-"}} {
		if got := formatShare(tt.part, tt.whole); got != tt.want {
			t.Errorf("%d of %d: %s, want %s", tt.part, tt.whole, got, tt.want)
		}
	}
}

func TestFormatRateAndBytes(t *testing.T) {
	for v, want := range map[float64]string{0: "0.00", 9.5: "9.50", 250.4: "250", 999.7: "1,000", 12345.6: "12,346"} {
		if got := formatRate(v); got != want {
			t.Errorf("rate %g: %s, want %s", v, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0 KiB", 4096: "4 KiB", 180 << 20: "180 MiB", 3 << 29: "1.5 GiB"} {
		if got := formatBytes(n); got != want {
			t.Errorf("%d bytes: %s, want %s", n, got, want)
		}
	}
}

func TestFormatValueUsesTheUnitOfTheMetric(t *testing.T) {
	for expr, want := range map[string]string{
		"requests > 1":                 "1,500",
		"max http_duration < 1s":       "1.50 s",
		"login_failed_rate < 1%":       "150000.00 %",
		"sends_per_second > 1":         "1,500",
		"metric_of_a_later_version":    "1500",
		"p(99) request_duration < 1ms": "1.50 s",
	} {
		value := 1500.0
		if got := formatValue(ThresholdResult{Expr: expr, Value: &value}); got != want {
			t.Errorf("%s: %s, want %s", expr, got, want)
		}
	}
	if got := formatValue(ThresholdResult{Expr: "requests > 1"}); got != "-" {
		t.Errorf("an unknown value is written %q", got)
	}
}

func TestPrintableLeavesNoControlCharacter(t *testing.T) {
	for s, want := range map[string]string{
		"plain 登录失效 é": "plain 登录失效 é",
		"a\r\nb\tc":    "a  b c",
		"\x1b[31mred":  " [31mred",
		"\x00\xff":     "  ",
		"a\u202eb":     "a b", // right-to-left override
	} {
		if got := printable(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestTimelineKeepsTheEnd(t *testing.T) {
	e := &Example{Client: 7, Events: []Event{{1, "a", "first"}, {2, "b", "second"}, {3, "c", "third"}}}
	for limit, want := range map[int][]string{
		3: {"client 7", "first", "second", "third"},
		2: {"client 7", "1 event before these", "second", "third"},
		1: {"client 7", "2 events before these", "third"},
	} {
		got := timeline(e, limit, nil)
		if len(got) != len(want) {
			t.Errorf("limit %d: got %q, want %q", limit, got, want)
			continue
		}
		for i := range want {
			if !strings.Contains(got[i], want[i]) {
				t.Errorf("limit %d: line %q, want %q in it", limit, got[i], want[i])
			}
		}
	}
	if got := timeline(nil, 3, nil); got != nil {
		t.Errorf("no example gives %q", got)
	}
}
