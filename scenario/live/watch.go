package live

import (
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
)

// A Watcher is told what a run does while it does it, on one goroutine at a time. Its
// zero value is told nothing.
type Watcher struct {
	// Counted is told about once a second, and once more when the run is over. It owns
	// what it is given.
	Counted func(Counts)
	// Measured is told each latency, in its order at each worker and within a second.
	Measured func(m client.Metric, name string, d time.Duration)
}

// Counts is what a run has counted since it began.
type Counts struct {
	Tally   *client.Tally // of all clients
	Clients reports.Clients
	Active  int64         // clients at work
	Lag     time.Duration // by which the generator's steps came too late, on average
}

// tellCounts tells the watcher, if a second has passed since the last time.
func (r *run) tellCounts(now time.Duration) {
	if r.options.Watch.Counted == nil || now < r.counted+time.Second {
		return
	}
	r.counted = now
	c := Counts{Tally: client.NewTally(), Clients: reports.Clients{Planned: int64(r.planned())}}
	late := lag{}
	r.ask(func(w *worker) {
		c.Tally.Add(w.tally)
		c.Clients.Started += w.started
		c.Active += w.atWork()
		late.merge(w.lag)
	})
	c.Lag = late.mean()
	r.options.Watch.Counted(c)
}

// tellEnd tells the watcher what the report says.
func (r *run) tellEnd(t *client.Tally, clients reports.Clients, late lag) {
	if r.options.Watch.Counted != nil {
		r.options.Watch.Counted(Counts{Tally: t, Clients: clients, Lag: late.mean()})
	}
}
