package live

import (
	"time"

	"github.com/wxload/wxload/reports"
)

// progressEvery is how often a run tells how far it is.
const progressEvery = 250 * time.Millisecond

// Progress is how far a run is.
type Progress struct {
	Phase    string // running or draining
	Elapsed  time.Duration
	Duration time.Duration // of the load
	Planned  int64         // clients
	Started  int64         // clients that have begun
	Active   int64         // clients at work now
	Issued   int64         // requests of pages
	Sends    int64         // requests that left
	Logins   int64
	Failed   int64 // requests and logins that failed so far
	// Duplicates and Hung are logins and requests that speak against the wrapper.
	Duplicates int64
	Hung       int64
}

// progress reports how far the run is, and returns whether no client has anything
// left to do.
func (r *run) progress(phase string) bool {
	spent := 0
	var counts reports.SeriesCounts
	p := Progress{Phase: phase, Elapsed: time.Since(r.begun), Duration: r.shape.Duration(), Planned: int64(len(r.users))}
	r.ask(func(w *worker) {
		p.Started += w.started
		p.Active += w.atWork()
		spent += w.spent()
		t := w.tally
		p.Issued += t.Issued
		p.Sends += t.Sends
		p.Logins += t.LoginsStarted
		p.Duplicates += t.Duplicates()
		p.Hung += t.Hung
		p.Failed += t.Rejected + t.AuthFailure + t.HTTPError + t.Empty + t.Hung + t.LoginsFailed
		addCounts(&counts, t)
	})
	r.collect()
	r.measured.tick(p.Elapsed, p.Active, counts)
	r.tell(p.Elapsed, phase)
	r.totalResult(p.Elapsed)
	if r.options.Progress != nil {
		r.options.Progress(p)
	}
	return spent > 0 && spent == r.options.Shard.Share(r.shape.Launches())
}

// collect adds what the workers have measured since the last time.
func (r *run) collect() {
	for n, w := range r.workers {
		var samples []sample
		var names []string
		w.asked(func(w *worker) { samples, names = w.meter.take(), w.meter.names })
		r.measured.add(n, samples, names)
	}
}

func (w *worker) atWork() int64 {
	n := int64(0)
	for _, u := range w.users {
		if u.state != resting && u.state != leaving {
			n++
		}
	}
	return n
}

// spent is how many users a closed load has no more work for.
func (w *worker) spent() int {
	n := 0
	for _, u := range w.users {
		if u.spent {
			n++
		}
	}
	return n
}
