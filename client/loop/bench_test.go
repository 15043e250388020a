package loop_test

import (
	"testing"

	"github.com/wxload/wxload/client/loop"
)

// BenchmarkAwait is one await of a settled promise: parking, a microtask, and
// going on.
func BenchmarkAwait(b *testing.B) {
	l, _ := newLoop(b)
	p := loop.Resolved(l, 1)
	b.ReportAllocs()
	l.Turn(func() {
		l.Go(func() {
			for b.Loop() {
				p.Await()
			}
		})
	})
}

// BenchmarkGo is an async function that ends at once.
func BenchmarkGo(b *testing.B) {
	l, _ := newLoop(b)
	b.ReportAllocs()
	l.Turn(func() {
		for b.Loop() {
			l.Go(func() {})
		}
	})
}

// BenchmarkTurnWithTimer is a turn that sets a timer, and the timer's turn.
func BenchmarkTurnWithTimer(b *testing.B) {
	l, c := newLoop(b)
	b.ReportAllocs()
	for b.Loop() {
		l.Turn(func() { l.SetTimeout(ms, func() {}) })
		c.step()
	}
}
