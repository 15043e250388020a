package loop

import "iter"

// coroutine runs async functions, one after another. Between two of them it
// is idle in a pool.
type coroutine struct {
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool

	loop  *Loop // whose async function it runs
	body  Task  // that function
	index int   // in Loop.parked, while it waits
	waits bool  // in an Await
}

// unwind is the panic with which Await ends an async function of a closed loop.
type unwind struct{}

func newCoroutine() *coroutine {
	c := &coroutine{}
	c.next, c.stop = iter.Pull(func(yield func(struct{}) bool) {
		c.yield = yield
		for {
			c.runBody()
			if !yield(struct{}{}) {
				return
			}
		}
	})
	return c
}

func (c *coroutine) runBody() {
	defer func() {
		c.body = nil
		if r := recover(); r != nil {
			if _, isUnwind := r.(unwind); !isUnwind {
				panic(r)
			}
		}
	}()
	c.body.Run()
}

// Go starts f as an async function: it runs at once, up to its first Await or
// its end, and then Go returns.
func (l *Loop) Go(f func()) { l.start(Func(f)) }

func (l *Loop) start(body Task) {
	if l.closed {
		return
	}
	if l.pool == nil {
		l.pool = &Pool{owned: true}
	}
	c := l.pool.get()
	c.loop, c.body = l, body
	l.enter(c)
}

// Run continues a coroutine that waits: it is a microtask, too.
func (c *coroutine) Run() { c.loop.switchTo(c) }

// switchTo continues a coroutine that waits.
func (l *Loop) switchTo(c *coroutine) {
	last := len(l.parked) - 1
	l.parked[c.index] = l.parked[last]
	l.parked[c.index].index = c.index
	l.parked[last] = nil
	l.parked = l.parked[:last]
	c.waits = false
	l.enter(c)
}

func (l *Loop) enter(c *coroutine) {
	outer := l.current
	l.current = c
	c.next()
	l.current = outer
	if !c.waits {
		l.pool.put(c)
	}
}

// park gives control back to whoever entered the running coroutine, until
// switchTo continues it.
func (l *Loop) park() {
	c := l.current
	c.waits = true
	c.index = len(l.parked)
	l.parked = add(l.parked, c)
	c.yield(struct{}{})
	if l.closed {
		panic(unwind{})
	}
}

// add appends to a list that stays small. It makes room for a few at once.
func add[T any](list []T, x T) []T {
	if list == nil {
		list = make([]T, 0, 4)
	}
	return append(list, x)
}

// Pool keeps idle coroutines for the loops of one goroutine. The zero value is
// an empty pool. It is not safe for concurrent use.
type Pool struct {
	idle  []*coroutine
	owned bool // by one loop, which closes it
}

// maxIdle bounds what a pool keeps: an idle coroutine holds its stack.
const maxIdle = 64

func (p *Pool) get() *coroutine {
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle[n-1] = nil
		p.idle = p.idle[:n-1]
		return c
	}
	return newCoroutine()
}

func (p *Pool) put(c *coroutine) {
	if len(p.idle) >= maxIdle {
		c.stop()
		return
	}
	p.idle = append(p.idle, c)
}

// Close ends the idle coroutines. Loops that still use the pool stay usable.
func (p *Pool) Close() {
	for _, c := range p.idle {
		c.stop()
	}
	p.idle = nil
}
