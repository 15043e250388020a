package metrics

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	dto "github.com/prometheus/client_model/go"
)

// fakeSink notes when it was given metrics, and fails or hangs as a test says.
type fakeSink struct {
	at    []time.Time
	fails func(n int) bool
	hangs bool
}

func (s *fakeSink) send(ctx context.Context, at time.Time, _ []*dto.MetricFamily) error {
	s.at = append(s.at, at)
	if s.hangs {
		<-ctx.Done()
		return ctx.Err()
	}
	if s.fails != nil && s.fails(len(s.at)) {
		return errors.New("connection refused")
	}
	return nil
}

func TestMetricsArePushedWhileTheRunGoesOnAndAtItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &fakeSink{fails: func(n int) bool { return n == 2 }}
		p := full().Push(s.send)
		time.Sleep(3*pushEvery + time.Second)
		missed, err := p.End(t.Context())
		if missed != 1 || err != nil || len(s.at) != 4 {
			t.Errorf("%d pushes, %d missed, %v; want 4, one of them in vain", len(s.at), missed, err)
		}
	})
}

func TestNothingIsPushedBeforeTheFirstNumbers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &fakeSink{}
		p := New("x").Push(s.send)
		time.Sleep(3 * pushEvery)
		p.Close()
		p.Close()
		if len(s.at) > 0 {
			t.Errorf("%d pushes", len(s.at))
		}
	})
}

func TestTheEndIsTriedThreeTimesAndNoLongerThanItMay(t *testing.T) {
	for name, test := range map[string]struct {
		sink  fakeSink
		tries int
		ends  bool // well
		took  time.Duration
	}{
		"at once":         {fakeSink{}, 1, true, 0},
		"the third time":  {fakeSink{fails: func(n int) bool { return n < 3 }}, 3, true, 2 * lastPause},
		"never":           {fakeSink{fails: func(int) bool { return true }}, 3, false, 2 * lastPause},
		"never an answer": {fakeSink{hangs: true}, 2, false, 8 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := test.sink
				p := full().Push(s.send)
				ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
				defer cancel()
				begun := time.Now()
				_, err := p.End(ctx)
				if s.hangs && !errors.Is(err, errNoAnswer) {
					t.Errorf("got %v", err)
				}
				if len(s.at) != test.tries || (err == nil) != test.ends || time.Since(begun) != test.took {
					t.Errorf("%d tries, %v after %v; want %d tries in %v", len(s.at), err, time.Since(begun), test.tries, test.took)
				}
			})
		})
	}
}

func TestEachPushIsLaterThanTheOneBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &fakeSink{}
		p := full().Push(s.send)
		time.Sleep(pushEvery)
		synctest.Wait()
		if _, err := p.End(t.Context()); err != nil { // in the same millisecond
			t.Fatal(err)
		}
		if len(s.at) != 2 || !s.at[1].After(s.at[0]) {
			t.Errorf("pushed as of %v", s.at)
		}
	})
}
