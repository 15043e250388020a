package situation

import (
	"errors"
	"fmt"
	"slices"
)

// Validate says what is wrong with a situation, with the place.
func (s *Situation) Validate() error {
	switch {
	case s.Name == "":
		return errors.New("a situation needs a name")
	case !slices.Contains([]string{Absent, Valid, Expired, Dead}, s.Token):
		return fmt.Errorf("token %q: expected %s, %s, %s or %s", s.Token, Absent, Valid, Expired, Dead)
	case !slices.Contains([]string{"", Once, Always}, s.Refresh):
		return fmt.Errorf("refresh %q: expected %s or %s, or nothing", s.Refresh, Once, Always)
	case s.Requests < 0 || s.Slots < 0:
		return errors.New("requests and slots: expected 0 or more")
	case len(s.Threads) == 0 || len(s.Threads) > maxThreads:
		return fmt.Errorf("%d threads; expected 1 to %d", len(s.Threads), maxThreads)
	}
	for i, thread := range s.Threads {
		for j, d := range thread {
			if err := d.validate(); err != nil || j >= maxDeeds {
				return fmt.Errorf("thread %d, deed %d of at most %d: %w", i+1, j+1, maxDeeds, err)
			}
		}
	}
	for _, b := range s.Faults {
		if !slices.Contains(allFaults(), b.Fault) || b.Max < 1 || b.Max > maxFaults {
			return fmt.Errorf("fault %q, %d times: expected 1 to %d times one of %v", b.Fault, b.Max, maxFaults, allFaults())
		}
	}
	if n := s.TotalRequests(); n > maxRequests {
		return fmt.Errorf("%d requests; expected at most %d", n, maxRequests)
	}
	return nil
}

// Limits of a situation.
const (
	maxThreads  = 16
	maxDeeds    = 64
	maxFaults   = 100
	maxRequests = 64
)

func (d Deed) validate() error {
	if d.Requests < 0 || d.Public < 0 || d.Requests > maxRequests || d.Public > maxRequests {
		return fmt.Errorf("requests: expected 0 to %d", maxRequests)
	}
	switch d.Do {
	case Launch, Load, Profile, Hide, Show, Relaunch, Logout:
		return nil
	case Open:
		if d.Page == "" {
			return errors.New("page: expected a route")
		}
		return nil
	case Tap:
		if d.Handler == "" {
			return errors.New("handler: expected the name of a function")
		}
		return nil
	}
	return fmt.Errorf("do %q: expected %s, %s, %s, %s, %s, %s, %s, %s or %s", d.Do, Launch, Load, Profile, Hide, Show, Relaunch, Logout, Open, Tap)
}
