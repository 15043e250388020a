package compare

import (
	"math"
	"math/rand/v2"

	"github.com/wxload/wxload/reports/compare/stats"
)

// weak compares few runs, by seconds that are drawn in blocks.
func weak(a, b []*Run, r *rand.Rand) []Metric {
	all := quantities()
	differences := make([][]float64, len(all))
	left, right := newPool(a), newPool(b)
	for range draws {
		drawnA, drawnB := left.draw(r), right.draw(r)
		for i, q := range all {
			if q.drawn == nil {
				continue
			}
			x, knownA := q.drawn(drawnA)
			y, knownB := q.drawn(drawnB)
			if knownA && knownB {
				differences[i] = append(differences[i], y-x)
			}
		}
	}
	var metrics []Metric
	for i, q := range all {
		metrics = append(metrics, q.weak(a, b, differences[i]))
	}
	return metrics
}

func (q quantity) weak(a, b []*Run, differences []float64) Metric {
	m := Metric{Name: q.name, Weak: true, quantity: q}
	left, knownA := q.of(a)
	right, knownB := q.of(b)
	if knownA {
		m.A = &left
	}
	if knownB {
		m.B = &right
	}
	switch {
	case !knownA || !knownB:
	case q.drawn == nil:
		m.counted(a, b)
	// Draws that now and then have no login say nothing of the others.
	case len(differences) == draws && enoughSeconds(a) && enoughSeconds(b):
		p, low, high := stats.Resampled(differences, confidence)
		m.P = &p
		m.change(low, high)
	default:
		m.change(math.Inf(-1), math.Inf(1))
	}
	return m
}

// leastSeconds is how many a side needs: of fewer there are hardly any blocks to draw.
const leastSeconds = 5

func enoughSeconds(runs []*Run) bool {
	n := 0
	for _, run := range runs {
		n += len(run.seconds)
	}
	return n >= leastSeconds
}

// counted compares the defects of the sides.
func (m *Metric) counted(a, b []*Run) {
	p := ratesP(a, b)
	m.P = &p
	left, leftLogins := defectsAndLogins(a)
	right, rightLogins := defectsAndLogins(b)
	if left+right == 0 {
		m.change(0, 0)
		return
	}
	low, high := stats.RateRatio(left, float64(leftLogins), right, float64(rightLogins), confidence)
	m.change((low-1)**m.A, (high-1)**m.A)
}
