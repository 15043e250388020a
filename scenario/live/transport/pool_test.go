package transport

import (
	"errors"
	"net"
	"sync"
	"testing"
	"time"
)

var (
	hostA = origin{host: "a"}
	hostB = origin{host: "b"}
)

// piped is a connection without a network.
func piped(t *testing.T, to origin) *conn {
	near, far := net.Pipe()
	t.Cleanup(func() { far.Close() })
	return newConn(to, near, near, &sync.Pool{New: newBuffers})
}

func isClosed(c *conn) bool {
	return c.tcp.SetDeadline(time.Time{}) != nil
}

// mustDial takes a place, which must be free, and fills it.
func mustDial(t *testing.T, p *pool, to origin) *conn {
	t.Helper()
	found, w, err := p.take(to)
	if found != nil || w != nil || err != nil {
		t.Fatalf("took %v, %v, %v, want a place to dial", found, w, err)
	}
	c := piped(t, to)
	if err := p.dialed(c); err != nil {
		t.Fatal(err)
	}
	return c
}

func mustWait(t *testing.T, p *pool, to origin) *waiter {
	t.Helper()
	found, w, err := p.take(to)
	if w == nil {
		t.Fatalf("took %v, %v, want to wait", found, err)
	}
	return w
}

func TestPoolGivesTheConnectionLastUsed(t *testing.T) {
	p := newPool(3)
	a, b, c := mustDial(t, p, hostA), mustDial(t, p, hostA), mustDial(t, p, hostA)
	for _, done := range []*conn{b, c, a} {
		p.put(done, true)
	}
	for i, want := range []*conn{a, c, b} {
		if got, _, _ := p.take(hostA); got != want {
			t.Errorf("take %d gave another connection than the one last used", i)
		}
	}
}

func TestPoolServesWaitersInTheirOrder(t *testing.T) {
	p := newPool(1)
	c := mustDial(t, p, hostA)
	var waiters []*waiter
	for range 3 {
		waiters = append(waiters, mustWait(t, p, hostA))
	}
	p.give(waiters[1], grant{err: errAborted})
	p.give(waiters[1], grant{err: errTimeout}) // too late
	if g := <-waiters[1].granted; !errors.Is(g.err, errAborted) {
		t.Errorf("the one that gave up got %v", g)
	}
	p.put(c, true)
	if g := <-waiters[0].granted; g.conn != c {
		t.Errorf("the first got %v, want the connection", g)
	}
	p.put(c, false)
	if g := <-waiters[2].granted; g != (grant{}) || !isClosed(c) {
		t.Errorf("the last got %v, want a place to dial in place of the closed connection", g)
	}
	if err := p.dialed(nil); err != nil || p.dialing != 0 {
		t.Errorf("after a failed dial: %v, %d dialing", err, p.dialing)
	}
}

func TestPoolPassesThePlaceOfAFailedDial(t *testing.T) {
	p := newPool(1)
	if _, w, _ := p.take(hostA); w != nil {
		t.Fatal("the first had to wait")
	}
	w := mustWait(t, p, hostA)
	p.dialed(nil)
	if g := <-w.granted; g != (grant{}) {
		t.Errorf("got %v, want a place to dial", g)
	}
}

func TestPoolMakesRoomForAnotherHost(t *testing.T) {
	p := newPool(2)
	older, newer := mustDial(t, p, hostA), mustDial(t, p, hostA)
	p.put(older, true)
	p.put(newer, true)
	mustDial(t, p, hostB)
	if !isClosed(older) || isClosed(newer) {
		t.Error("not the connection that was idle longest made room")
	}
	if got, _, _ := p.take(hostA); got != newer {
		t.Error("the other connection is gone")
	}
	w := mustWait(t, p, hostB)
	p.put(newer, true)
	if g := <-w.granted; g != (grant{}) || !isClosed(newer) {
		t.Errorf("got %v, want a place in place of a connection to another host", g)
	}
}

func TestClosedPoolKeepsNothing(t *testing.T) {
	p := newPool(3)
	idle, busy := mustDial(t, p, hostA), mustDial(t, p, hostA)
	p.put(idle, true)
	p.take(hostB) // is dialing
	w := mustWaitBusy(t, p, idle)
	p.close()
	p.close()
	if g := <-w.granted; !errors.Is(g.err, errClosed) {
		t.Errorf("the waiter got %v", g)
	}
	late := piped(t, hostB)
	if err := p.dialed(late); !errors.Is(err, errClosed) {
		t.Errorf("a dial that ended late got %v", err)
	}
	p.put(busy, true)
	for name, c := range map[string]*conn{"idle": idle, "busy": busy, "late": late} {
		if !isClosed(c) {
			t.Errorf("the %s connection is open", name)
		}
	}
	if _, _, err := p.take(hostA); !errors.Is(err, errClosed) {
		t.Errorf("took with %v, want %v", err, errClosed)
	}
}

// mustWaitBusy takes the idle connection first, so that all are in use.
func mustWaitBusy(t *testing.T, p *pool, idle *conn) *waiter {
	t.Helper()
	if got, _, _ := p.take(hostA); got != idle {
		t.Fatal("the idle connection was not given")
	}
	return mustWait(t, p, hostA)
}

func TestPoolNeverExceedsItsLimit(t *testing.T) {
	p := newPool(4)
	var calls sync.WaitGroup
	for i := range 64 {
		calls.Go(func() {
			to := []origin{hostA, hostB}[i%2]
			for range 50 {
				c, w, err := p.take(to)
				if w != nil {
					g := <-w.granted
					c, err = g.conn, g.err
				}
				if err != nil {
					t.Error(err)
					return
				}
				if c == nil {
					c = piped(t, to)
					p.dialed(c)
				}
				if c.origin != to {
					t.Error("a connection to another host was given")
				}
				p.mu.Lock()
				if n := len(p.idle) + len(p.busy) + p.dialing; n > p.limit {
					t.Errorf("%d connections, more than %d", n, p.limit)
				}
				p.mu.Unlock()
				p.put(c, i%7 != 0)
			}
		})
	}
	calls.Wait()
	if len(p.busy)+p.dialing+len(p.waiting) != 0 {
		t.Errorf("at the end %d in use, %d dialing, %d waiting", len(p.busy), p.dialing, len(p.waiting))
	}
}
