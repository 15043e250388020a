package compare

import "github.com/wxload/wxload/reports"

// latency is one of the latencies that are compared.
type latency int

const (
	latencyHTTP latency = iota
	latencyRequest
	latencyLogin
	latencies // how many there are
)

// latencyWords name them as samples do.
func latencyWords() [latencies]string {
	return [latencies]string{latencyHTTP: "http", latencyRequest: "request", latencyLogin: "login"}
}

// sums are what some seconds had together, the requests of all names.
type sums struct {
	failed, settled int64 // requests
	samples         [latencies]reports.Samples
}

func sumsOf(s reports.Second, samples []reports.Samples) sums {
	out := sums{failed: s.RequestsFailed, settled: s.RequestsOK + s.RequestsFailed}
	for i, word := range latencyWords() {
		for _, of := range samples {
			if of.Metric == word {
				out.samples[i].Add(of)
			}
		}
	}
	return out
}

func (s *sums) add(t *sums) {
	s.failed += t.failed
	s.settled += t.settled
	for i := range s.samples {
		s.samples[i].Add(t.samples[i])
	}
}

// maxSeconds is how many seconds of a run are kept. Those of a longer run are kept two by
// two, and so on: the blocks that are drawn are longer anyway.
const maxSeconds = 512

// timeline keeps the seconds of a run.
type timeline struct {
	seconds []sums
	each    int // seconds in one of them; zero is one
	inLast  int // seconds in the last one
}

func (t *timeline) add(second sums) {
	if t.each = max(t.each, 1); len(t.seconds) > 0 && t.inLast < t.each {
		t.seconds[len(t.seconds)-1].add(&second)
		t.inLast++
		return
	}
	if len(t.seconds) == maxSeconds {
		t.halve()
	}
	t.seconds = append(t.seconds, second)
	t.inLast = 1
}

func (t *timeline) halve() {
	for i := range maxSeconds / 2 {
		t.seconds[i] = t.seconds[2*i]
		t.seconds[i].add(&t.seconds[2*i+1])
	}
	clear(t.seconds[maxSeconds/2:])
	t.seconds, t.each = t.seconds[:maxSeconds/2], 2*t.each
}
