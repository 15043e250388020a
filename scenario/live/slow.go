package live

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/wxload/wxload/reports"
)

// slow is a request that took long.
type slow struct {
	client int
	status int
	sent   time.Time
	took   time.Duration
	trace  string
}

// slowest has, of the requests of each name that were answered, the slowest one that is in
// a trace.
type slowest map[slowKey]slow

// slowKey is what sent a request, as reports have it, and its name; empty for what a
// wrapper sends on its own account.
type slowKey struct{ of, name string }

// maxSlow is how many slow requests a report has.
const maxSlow = 10

// add takes in a request that was answered.
func (s slowest) add(e *exchange) {
	if e.resp == nil || e.request.Trace == "" {
		return
	}
	key := slowKey{"request", e.request.Name}
	switch target := &e.user.w.run.settings.At(e.request.URL).Target; {
	case target.IsLogin(e.request):
		key = slowKey{of: "login"}
	case target.IsRefresh(e.request):
		key = slowKey{of: "refresh"}
	}
	known, is := s[key]
	if !is && len(s) > maxNames || is && known.took >= e.resp.Elapsed {
		return
	}
	s[key] = slow{e.user.number, e.resp.Status, e.user.w.now.Add(-e.resp.Elapsed), e.resp.Elapsed, e.request.Trace}
}

// merge adds those of another worker.
func (s slowest) merge(t slowest) {
	for key, slow := range t {
		if slow.took > s[key].took {
			s[key] = slow
		}
	}
}

// slowest are the slowest requests of all workers, the slowest first.
func (r *run) slowest(all slowest) (out []reports.Slow) {
	for _, key := range slices.SortedFunc(maps.Keys(all), func(a, b slowKey) int {
		return cmp.Or(cmp.Compare(all[b].took, all[a].took), cmp.Compare(a.of, b.of), cmp.Compare(a.name, b.name))
	}) {
		s := all[key]
		out = append(out, reports.Slow{Of: key.of, Name: key.name, DurationMS: float64(s.took) / 1e6, AtMS: float64(s.sent.Sub(r.begun)) / 1e6,
			Client: s.client, Status: s.status, Trace: s.trace})
	}
	return out[:min(len(out), maxSlow)]
}
