package explore

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// BenchmarkRandomSchedules makes whole schedules of late-401 by lot, on one core.
func BenchmarkRandomSchedules(b *testing.B) {
	for _, id := range []string{"reference", "template", "egg"} {
		b.Run(id, func(b *testing.B) {
			s, _ := situation.Find("late-401")
			info, _ := wrapper.Find(id)
			r := &world.Runner{Situation: &s, Subject: subjectOf(b, s, info)}
			defer r.Close()
			rng := rand.New(rand.NewPCG(1, 2))
			choices := 0
			b.ReportAllocs()
			for b.Loop() {
				r.Run(func(_ *world.World, c []world.Choice) int {
					choices++
					return rng.IntN(len(c))
				})
			}
			b.ReportMetric(float64(choices)/float64(b.N), "choices/op")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "schedules/s")
		})
	}
}

// BenchmarkComplete5Requests looks through every order of five requests and an
// expiry.
func BenchmarkComplete5Requests(b *testing.B) { complete(b, 5) }

// BenchmarkCompleteGrowth tells how states grow with the requests and faults.
func BenchmarkCompleteGrowth(b *testing.B) {
	for n := 1; n <= 4; n++ {
		b.Run(fmt.Sprintf("requests=%d", n), func(b *testing.B) { complete(b, n) })
		b.Run(fmt.Sprintf("requests=%d,faults=2", n), func(b *testing.B) { complete(b, n, situation.TokensExpire) })
	}
}

func complete(b *testing.B, requests int, faults ...situation.Fault) {
	s, _ := situation.Find("late-401")
	info, _ := wrapper.Find("reference")
	s = s.WithRequests(requests).With(faults...)
	for b.Loop() {
		search := newSearch(s, subjectOf(b, s, info), 4)
		search.run(nil)
		if search.cut || search.found.kinds() > 0 {
			b.Fatal("not complete, or not clean")
		}
		b.ReportMetric(float64(len(search.nodes)), "states")
		b.ReportMetric(float64(search.runs), "schedules")
	}
}
