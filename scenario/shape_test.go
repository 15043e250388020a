package scenario

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestClientsAtFollowsTheStages(t *testing.T) {
	s := mustParse(t, `
clients: {count: 1000}
load:
  stages:
    - {duration: 5s, clients: 1000}
    - {duration: 10s, clients: 1000}
    - {duration: 0s, clients: 200}
    - {duration: 4s, clients: 0}
`)
	shape := s.Shape()
	for _, tt := range []struct {
		at   time.Duration
		want int
	}{
		{-time.Second, 0}, {0, 0}, {5 * time.Millisecond, 1}, {2500 * time.Millisecond, 500},
		{5*time.Second - 1, 999}, {5 * time.Second, 1000}, {15*time.Second - 1, 1000},
		{15 * time.Second, 200}, {17 * time.Second, 100}, {19*time.Second - 1, 1}, {19 * time.Second, 0}, {time.Hour, 0},
	} {
		if got := shape.ClientsAt(tt.at); got != tt.want {
			t.Errorf("at %v %d clients, want %d", tt.at, got, tt.want)
		}
	}
	if shape.Duration() != 19*time.Second || shape.Launches() != 1000 {
		t.Errorf("lasts %v with %d clients", shape.Duration(), shape.Launches())
	}
}

func TestAClosedLoadWithoutStagesHasAllClientsAtOnce(t *testing.T) {
	shape := mustParse(t, "clients: {count: 7}\nload: {duration: 3s}").Shape()
	if shape.ClientsAt(0) != 7 || shape.ClientsAt(3*time.Second-1) != 7 || shape.ClientsAt(3*time.Second) != 0 {
		t.Errorf("clients %d, %d, %d", shape.ClientsAt(0), shape.ClientsAt(3*time.Second-1), shape.ClientsAt(3*time.Second))
	}
	for k := range 7 {
		if at, ok := shape.Start(k); at != 0 || !ok {
			t.Errorf("client %d starts at %v, %v", k, at, ok)
		}
	}
	if _, ok := shape.Start(7); ok {
		t.Error("an eighth client starts")
	}
}

func TestStartOfAnOpenLoad(t *testing.T) {
	constant := mustParse(t, "load: {mode: open, rate: 50, duration: 10s}").Shape()
	rising := mustParse(t, "load: {mode: open, stages: [{duration: 10s, rate: 20}]}").Shape()
	pause := mustParse(t, "load: {mode: open, rate: 1, stages: [{duration: 2s, rate: 1}, {duration: 0s, rate: 0}, {duration: 5s, rate: 0}, {duration: 0s, rate: 2}, {duration: 1s, rate: 2}]}").Shape()
	for _, tt := range []struct {
		shape LoadShape
		k     int
		at    time.Duration
		ok    bool
	}{
		{constant, 0, 0, true}, {constant, 1, 20 * time.Millisecond, true}, {constant, 499, 9980 * time.Millisecond, true}, {constant, 500, 0, false}, {constant, -1, 0, false},
		// The integral of 2t is t².
		{rising, 0, 0, true}, {rising, 1, time.Second, true}, {rising, 4, 2 * time.Second, true}, {rising, 81, 9 * time.Second, true}, {rising, 100, 0, false},
		{pause, 0, 0, true}, {pause, 1, time.Second, true}, {pause, 2, 7 * time.Second, true}, {pause, 3, 7500 * time.Millisecond, true}, {pause, 4, 0, false},
	} {
		if at, ok := tt.shape.Start(tt.k); at != tt.at || ok != tt.ok {
			t.Errorf("launch %d starts at %v, %v; want %v, %v", tt.k, at, ok, tt.at, tt.ok)
		}
	}
}

// randomLoad makes stages of all sorts, some of them jumps.
func randomLoad(r *rand.Rand, open bool) *Scenario {
	s := newScenario()
	s.Clients.Count = 1 + r.IntN(5000)
	if open {
		s.Load.Mode, s.Load.Rate = "open", float64(r.IntN(300))
	}
	for range 1 + r.IntN(6) {
		stage := Stage{Duration: time.Duration(r.Int64N(int64(20 * time.Second)))}
		if r.IntN(4) == 0 {
			stage.Duration = 0
		}
		if open {
			stage.Rate = math.Round(r.Float64()*30000) / 100
		} else {
			stage.Clients = r.IntN(s.Clients.Count + 1)
		}
		s.Load.Stages = append(s.Load.Stages, stage)
	}
	s.Load.Stages = append(s.Load.Stages, Stage{Duration: time.Second})
	return s
}

