package loop_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/wxload/wxload/client/loop"
)

// chaos runs a random program and closes its loop in the middle.
type chaos struct {
	*rand.Rand
	l        *loop.Loop
	promises []*loop.Promise[int]
	timers   []*loop.Timer
	steps    []int // what ran, in order
	running  int   // async functions between start and end
	left     int   // steps that may still be started
}

func (c *chaos) promise() *loop.Promise[int] { return c.promises[c.IntN(len(c.promises))] }

func (c *chaos) step(id int) {
	c.steps = append(c.steps, id)
	for range 1 + c.IntN(3) {
		c.act()
	}
}

func (c *chaos) act() {
	if c.left--; c.left < 0 {
		return
	}
	id := c.left
	switch c.IntN(9) {
	case 0:
		c.l.Go(func() { c.async(id) })
	case 1:
		c.l.Microtask(func() { c.step(id) })
	case 2:
		c.timers = append(c.timers, c.l.SetTimeout(time.Duration(c.IntN(20))*ms, func() { c.step(id) }))
	case 3:
		if len(c.timers) > 0 {
			c.timers[c.IntN(len(c.timers))].Stop()
		}
	case 4:
		c.promise().Resolve(id)
	case 5:
		c.promise().Reject(errors.New("no"))
	case 6:
		c.promise().Follow(c.promise())
	case 7:
		c.promises = append(c.promises, c.promise().Finally(func() { c.step(id) }))
	case 8:
		c.promises = append(c.promises, loop.Then(c.promise(), func(v int) (int, error) { c.step(id); return v, nil }, nil))
	}
}

func (c *chaos) async(id int) {
	c.running++
	defer func() { c.running-- }()
	c.step(id)
	for range c.IntN(4) {
		if c.IntN(2) == 0 {
			c.promise().Await()
		} else {
			c.l.Sleep(time.Duration(c.IntN(5)) * ms)
		}
		c.step(id)
	}
}

// runChaos returns what ran. The loop is closed after so many of its events.
func runChaos(t *testing.T, seed uint64, events int) []int {
	world := &clock{}
	l := loop.New(world, nil)
	c := &chaos{Rand: rand.New(rand.NewPCG(seed, 0)), l: l, left: 300}
	for range 5 {
		c.promises = append(c.promises, loop.NewPromise[int](l))
	}
	l.Turn(func() { c.step(0) })
	for i := 0; i < events && world.step(); i++ {
		if c.IntN(10) == 0 {
			l.Suspend()
		} else if c.IntN(3) == 0 {
			l.Resume()
		}
		l.Turn(func() { c.act() })
	}
	l.Close()
	ran := len(c.steps)
	l.Resume()
	world.run()
	if len(c.steps) != ran {
		t.Errorf("seed %d: something ran after Close", seed)
	}
	if c.running != 0 {
		t.Errorf("seed %d: %d async functions were not unwound", seed, c.running)
	}
	return c.steps
}

func TestRandomProgramsEndCleanAndRepeatExactly(t *testing.T) {
	for seed := range uint64(500) {
		events, before := int(seed%60), coroutines()
		if a, b := runChaos(t, seed, events), runChaos(t, seed, events); !slices.Equal(a, b) {
			t.Fatalf("seed %d: two runs differ", seed)
		}
		if left := coroutines() - before; left != 0 {
			t.Fatalf("seed %d: %d coroutines are left", seed, left)
		}
	}
}

func FuzzProgramsEndClean(f *testing.F) {
	f.Add(uint64(1), uint8(10))
	f.Fuzz(func(t *testing.T, seed uint64, events uint8) { runChaos(t, seed, int(events)) })
}
