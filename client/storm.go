package client

import "time"

// storm remembers the logins that were started since one last succeeded.
type storm struct {
	starts []time.Time // the last ones, oldest first; at most as many as are allowed
	limit  int
	raged  bool // there was one
}

// stormWindow is the time in which so many logins are a storm.
const stormWindow = 10 * time.Second

// login judges a login that starts.
func (s *storm) login(now time.Time) verdict {
	if len(s.starts) < s.limit {
		s.starts = append(s.starts, now)
		return verdict{}
	}
	oldest := s.starts[0]
	copy(s.starts, s.starts[1:])
	s.starts[s.limit-1] = now
	if now.Sub(oldest) > stormWindow {
		return verdict{}
	}
	s.starts, s.raged = s.starts[:0], true
	return verdict{LoginLoop, "storm"}
}

// succeeded notes that a login did.
func (s *storm) succeeded() { s.starts = s.starts[:0] }
