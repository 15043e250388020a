package live

import (
	"testing"
	"time"
)

func TestTracesFollowFromTheSeedAndTheSecondOfTheRun(t *testing.T) {
	begun := time.Date(2026, 1, 2, 15, 4, 5, 0, time.UTC)
	three := func(begun time.Time, seed uint64, client int) (out [3]string) {
		next := traceparents(begun, seed, client)
		for i := range out {
			out[i] = next()
		}
		return out
	}
	first := three(begun, 1, 7)
	if again := three(begun, 1, 7); again != first {
		t.Errorf("the second time %q, the first %q", again, first)
	}
	if first[0] == first[1] || first[0][3:11] != "6957de65" || first[0][3:11] != first[1][3:11] {
		t.Errorf("got %q", first)
	}
	for name, other := range map[string][3]string{
		"client": three(begun, 1, 8), "seed": three(begun, 2, 7), "run with the seed": three(begun.Add(time.Minute), 1, 7),
	} {
		if other[0] == first[0] {
			t.Errorf("another %s has the same %q", name, other[0])
		}
	}
}

func BenchmarkTraceparent(b *testing.B) {
	next := traceparents(time.Unix(0, 0), 1, 1)
	b.ReportAllocs()
	for b.Loop() {
		next()
	}
}
