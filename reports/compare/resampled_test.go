package compare

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/wxload/wxload/reports"
)

// minute is a run of a minute on a machine that others used, too: the seconds of
// testdata/minute.wxr.
func minute(t *testing.T) *Run {
	t.Helper()
	file, err := os.ReadFile("testdata/minute.wxr")
	if err != nil {
		t.Fatal(err)
	}
	run, err := Read("minute.wxr", bytes.NewReader(file), true)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// slowed is a run whose every latency is longer.
func slowed(run *Run, by float64) *Run {
	out := *run
	out.whole, out.seconds = sums{}, nil
	for _, second := range run.seconds {
		for i := range second.samples {
			s := &second.samples[i]
			s.Min, s.Max = int64(by*float64(s.Min)), int64(by*float64(s.Max))
			var slow reports.Samples
			for _, b := range s.Buckets {
				one := reports.Samples{Min: s.Min, Max: s.Max, Buckets: []reports.Bucket{{Value: bucket(int64(by * float64(b.Value))), Count: b.Count}}}
				slow.Add(one)
			}
			s.Buckets = slow.Buckets
		}
		out.seconds = append(out.seconds, second)
		out.whole.add(&second)
	}
	return &out
}

// bucket is the lowest value of a value's bucket.
func bucket(value int64) int64 {
	step := int64(1)
	for value/step >= 2048 {
		step *= 2
	}
	return value / step * step
}

// drawn are runs whose seconds are drawn from a pool, each with a number of its own.
func drawn(r *rand.Rand, p *pool, like *Run, n int, number *uint64) (runs []*Run) {
	for range n {
		*number++
		run := *like
		run.Head.Seed, run.Name = *number, strconv.FormatUint(*number, 10)
		run.whole = sums{}
		run.whole.add(p.draw(r))
		report := *like.Report
		report.Requests.Outcomes = reports.Outcomes{Issued: run.whole.settled, OK: run.whole.settled - run.whole.failed, Rejected: run.whole.failed}
		run.Report = &report
		runs = append(runs, &run)
	}
	return runs
}

// Of a thousand pairs of five runs a side, whose seconds are drawn from those of a real
// run, at most 5 in 100 without a change may be called worse in anything; of those that
// are a fifth slower 95 in 100 must be.
func TestAThousandPairsNeitherCryWolfNorSleep(t *testing.T) {
	pairs := 1000
	if testing.Short() {
		pairs = 200
	}
	r := rand.New(rand.NewPCG(1, 1))
	recorded := minute(t)
	slow := slowed(recorded, 1.2)
	usual, slower := newPool([]*Run{recorded}), newPool([]*Run{slow})
	cried, found, number := 0, 0, uint64(0)
	for range pairs {
		a, b := drawn(r, usual, recorded, 5, &number), drawn(r, usual, recorded, 5, &number)
		if compared(t, a, b).Worse() {
			cried++
		}
		if compared(t, a, drawn(r, slower, slow, 5, &number)).Worse() {
			found++
		}
	}
	t.Logf("of %d pairs without a change %d are worse in something; of %d that are 20 %% slower %d", pairs, cried, pairs, found)
	if cried > pairs*5/100 {
		t.Errorf("%d of %d pairs without a change are called worse", cried, pairs)
	}
	if found < pairs*95/100 {
		t.Errorf("%d of %d pairs that are a fifth slower are called worse", found, pairs)
	}
}

// A pair of single runs may say worse, weakly, and says so seldom.
func TestPairsOfSingleRunsSeldomCryWolf(t *testing.T) {
	const pairs = 30
	r := rand.New(rand.NewPCG(2, 2))
	recorded := minute(t)
	p := newPool([]*Run{recorded})
	cried, number := 0, uint64(0)
	for range pairs {
		runs := drawn(r, p, recorded, 2, &number)
		for _, run := range runs {
			run.seconds = shuffled(r, recorded.seconds)
			run.whole = sums{}
			for i := range run.seconds {
				run.whole.add(&run.seconds[i])
			}
		}
		if compared(t, runs[:1], runs[1:]).Worse() {
			cried++
		}
	}
	t.Logf("%d of %d pairs of single runs without a change are weakly worse", cried, pairs)
	if cried > pairs/10 {
		t.Errorf("%d of %d pairs of single runs without a change are called worse", cried, pairs)
	}
}

// shuffled draws as many seconds anew, one by one.
func shuffled(r *rand.Rand, seconds []sums) []sums {
	out := make([]sums, len(seconds))
	for i := range out {
		out[i] = seconds[r.IntN(len(seconds))]
	}
	return out
}
