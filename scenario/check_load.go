package scenario

import (
	"math"
	"slices"
	"time"

	"github.com/wxload/wxload/reports/suggest"
)

const (
	maxLoad       = 24 * time.Hour // of all stages together
	maxThresholds = 100
)

func (c *checker) clients() {
	cl := c.s.Clients
	c.sum("clients.initial", "none, valid and expired", cl.Initial.None+cl.Initial.Valid+cl.Initial.Expired)
	c.sum("clients.session", "valid and invalid", cl.Session.Valid+cl.Session.Invalid)
	c.feed()
}

func (c *checker) sum(path, names string, sum Share) {
	if math.Abs(float64(sum)-1) > 1e-6 {
		c.report(path, "expected %s to add up to 100%%, got %v", names, sum)
	}
}

func (c *checker) load() {
	l := &c.s.Load
	if c.isBroken("load", "clients.count") {
		return
	}
	if l.Duration > 0 && len(l.Stages) > 0 && l.Duration != l.Total() {
		c.report("load.duration", "the stages last %v; delete this line, or the stages", l.Total())
	}
	if total := l.Total(); total <= 0 || total > maxLoad {
		c.report("load.stages", "expected stages that last up to %v together, got %v", maxLoad, total)
		return
	}
	for i := range l.Stages {
		c.stage(index("load.stages", i), i)
	}
	if l.Open() {
		c.openLoad()
	} else {
		c.closedLoad()
	}
}

// stage checks what holds for a stage in both modes.
func (c *checker) stage(path string, i int) {
	stage := c.s.Load.Stages[i]
	if stage.Duration == 0 && i+1 < len(c.s.Load.Stages) && c.s.Load.Stages[i+1].Duration == 0 {
		c.report(path, "this stage and the next one last 0s, so this one has no effect; delete it")
	}
	if stage.Duration == 0 && i+1 == len(c.s.Load.Stages) {
		c.report(path, "the last stage lasts 0s, so it has no effect; give it a duration")
	}
}

func (c *checker) openLoad() {
	l := &c.s.Load
	for i, stage := range l.Stages {
		if stage.Clients != 0 {
			c.report(index("load.stages", i)+".clients", "an open load has rates; write rate: LAUNCHES_A_SECOND, or set mode: closed")
			return
		}
	}
	if c.s.Shape().Launches() == 0 {
		c.report("load", "the rate is 0 all the time, so nothing would run; set rate, such as rate: 50")
	}
}

func (c *checker) closedLoad() {
	l := &c.s.Load
	if l.Rate != 0 {
		c.report("load.rate", "a closed load has no rate; set mode: open, or delete this line")
	}
	for i, stage := range l.Stages {
		path := index("load.stages", i)
		switch {
		case stage.Rate != 0:
			c.report(path+".rate", "a closed load has clients; write clients: N, or set mode: open")
			return
		case stage.Clients > c.s.Clients.Count:
			c.report(path+".clients", "expected at most clients.count, which is %d, got %d", c.s.Clients.Count, stage.Clients)
			return
		}
	}
	if c.s.Shape().Launches() == 0 {
		c.report("load.stages", "no client is active at any time; let a stage lead to clients: N")
	}
}

func (c *checker) events() {
	for i, event := range c.s.Events {
		path := index("events", i)
		if total := c.s.Load.Total(); event.At >= total && !c.isBroken("load") {
			c.report(path+".at", "after the end of the run, which lasts %v", total)
		}
		if event.Share == 0 {
			c.report(path+".share", "expected a share above 0%%")
		}
		c.expiry(path, &event)
		c.ofTarget(path, &event)
	}
}

func (c *checker) thresholds() {
	if c.isBroken("flow") {
		return
	}
	if n := len(c.s.Thresholds); n > maxThresholds {
		c.report("thresholds", "expected at most %d thresholds, got %d", maxThresholds, n)
		return
	}
	names, tags := c.requestNames(), c.s.Tags()
	for i, threshold := range c.s.Thresholds {
		if name := threshold.Name(); name != "" && !slices.Contains(names, name) {
			c.report(index("thresholds", i), "no request of the flow is called %q%s", name, suggest.Hint(name, names))
		}
		if tag := threshold.Tag(); tag != "" && tags[tag] == nil {
			c.report(index("thresholds", i), "no request of the flow has the tag %q%s", tag, suggest.Hint(tag, sortedKeys(tags)))
		}
	}
}

func (c *checker) requestNames() []string {
	var names []string
	for _, r := range c.s.Requests() {
		names = append(names, r.Name)
	}
	return names
}
