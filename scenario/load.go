package scenario

import (
	"math"
	"time"
)

// Load says how many clients are active at which time. In a closed load the
// clients go through the flow again and again, and a stage leads to a number of
// active clients. In an open load a stage leads to a rate of launches, whether
// or not the target keeps up; each launch takes a client that is idle.
type Load struct {
	Mode     string        `yaml:"mode" enum:"closed|open" default:"closed" doc:"closed: so many clients at a time; open: so many launches a second, whether or not the target keeps up."`
	Duration time.Duration `yaml:"duration" min:"1ms" max:"24h" unset:"the sum of the stages; 30s without stages" doc:"Length of the load. Without stages all clients are active, or the rate holds, from the start to the end."`
	Rate     float64       `yaml:"rate" min:"0" max:"1000000" unset:"0" doc:"Launches a second in open load; with stages, the rate at which the first one begins."`
	Stages   []Stage       `yaml:"stages" doc:"Ramps, one after the other; closed load begins at 0 clients."`
	Drain    time.Duration `yaml:"drain" min:"0s" max:"1h" default:"10s" doc:"How long open requests may take to settle after the end."`
}

// Stage changes the load evenly from where the stage before it ended.
type Stage struct {
	Duration time.Duration `yaml:"duration" min:"0s" max:"24h" doc:"Length of the stage; 0s jumps to its end."`
	Clients  int           `yaml:"clients" min:"0" max:"1000000" doc:"Active clients at the end of the stage, in closed load."`
	Rate     float64       `yaml:"rate" min:"0" max:"1000000" doc:"Launches a second at the end of the stage, in open load."`
}

// defaultDuration is the length of a load without duration and stages.
const defaultDuration = 30 * time.Second

// Open reports an open load.
func (l *Load) Open() bool { return l.Mode == "open" }

// Total is the length of the load, without the drain.
func (l *Load) Total() time.Duration {
	if len(l.Stages) == 0 {
		if l.Duration > 0 {
			return l.Duration
		}
		return defaultDuration
	}
	var total time.Duration
	for _, stage := range l.Stages {
		total += stage.Duration
	}
	return total
}

// SetDuration makes the load d long. Stages and the times of events keep their
// proportions; think times, hide times and the drain stay as they are.
func (s *Scenario) SetDuration(d time.Duration) {
	total := s.Load.Total()
	if total <= 0 {
		return
	}
	scale := func(t time.Duration) time.Duration {
		return time.Duration(math.Round(float64(t) / float64(total) * float64(d)))
	}
	rest := d
	for i := range s.Load.Stages {
		stage := &s.Load.Stages[i]
		stage.Duration = min(scale(stage.Duration), rest)
		rest -= stage.Duration
	}
	if n := len(s.Load.Stages); n > 0 {
		s.Load.Stages[n-1].Duration += rest
		s.Load.Duration = 0
	} else {
		s.Load.Duration = d
	}
	for i := range s.Events {
		s.Events[i].At = scale(s.Events[i].At)
	}
}

// SetClients makes the number of clients n. The stages of a closed load keep
// their proportions.
func (s *Scenario) SetClients(n int) {
	if before := s.Clients.Count; before > 0 {
		for i := range s.Load.Stages {
			stage := &s.Load.Stages[i]
			stage.Clients = int(math.Round(float64(stage.Clients) / float64(before) * float64(n)))
		}
	}
	s.Clients.Count = n
}