// launchesUntil integrates the rate of an open load in another way than the code.
func launchesUntil(s *Scenario, t time.Duration) float64 {
	sum, rate := 0.0, s.Load.Rate
	for _, stage := range s.Load.Stages {
		part := min(t, stage.Duration)
		if stage.Duration > 0 {
			end := rate + (stage.Rate-rate)*float64(part)/float64(stage.Duration)
			sum += (rate + end) / 2 * part.Seconds()
		}
		rate = stage.Rate
		if t -= part; t <= 0 && stage.Duration > 0 {
			break
		}
	}
	return sum
}

func TestStartIsTheInverseOfTheIntegralAndNeverDecreases(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		s := randomLoad(r, true)
		shape := s.Shape()
		last := time.Duration(0)
		for k := range shape.Launches() {
			at, ok := shape.Start(k)
			if !ok || at < last || at > shape.Duration() {
				t.Fatalf("%+v: launch %d of %d at %v (%v), the one before at %v", s.Load, k, shape.Launches(), at, ok, last)
			}
			if got := launchesUntil(s, at); math.Abs(got-float64(k)) > 1e-5 {
				t.Fatalf("%+v: launch %d at %v, where the integral is %v", s.Load, k, at, got)
			}
			last = at
		}
		if want := launchesUntil(s, shape.Duration()); math.Abs(float64(shape.Launches())-want) > 1 {
			t.Fatalf("%+v: %d launches, the integral is %v", s.Load, shape.Launches(), want)
		}
	}
}

func TestStartOfAClosedLoadIsTheFirstMomentWithThatManyClients(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		s := randomLoad(r, false)
		shape := s.Shape()
		last := time.Duration(0)
		for k := range shape.Launches() {
			at, ok := shape.Start(k)
			if !ok || at < last || shape.ClientsAt(at) <= k || shape.ClientsAt(at-1) > k {
				t.Fatalf("%+v: client %d starts at %v (%v) with %d active, %d before", s.Load, k, at, ok, shape.ClientsAt(at), shape.ClientsAt(at-1))
			}
			last = at
		}
		if at, ok := shape.Start(shape.Launches()); ok {
			t.Fatalf("%+v: one more client starts at %v", s.Load, at)
		}
	}
}

func TestTheLargestLoadDoesNotOverflow(t *testing.T) {
	s := newScenario()
	s.Clients.Count = MaxClients
	s.Load.Stages = []Stage{{Duration: 12 * time.Hour, Clients: MaxClients}, {Duration: 12 * time.Hour}}
	if got := s.Shape().ClientsAt(6 * time.Hour); got != MaxClients/2 {
		t.Errorf("half way up %d clients", got)
	}
	if at, ok := s.Shape().Start(MaxClients/2 - 1); !ok || at != 6*time.Hour {
		t.Errorf("half of the clients are active at %v, %v", at, ok)
	}
	open := newScenario()
	open.Load = Load{Mode: "open", Stages: []Stage{{Duration: 24 * time.Hour, Rate: 1e6}}}
	launches := open.Shape().Launches()
	if at, ok := open.Shape().Start(launches - 1); !ok || at > 24*time.Hour || launches != 43_200_000_000 {
		t.Errorf("the last of %d launches at %v, %v", launches, at, ok)
	}
}

func TestSetDurationKeepsProportions(t *testing.T) {
	s := Default()
	s.SetDuration(10 * time.Second)
	if got := s.Load.Total(); got != 10*time.Second {
		t.Errorf("lasts %v", got)
	}
	if s.Load.Stages[0].Duration != 2500*time.Millisecond || s.Events[0].At != 5*time.Second {
		t.Errorf("first stage %v, event at %v", s.Load.Stages[0].Duration, s.Events[0].At)
	}
	plain := mustParse(t, "load: {duration: 30s}")
	plain.SetDuration(time.Minute)
	if plain.Load.Total() != time.Minute {
		t.Errorf("lasts %v", plain.Load.Total())
	}
}

func TestSetDurationIsExactForAnyStages(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		s := randomLoad(r, false)
		d := time.Duration(1 + r.Int64N(int64(time.Hour)))
		if r.IntN(2) == 0 {
			d = time.Duration(1 + r.Int64N(5)) // so short that rounding matters
		}
		s.SetDuration(d)
		if got := s.Load.Total(); got != d {
			t.Fatalf("stages last %v, want %v", got, d)
		}
		for _, stage := range s.Load.Stages {
			if stage.Duration < 0 {
				t.Fatalf("a stage of %v", stage.Duration)
			}
		}
	}
}

func TestSetClientsKeepsTheStagesProportions(t *testing.T) {
	s := Default()
	s.SetClients(50)
	if s.Clients.Count != 50 || s.Load.Stages[0].Clients != 50 {
		t.Errorf("%d clients, the first stage leads to %d", s.Clients.Count, s.Load.Stages[0].Clients)
	}
}
