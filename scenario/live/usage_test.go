package live

import (
	"testing"
	"time"
)

func TestASaturatedGeneratorSaysByWhatAndHowManyClientsWouldFit(t *testing.T) {
	for _, c := range []struct {
		name string
		s    saturation
		why  string
		fit  int64 // of 1000; zero where it is not asked for
	}{
		{"idle", saturation{}, "", 0},
		{"at its limits", saturation{busy: 0.9, late: 0.05, waited: 1}, "", 0},
		{"busy", saturation{busy: 0.97}, "its processors were 97 % busy", 721},
		{"late", saturation{busy: 0.3, late: 0.12, delay: 20 * time.Millisecond}, "12 % of its steps came more than 20 ms late", 480},
		{"late now and then", saturation{busy: 0.3, late: 0.06, delay: time.Millisecond}, "6 % of its steps came more than 20 ms late", 900},
		{"both, and half of the time is waiting", saturation{busy: 1, late: 0.5, waited: 0.5},
			"its processors were 100 % busy, 50 % of its steps came more than 20 ms late", 350},
		{"nothing but waiting", saturation{busy: 1, late: 1, waited: 1},
			"its processors were 100 % busy, 100 % of its steps came more than 20 ms late", 35},
	} {
		if got := c.s.criterion(); got != c.why {
			t.Errorf("%s: %q, want %q", c.name, got, c.why)
		}
		if got := c.s.fit(1000); c.fit != 0 && got != c.fit {
			t.Errorf("%s: %d clients fit, want %d", c.name, got, c.fit)
		}
	}
	if got := (saturation{busy: 1, waited: 1}).fit(1); got != 1 {
		t.Errorf("%d clients fit where there is one", got)
	}
}
