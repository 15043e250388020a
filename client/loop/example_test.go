package loop_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/wxload/wxload/client/loop"
)

// simulated is a clock in virtual time: Run jumps from one timer to the next.
type simulated struct {
	now    time.Time
	timers []*alarm
}

type alarm struct {
	at      time.Time
	task    loop.Task
	stopped bool
}

func (s *simulated) Now() time.Time { return s.now }

func (s *simulated) After(d time.Duration, t loop.Task) loop.Stopper {
	a := &alarm{at: s.now.Add(d), task: t}
	s.timers = append(s.timers, a)
	return a
}

func (a *alarm) Stop() { a.stopped = true }

// Run runs the timers until none is left, the earliest first.
func (s *simulated) Run() {
	for len(s.timers) > 0 {
		first := 0
		for i, a := range s.timers {
			if a.at.Before(s.timers[first].at) {
				first = i
			}
		}
		next := s.timers[first]
		s.timers = append(s.timers[:first], s.timers[first+1:]...)
		if !next.stopped {
			s.now = next.at
			next.task.Run()
		}
	}
}

// Two requests of a page wait for one login. They are async functions: each runs
// at once, up to its Await, and goes on when the promise has settled.
func Example() {
	l := loop.New(&simulated{}, nil)
	defer l.Close()
	login := loop.NewPromise[string](l)
	request := func(name string) {
		fmt.Println(name, "waits")
		token, err := login.Await()
		if err != nil {
			fmt.Println(name, "is given up:", err)
			return
		}
		fmt.Println(name, "is sent with", token)
	}

	l.Turn(func() { // a page loads
		l.Go(func() { request("banner") })
		l.Go(func() { request("list") })
		fmt.Println("end of the page's turn")
	})
	l.Turn(func() { // the answer of the login arrives
		login.Resolve("token 1")
		fmt.Println("end of the login's turn")
	})

	// Output:
	// banner waits
	// list waits
	// end of the page's turn
	// end of the login's turn
	// banner is sent with token 1
	// list is sent with token 1
}

// All microtasks of a turn run before the next turn, a timer of 0 ms included.
func ExampleLoop_Turn() {
	clock := &simulated{}
	l := loop.New(clock, nil)
	defer l.Close()

	l.Turn(func() {
		l.SetTimeout(0, func() { fmt.Println("4: a timer's turn") })
		l.Microtask(func() {
			fmt.Println("2: a microtask")
			l.Microtask(func() { fmt.Println("3: a microtask of that microtask") })
		})
		fmt.Println("1: the turn itself")
	})
	clock.Run()

	// Output:
	// 1: the turn itself
	// 2: a microtask
	// 3: a microtask of that microtask
	// 4: a timer's turn
}

// A promise that follows another one settles two microtasks later than that one's
// own reactions, as in JavaScript where a then handler returns a promise.
func ExamplePromise_Follow() {
	l := loop.New(&simulated{}, nil)
	defer l.Close()

	l.Turn(func() {
		answer := loop.Resolved(l, "answer")
		returned := loop.NewPromise[string](l)
		returned.Follow(answer)
		returned.OnSettled(func(string, error) { fmt.Println("the promise that follows it") })
		for tick := 1; tick <= 3; tick++ {
			answer = loop.Then(answer, func(v string) (string, error) {
				fmt.Println("tick", tick)
				return v, nil
			}, nil)
		}
	})

	// Output:
	// tick 1
	// tick 2
	// the promise that follows it
	// tick 3
}

// A wait with a limit. In virtual time it costs nothing.
func ExamplePromise_AwaitFor() {
	clock := &simulated{}
	l := loop.New(clock, nil)
	defer l.Close()
	late := errors.New("no answer in time")

	l.Turn(func() {
		l.Go(func() {
			begun := l.Now()
			_, err := loop.NewPromise[string](l).AwaitFor(15*time.Second, late)
			fmt.Println(err, "after", l.Now().Sub(begun))
		})
	})
	clock.Run()

	// Output:
	// no answer in time after 15s
}

// Close gives up what still waits: it unwinds the async functions, so that their
// deferred functions run and no coroutine stays behind.
func ExampleLoop_Close() {
	l := loop.New(&simulated{}, nil)
	l.Turn(func() {
		l.Go(func() {
			defer fmt.Println("unwound")
			loop.NewPromise[string](l).Await() // nobody ever settles it
			fmt.Println("never printed")
		})
	})
	l.Close()

	// Output:
	// unwound
}
