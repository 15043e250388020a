package compare

import (
	"math/rand/v2"
	"slices"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/compare/stats"
)

// pool is the seconds of the runs of a side, to draw from.
type pool struct {
	runs  [][]placed
	drawn sums // with a bucket for each that any second has
}

// placed is a second whose buckets are known by their places among those of the pool: it is
// drawn some thousand times.
type placed struct {
	failed, settled int64
	buckets         [latencies][]placedBucket
}

type placedBucket struct {
	place int
	count int64
}

func newPool(runs []*Run) *pool {
	p := &pool{}
	for _, run := range runs {
		p.drawn.add(&run.whole)
	}
	for _, run := range runs {
		var seconds []placed
		for i := range run.seconds {
			seconds = append(seconds, p.place(&run.seconds[i]))
		}
		p.runs = append(p.runs, seconds)
	}
	return p
}

func (p *pool) place(second *sums) placed {
	out := placed{failed: second.failed, settled: second.settled}
	for i := range second.samples {
		all := p.drawn.samples[i].Buckets
		for _, b := range second.samples[i].Buckets {
			place, _ := slices.BinarySearchFunc(all, b.Value, func(b reports.Bucket, value int64) int { return int(b.Value - value) })
			out.buckets[i] = append(out.buckets[i], placedBucket{place, b.Count})
		}
	}
	return out
}

// draw draws as many seconds as there are, in blocks, and returns their sums; they are good
// until the next draw.
func (p *pool) draw(r *rand.Rand) *sums {
	p.drawn.failed, p.drawn.settled = 0, 0
	for i := range p.drawn.samples {
		for j := range p.drawn.samples[i].Buckets {
			p.drawn.samples[i].Buckets[j].Count = 0
		}
	}
	for _, seconds := range p.runs {
		for _, place := range stats.Resample(r, len(seconds), stats.BlockLength(len(seconds))) {
			p.count(&seconds[place])
		}
	}
	return &p.drawn
}

func (p *pool) count(second *placed) {
	p.drawn.failed += second.failed
	p.drawn.settled += second.settled
	for i := range second.buckets {
		all := p.drawn.samples[i].Buckets
		for _, b := range second.buckets[i] {
			all[b.place].Count += b.count
		}
	}
}
