package scenario

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/wxload/wxload/reports/suggest"
)

// Limits of a flow.
const (
	maxWithin = 8
	maxBody   = 256 << 10
	maxPause  = 24 * time.Hour
	// What the latencies of requests take, by their names: four histograms each.
	maxLatencies  = 1 << 30
	latencyMemory = 4 * 184 << 10
)

func (c *checker) flow() {
	launches := 0
	eachStep("flow", c.s.Flow, func(path string, step *Step) {
		if step.Kind == StepLaunch {
			launches++
		}
		c.step(path, step)
	})
	switch {
	case c.isBroken("flow"):
	case len(c.s.Flow) == 0:
		c.report("flow", "the flow is empty; begin with \"- launch\" and a page")
	case launches == 0:
		c.report("flow", "the app is never launched; begin with \"- launch\"")
	}
	c.requests()
}

func (c *checker) step(path string, step *Step) {
	switch step.Kind {
	case StepPage, StepProfile, StepLogout, StepUpload, StepDownload: // may have them
	default:
		if len(step.Requests) > 0 || step.Detach && step.Kind != StepDo {
			c.report(path, "requests and detach belong to a page; add \"page: NAME\"")
		}
	}
	c.ofApp(path, step)
	switch step.Kind {
	case StepLaunch, StepRelaunch, StepLogout: // have nothing to check
	case StepPage:
		if step.Page == "" {
			c.report(path+".page", "expected the page's name")
		} else if len(step.Requests) == 0 && !IsApp(c.s.Wrapper.ID) {
			c.report(path+".requests", "the page %s has no requests; add some, or delete the page", step.Page)
		}
	case StepUpload:
		c.transfer(path+".upload", step.Upload.Path)
		if step.Upload.File != "" && step.Upload.Size != 0 {
			c.report(path+".upload.size", "the file has a size of its own; delete this line")
		}
	case StepDownload:
		c.transfer(path+".download", step.Download.Path)
	case StepDo:
		if step.Do == "" {
			c.report(path+".do", "expected the name of a handler, such as onTapLogin")
		}
	case StepProfile:
		if step.Profile == "" {
			c.report(path+".profile", "expected a path such as %s", profilePath)
		}
	case StepThink:
		c.pause(path, step.Think)
	case StepHide:
		c.hide(path+".hide", step.Hide)
	case StepLoop:
		c.loop(path+".loop", step)
	case StepChoose:
		c.choices(path, step)
	default:
		if !c.isBroken(path) {
			c.report(path, "unknown kind of step %q%s", step.Kind, suggest.Hint(string(step.Kind), stepWords()))
		}
	}
}

// ofApp checks what only the steps of a mini program have.
func (c *checker) ofApp(path string, step *Step) {
	switch {
	case step.Kind == StepDo && !IsApp(c.s.Wrapper.ID):
		c.report(path+".do", "only a mini program has handlers: wrapper.id is not the path of its folder")
	case len(step.Query) > 0 && (step.Kind != StepPage || !IsApp(c.s.Wrapper.ID)):
		c.report(path+".query", "only a page of a mini program has a query")
	case (step.Detail != nil || step.Dataset != nil) && step.Kind != StepDo:
		c.report(path, "detail and dataset belong to a handler; add \"do: HANDLER\"")
	}
}

// CheckPages checks that the pages of the flow are among the routes of a mini program.
// The error is [Problems] without places.
func (s *Scenario) CheckPages(routes []string) error {
	var all Problems
	eachStep("flow", s.Flow, func(path string, step *Step) {
		if step.Kind == StepPage && len(step.Requests) == 0 && !slices.Contains(routes, step.Page) {
			all = append(all, Problem{Path: path + ".page", Message: fmt.Sprintf("app.json has no page %q%s", step.Page, suggest.Hint(step.Page, routes))})
		}
	})
	return all.sorted()
}

func (c *checker) hide(path string, hidden time.Duration) {
	total := c.s.Load.Total()
	switch {
	case hidden <= 0:
		c.report(path, "expected a positive duration, got %v", hidden)
	case hidden >= total && !c.isBroken("load"):
		c.report(path, "hidden for longer than the run, which lasts %v", total)
	}
}

func (c *checker) pause(path string, think Range) {
	switch {
	case think.Min < 0 || think.Max < think.Min || think.Max > maxPause:
		c.report(path+".think", "expected a time from 0s to %v, the shorter one first", maxPause)
	case think.Min >= c.s.Load.Total() && !c.isBroken("load"):
		c.report(path+".think", "longer than the run, which lasts %v", c.s.Load.Total())
	}
}

func (c *checker) choices(path string, step *Step) {
	if len(step.Choose) == 0 {
		c.report(path+".choose", "expected a list of branches, each with weight and steps")
	}
	c.depth(path, step)
	for i, choice := range step.Choose {
		if len(choice.Steps) == 0 {
			c.report(index(path+".choose", i), "this branch has no steps; to do nothing, write steps: [{think: 0s}]")
		}
	}
}

func (c *checker) transfer(path, to string) {
	if to == "" {
		c.report(path, "expected a path such as /upload")
	}
}

func (c *checker) loop(path string, step *Step) {
	switch loop := &step.Loop; {
	case len(loop.Steps) == 0:
		c.report(path+".steps", "expected the steps of a round")
	case (loop.Times == 0) == (loop.Duration == 0):
		c.report(path, "expected one of times and duration")
	case loop.Duration >= c.s.Load.Total() && !c.isBroken("load"):
		c.report(path+".duration", "longer than the run, which lasts %v", c.s.Load.Total())
	}
	c.depth(path, step)
}

func (c *checker) depth(path string, step *Step) {
	if depthOf(step) > maxWithin {
		c.report(path, "steps within steps more than %d deep", maxWithin)
	}
}

func depthOf(step *Step) int {
	deepest := 0
	for _, b := range step.below() {
		for i := range b.steps {
			deepest = max(deepest, depthOf(&b.steps[i]))
		}
	}
	if len(step.below()) > 0 {
		deepest++
	}
	return deepest
}

// requests checks each request, and that a name means one call everywhere.
func (c *checker) requests() {
	first := map[string]*Request{}
	c.s.eachRequest(func(path string, r *Request) {
		c.request(path, r)
		same := first[r.Name]
		if same == nil {
			first[r.Name] = r
		} else if same.Method != r.Method || same.Path != r.Path {
			c.report(path, "the name %q means %s %s already; give this request another one", r.Name, same.Method, same.Path)
		} else if !slices.Equal(same.Tags, r.Tags) {
			c.report(path, "the name %q has other tags already; give this request another one", r.Name)
		} else if !savesAlike(same, r) {
			c.report(path, "the name %q saves other values already; give this request another one", r.Name)
		}
	})
	if need := len(first) * latencyMemory; need > maxLatencies {
		c.report("flow", "the latencies of %d different requests take %d MB; at most %d MB: leave some out, or put them into several files", len(first), need>>20, maxLatencies>>20)
	}
	c.saves()
}

func (c *checker) request(path string, r *Request) {
	switch {
	case r.Body == nil:
	case !json.Valid(r.Body) || len(r.Body) > maxBody:
		c.report(path+".body", "expected a JSON value of at most %d bytes", maxBody)
	case r.Method == "GET" || r.Method == "HEAD":
		c.report(path+".body", "a %s request has no body; write it into the path as ?key=value, or set method: POST", r.Method)
	}
}
