package live

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario"
)

// happenings are what the scenario did to the run, which took so long: the events that
// were fired, and the faults that began or ended.
func (r *run) happenings(elapsed time.Duration) []reports.Happening {
	out := slices.Clone(r.fired)
	add := func(at time.Duration, kind, text string) {
		if at > 0 && at <= elapsed {
			out = append(out, reports.Happening{AtMS: float64(at) / 1e6, Kind: kind, Text: text})
		}
	}
	for _, f := range r.scenario.Mock.Faults {
		text := fmt.Sprintf("faults of WeChat's %s, in %v of its calls", f.Endpoint, f.Rate)
		add(f.From, "fault", text+", begin")
		add(f.To, "fault-end", text+", end")
	}
	slices.SortStableFunc(out, func(a, b reports.Happening) int { return cmp.Compare(a.AtMS, b.AtMS) })
	return out
}

// happened is an event that is fired now.
func happened(e *scenario.Event, now time.Duration) reports.Happening {
	text := fmt.Sprintf("%s of %v of the clients expire", e.Expire, e.Share)
	if e.Share == 1 {
		text = fmt.Sprintf("all %s expire", e.Expire)
	}
	return reports.Happening{AtMS: float64(now) / 1e6, Kind: "expire-" + e.Expire, Text: text}
}
