package live

import (
	"testing"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

// stillLoad is the load of a scenario whose clients do nothing but think, on a
// clock that stands still until the test moves it.
type stillLoad struct {
	*run
	at time.Duration // since the load began
}

// newStillLoad begins it; load is that part of the scenario, with its clients.
func newStillLoad(t *testing.T, load string) *stillLoad {
	t.Helper()
	return newStillLoadWith(t, load, Options{})
}

func newStillLoadWith(t *testing.T, load string, o Options) *stillLoad {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte(load+"\nflow: [launch, {think: 5ms}]\n"), scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.Flow = s.Flow[1:] // a launch would ask WeChat
	info, _ := wrapper.Find("reference")
	b, err := backend.Open(s, info, nil)
	if err != nil {
		t.Fatal(err)
	}
	l := &stillLoad{run: newRun(s, info, b, o)}
	t.Cleanup(func() {
		for _, w := range l.workers {
			w.finish()
			w.pool.Close()
		}
		l.close()
	})
	l.begun = time.Date(2026, 1, 2, 15, 4, 5, 0, time.UTC)
	for _, w := range l.workers {
		w.clock = func() time.Time { return l.begun.Add(l.at) }
		w.now = l.begun
		w.shareOut()
	}
	return l
}

// goTo moves the clock in small steps, as a machine with nothing else to do would,
// and returns how many clients are at work then.
func (l *stillLoad) goTo(at time.Duration) (atWork int64) {
	for ; l.at < at; l.at += time.Millisecond {
		for _, w := range l.workers {
			for w.runTimers() {
			}
		}
	}
	for _, w := range l.workers {
		atWork += w.atWork()
	}
	return atWork
}

func TestAClosedLoadRampsDownAndUpAgain(t *testing.T) {
	t.Parallel()
	l := newStillLoad(t, `
clients: {count: 6}
load:
  stages: [{duration: 300ms, clients: 6}, {duration: 0s, clients: 1}, {duration: 500ms, clients: 1}, {duration: 0s, clients: 6}, {duration: 500ms, clients: 6}]
`)
	for _, c := range []struct {
		at   time.Duration
		want int64
	}{
		{60 * time.Millisecond, 1}, {290 * time.Millisecond, 5}, // one after another, until the stage ends
		{320 * time.Millisecond, 1}, {790 * time.Millisecond, 1},
		{910 * time.Millisecond, 6}, // looks every 100 ms whether there is room again
		{1290 * time.Millisecond, 6},
	} {
		if got := l.goTo(c.at); got != c.want {
			t.Errorf("after %v %d clients are at work, want %d", c.at, got, c.want)
		}
	}
}

// A client that is one too many ends the step that it is at, here a thought of 5 ms.
func TestASteeredLoadHasAsManyClientsAsAreAskedFor(t *testing.T) {
	t.Parallel()
	l := newStillLoadWith(t, "clients: {count: 6}\nload: {duration: 10ms}", Options{Clients: make(chan int), Shard: Shard{Index: 3}})
	at := time.Duration(0)
	for _, c := range []struct {
		highest int // number of a client that is asked for; those of this worker are 13 to 18
		want    int64
	}{{0, 0}, {16, 4}, {18, 6}, {13, 1}, {0, 0}, {17, 5}} {
		for _, w := range l.workers {
			w.steer(c.highest)
		}
		at += 20 * time.Millisecond
		if got := l.goTo(at); got != c.want {
			t.Errorf("up to client %d: %d are at work, want %d", c.highest, got, c.want)
		}
	}
}

func TestAnOpenLoadLaunchesWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	const open = "\nload: {mode: open, rate: 100, duration: 500ms}\n"
	enough := newStillLoad(t, "clients: {count: 60}"+open)
	enough.goTo(500 * time.Millisecond)
	launches := 0
	for _, w := range enough.workers {
		launches += w.crowd.taken
	}
	if late, never := enough.lateLaunches(); launches != 50 || late != 0 || never != 0 {
		t.Errorf("%d launches, %d late, %d never; want 50", launches, late, never)
	}
	few := newStillLoad(t, "clients: {count: 1}\nrepeat: 4"+open)
	few.goTo(500 * time.Millisecond)
	// A visit takes some 23 ms, and a launch is due every 10.
	if late, never := few.lateLaunches(); late < 40 || never < 20 {
		t.Errorf("%d launches late, %d never; want most of 50", late, never)
	}
}
