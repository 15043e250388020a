package live

import (
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
)

// progressEvery is how often a run tells how far it is.
const progressEvery = 250 * time.Millisecond

// Progress is how far a run is.
type Progress struct {
	Phase    string // running or draining
	Elapsed  time.Duration
	Duration time.Duration // of the load, unless it is steered
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

// A moment is what the workers have counted and measured until then.
type moment struct {
	Counts
	late    lag
	network network
	slowest slowest
	spent   int // users that have no more work
}

// look asks the workers, by ask. What each has counted and what it has measured are of one
// moment.
func (r *run) look(ask func(*worker, func(*worker))) *moment {
	m := &moment{Counts: Counts{Tally: client.NewTally(), Clients: reports.Clients{Planned: int64(r.planned())}}, network: newNetwork(), slowest: slowest{}}
	for n, w := range r.workers {
		var samples []sample
		var names []string
		ask(w, func(w *worker) {
			m.add(w)
			samples, names = w.meter.take(), w.meter.names
		})
		r.measured.add(n, samples, names)
	}
	m.Lag = m.late.mean()
	return m
}

func (m *moment) add(w *worker) {
	m.Tally.Add(w.tally)
	m.Clients.Started += w.started
	m.Clients.Finished += w.finished
	m.Active += w.atWork()
	m.spent += w.spent()
	m.late.merge(w.lag)
	m.network.merge(w.network)
	m.slowest.merge(w.slowest)
}

// progress reports how far the run is, and returns whether no client has anything
// left to do.
func (r *run) progress(phase string) bool {
	now := time.Since(r.begun)
	m := r.look((*worker).asked)
	r.measured.tick(now, m, r.begun)
	r.tell(now, phase, m)
	r.totalResult(now, m)
	if r.options.Progress != nil {
		t := m.Tally
		r.options.Progress(Progress{Phase: phase, Elapsed: now, Duration: r.shape.Duration(), Planned: int64(len(r.users)), Started: m.Clients.Started, Active: m.Active,
			Issued: t.Issued, Sends: t.Sends, Logins: t.LoginsStarted, Duplicates: t.Duplicates(), Hung: t.Hung, Failed: failed(t) + t.LoginsFailed})
	}
	return m.spent > 0 && !r.steered() && m.spent == r.options.Shard.Share(r.shape.Launches())
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
