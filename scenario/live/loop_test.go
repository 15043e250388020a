package live_test

import "testing"

func TestStepsAreRepeatedSoOftenOrSoLong(t *testing.T) {
	t.Parallel()
	r := run(t, `
app: {domains: {develop: embedded}}
clients: {count: 2}
load: {duration: 20s}
repeat: 2
flow:
  - launch
  - loop:
      times: 3
      steps:
        - {page: outer, requests: [a GET /me]}
        - loop: {times: 2, steps: [{page: inner, requests: [b GET /me]}]}
  - loop: {duration: 200ms, steps: [{page: timed, requests: [c GET /me]}, {think: 150ms}]}
  - {page: last, requests: [d GET /me]}
`)
	for name, want := range map[string]int64{"a": 12, "b": 24, "c": 8, "d": 4} {
		if got := r.Requests.ByName[name].OK; got != want && (name != "c" || got < 4 || got > want) {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}

// A loop of steps that wait for nothing ends, and lets the others go on.
func TestALoopThatWaitsForNothingEnds(t *testing.T) {
	t.Parallel()
	r := run(t, `
app: {domains: {develop: embedded}}
clients: {count: 1}
load: {duration: 20s}
repeat: 1
flow: [launch, {loop: {duration: 100ms, steps: [{think: 0s}]}}, {loop: {times: 20, steps: [{think: 0s}]}}, {page: p, requests: [a GET /me]}]
`)
	if r.Requests.OK != 1 {
		t.Errorf("requests %+v", r.Requests)
	}
}
