package situation

import (
	"fmt"
	"slices"

	"github.com/wxload/wxload/scenario"
)

// leftOut lists the parts of a scenario that its situations lack: other branches that its
// user may take, other faults. No search says anything about those. Times, latencies and
// bodies, which no situation has, are not listed.
func leftOut(s *scenario.Scenario) []string {
	out := otherBranches("flow", s.Flow)
	for i, e := range s.Events {
		if e.Expire == "codes" {
			out = append(out, fmt.Sprintf("events[%d].expire: codes", i))
		}
	}
	for i := range s.Mock.Faults {
		out = append(out, fmt.Sprintf("mock.faults[%d]", i))
	}
	if s.Platform.Overflow == "drop" {
		out = append(out, "platform.overflow: drop")
	}
	if s.Target.Bind.Path != "" {
		out = append(out, "target.bind")
	}
	if s.Target.DevServer.Tokens == "single" {
		out = append(out, "target.devserver.tokens: single")
	}
	return out
}

// Faultless are a scenario's situations in which nothing goes wrong. A session that is
// over from the start is left out then: only its expiry stood for it. Clients without a
// token have no session.
func Faultless(s *scenario.Scenario, all []Situation) []Situation {
	var left []Situation
	for _, one := range all {
		one = one.WithFaults(0)
		if one.LeftOut = slices.Clone(one.LeftOut); s.Clients.Session.Invalid > 0 && one.Token != Absent {
			one.LeftOut = append(one.LeftOut, "clients.session.invalid")
		}
		left = append(left, one)
	}
	return left
}

// otherBranches are the branches of a flow that a user takes less often, and the rounds of
// loops after the first.
func otherBranches(path string, steps []scenario.Step) []string {
	var out []string
	for i, step := range steps {
		if step.Kind == scenario.StepLoop {
			at := fmt.Sprintf("%s[%d].loop", path, i)
			if step.Loop.Times != 1 {
				out = append(out, at+": rounds after the first")
			}
			out = append(out, otherBranches(at+".steps", step.Loop.Steps)...)
		}
		if step.Kind != scenario.StepChoose {
			continue
		}
		taken := heaviest(step.Choose)
		for j := range step.Choose {
			branch := fmt.Sprintf("%s[%d].choose[%d]", path, i, j)
			if j != taken {
				out = append(out, branch)
			} else {
				out = append(out, otherBranches(branch+".steps", step.Choose[j].Steps)...)
			}
		}
	}
	return out
}
