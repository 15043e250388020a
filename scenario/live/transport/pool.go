package transport

import (
	"slices"
	"sync"
)

// pool holds the connections of one client, or of all if they share.
//
// Each connection is idle, in use or being dialed, and there are never more
// than limit. The one last used is taken first, so that few stay in use when few
// are needed. When all are in use, calls wait in the order in which they came.
type pool struct {
	limit int

	mu      sync.Mutex
	idle    []*conn // in the order in which they became so
	busy    []*conn
	dialing int
	waiting []*waiter
	closed  bool
}

// waiter is a call that waits for a connection.
type waiter struct {
	to      origin
	granted chan grant // has room for the only one
}

// grant ends the wait: a connection in use by the waiter, or a place to dial
// one (both nil), or an error.
type grant struct {
	conn *conn
	err  error
}

func newPool(limit int) *pool { return &pool{limit: limit} }

// take gives an idle connection; or nothing, when the caller is to dial one and
// to call dialed; or the waiter whose grant is to be awaited.
func (p *pool) take(to origin) (*conn, *waiter, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, nil, errClosed
	}
	for i, c := range slices.Backward(p.idle) {
		if c.origin == to {
			p.idle = slices.Delete(p.idle, i, i+1)
			p.use(c)
			return c, nil, nil
		}
	}
	if len(p.idle)+len(p.busy)+p.dialing < p.limit {
		p.dialing++
		return nil, nil, nil
	}
	if len(p.idle) > 0 { // to other hosts, all of them
		p.idle[0].close()
		p.idle = slices.Delete(p.idle, 0, 1)
		p.dialing++
		return nil, nil, nil
	}
	w := &waiter{to: to, granted: make(chan grant, 1)}
	p.waiting = append(p.waiting, w)
	return nil, w, nil
}

// dialed ends a dial that take or a grant allowed; c is nil if it failed.
func (p *pool) dialed(c *conn) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dialing--
	if c == nil {
		p.passPlace()
		return nil
	}
	if p.closed {
		c.close()
		return errClosed
	}
	p.use(c)
	return nil
}

// put takes back a connection that was in use: for the next call if it can be
// kept, to be closed if not.
func (p *pool) put(c *conn, keep bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unuse(c)
	if !keep || p.closed || len(p.waiting) > 0 && p.waiting[0].to != c.origin {
		c.close()
		p.passPlace()
		return
	}
	if len(p.waiting) == 0 {
		p.idle = append(p.idle, c)
		return
	}
	p.use(c)
	p.grantFirst(grant{conn: c})
}

// give ends a wait with an error, unless it has ended already.
func (p *pool) give(w *waiter, g grant) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.Index(p.waiting, w); i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
		w.granted <- g
	}
}

// close closes every connection and refuses whoever waits or comes later.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, c := range p.idle {
		c.close()
	}
	p.idle = nil
	for _, c := range p.busy {
		c.close() // its call still puts it back
	}
	for len(p.waiting) > 0 {
		p.grantFirst(grant{err: errClosed})
	}
}

// passPlace lets the first who waits dial in place of a connection that is no
// more.
func (p *pool) passPlace() {
	if len(p.waiting) > 0 {
		p.dialing++
		p.grantFirst(grant{})
	}
}

func (p *pool) grantFirst(g grant) {
	p.waiting[0].granted <- g
	p.waiting = slices.Delete(p.waiting, 0, 1)
}

func (p *pool) use(c *conn) {
	c.index = len(p.busy)
	p.busy = append(p.busy, c)
}

func (p *pool) unuse(c *conn) {
	last := p.busy[len(p.busy)-1]
	p.busy[c.index] = last
	last.index = c.index
	p.busy[len(p.busy)-1] = nil
	p.busy = p.busy[:len(p.busy)-1]
}
