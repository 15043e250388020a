package metrics

import (
	"context"
	"errors"
	"time"

	dto "github.com/prometheus/client_model/go"
)

// A Sink takes the metrics of a run to where they are kept, as they stand at a moment that
// is later each time. It ends soon after ctx does.
type Sink func(ctx context.Context, at time.Time, families []*dto.MetricFamily) error

// How often metrics are pushed, how long one push may take, and how often the one at the
// end is tried and with which pause.
const (
	pushEvery   = 5 * time.Second
	pushTimeout = 5 * time.Second
	lastTries   = 3
	lastPause   = time.Second
)

// Pusher brings the metrics of a run to a sink while it goes on. Make it with
// [Exporter.Push].
type Pusher struct {
	exporter *Exporter
	to       Sink
	cancel   context.CancelFunc
	done     chan struct{}
	last     time.Time // of the metrics that were pushed last
	missed   int
}

// Push begins to push the exporter's metrics, a few times a minute. End or Close must be
// called.
func (e *Exporter) Push(to Sink) *Pusher {
	ctx, cancel := context.WithCancel(context.Background())
	p := &Pusher{exporter: e, to: to, cancel: cancel, done: make(chan struct{})}
	go p.loop(ctx)
	return p
}

func (p *Pusher) loop(ctx context.Context) {
	defer close(p.done)
	tick := time.NewTicker(pushEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := p.push(ctx); err != nil && ctx.Err() == nil {
				p.missed++ // what comes later says it, too: all counts are sums
			}
		}
	}
}

// push brings the metrics to the sink as they stand; none before the first.
func (p *Pusher) push(ctx context.Context) error {
	families, err := p.exporter.gather()
	if err != nil || len(families) == 0 {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, pushTimeout)
	defer cancel()
	// Of two samples with one time the later one would be refused.
	now := time.Now().Truncate(time.Millisecond)
	if !now.After(p.last) {
		now = p.last.Add(time.Millisecond)
	}
	p.last = now
	err = p.to(ctx, now, families)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errNoAnswer
	}
	return err
}

var errNoAnswer = errors.New("no answer in time")

// Close ends the pushing. It may be called again.
func (p *Pusher) Close() {
	p.cancel()
	<-p.done
}

// End ends the pushing with what the run told last, which it tries to bring to the sink
// three times, until ctx ends. An error says that it is not there. missed is how many of
// the pushes before it failed.
func (p *Pusher) End(ctx context.Context) (missed int, err error) {
	p.Close()
	for try := 1; ; try++ {
		err = p.push(ctx)
		if err == nil || try == lastTries {
			return p.missed, err
		}
		pause := time.NewTimer(lastPause)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return p.missed, err
		}
	}
}
