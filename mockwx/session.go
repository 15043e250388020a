package mockwx

import "time"

// session is the session_key of one user in one app: its generation, from which
// the key is derived, and whether it is valid. There is no other key, so at most
// one is valid.
type session struct {
	generation uint32 // zero: there was no key yet
	valid      bool
	made       time.Time // of this generation
	expires    time.Time // zero: never by itself

	displaced, expired int64 // keys that ended by the next one, and in any other way
}

// login does to the key what wx.login does.
func (s *session) login(now time.Time, o *Options) {
	switch {
	case !s.settle(now):
		s.renew(now, o)
	case o.Rotation.due(now.Sub(s.made)):
		s.replace(now)
		s.extend(now, o)
	default:
		s.extend(now, o)
	}
}

// renew makes the next key.
func (s *session) renew(now time.Time, o *Options) {
	s.generation++
	s.valid = true
	s.made = now
	s.extend(now, o)
}

// replace makes the next key in place of a valid one, whose end it keeps.
func (s *session) replace(now time.Time) {
	s.displaced++
	s.generation++
	s.made = now
}

// extend counts the key's lifetime from now.
func (s *session) extend(now time.Time, o *Options) {
	if o.SessionTTL > 0 {
		s.expires = now.Add(o.SessionTTL)
	}
}

// end makes the key invalid and reports whether it was valid.
func (s *session) end(now time.Time) bool {
	if !s.settle(now) {
		return false
	}
	s.valid = false
	s.expired++
	return true
}

// settle ends a key whose lifetime is over and reports whether it is valid.
func (s *session) settle(now time.Time) bool {
	if s.valid && !s.expires.IsZero() && !now.Before(s.expires) {
		s.valid = false
		s.expired++
	}
	return s.valid
}
