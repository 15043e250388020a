package mockwx

import (
	"fmt"
	"slices"
	"time"
)

// Login is [Machine.Login].
func (s *Server) Login(appid, user string) (code string, err error) {
	s.Do(func(now time.Time, m *Machine) { code, err = m.Login(now, appid, user) })
	return code, err
}

// CheckSession is [Machine.CheckSession].
func (s *Server) CheckSession(appid, user string) (err error) {
	s.Do(func(now time.Time, m *Machine) { err = m.CheckSession(now, appid, user) })
	return err
}

// ExpireSessions is [Machine.ExpireSessions].
func (s *Server) ExpireSessions(sel Selection) (n int) {
	s.Do(func(now time.Time, m *Machine) { n = m.ExpireSessions(now, sel) })
	return n
}

// ExpireCodes is [Machine.ExpireCodes].
func (s *Server) ExpireCodes(sel Selection) (n int) {
	s.Do(func(now time.Time, m *Machine) { n = m.ExpireCodes(now, sel) })
	return n
}

// Ledger is [Machine.Ledger] of all apps and users.
func (s *Server) Ledger() (l Ledger) {
	s.Do(func(now time.Time, m *Machine) { l = m.Ledger(now, "", "") })
	return l
}

// UserInfo is [Machine.UserInfo].
func (s *Server) UserInfo(appid, user string) (info UserInfo, err error) {
	s.Do(func(now time.Time, m *Machine) { info, err = m.UserInfo(now, appid, user) })
	return info, err
}

// PhoneNumber is [Machine.PhoneNumber].
func (s *Server) PhoneNumber(appid, user string) (p PhoneNumber, err error) {
	s.Do(func(now time.Time, m *Machine) { p, err = m.PhoneNumber(now, appid, user) })
	return p, err
}

// RotateSessions is [Machine.RotateSessions].
func (s *Server) RotateSessions(sel Selection) (n int) {
	s.Do(func(now time.Time, m *Machine) { n = m.RotateSessions(now, sel) })
	return n
}

// ExpireTokens is [Machine.ExpireTokens].
func (s *Server) ExpireTokens(appid string) (n int) {
	s.Do(func(now time.Time, m *Machine) { n = m.ExpireTokens(now, appid) })
	return n
}

// KeysOf is [Machine.KeysOf].
func (s *Server) KeysOf(appid, user string, n int) (keys []string) {
	s.Do(func(_ time.Time, m *Machine) { keys = m.KeysOf(appid, user, n) })
	return keys
}

// InjectFault puts f behind the faults in force, until remove is called. A fault
// that cannot work is an error and changes nothing.
func (s *Server) InjectFault(f Fault) (remove func(), err error) {
	set, err := newFault(f, s.time())
	if err != nil {
		return nil, fmt.Errorf("mockwx: %w", err)
	}
	if err := s.changeFaults(func(faults []setFault) []setFault { return append(faults, set) }); err != nil {
		return nil, err
	}
	return func() {
		// Fewer faults cannot be too many.
		_ = s.changeFaults(func(faults []setFault) []setFault {
			if i := slices.IndexFunc(faults, func(g setFault) bool { return g.equal(set.Fault) }); i >= 0 {
				faults = slices.Delete(faults, i, i+1)
			}
			return faults
		})
	}, nil
}

// changeFaults gives change a copy of the faults and puts its result in their place.
func (s *Server) changeFaults(change func([]setFault) []setFault) error {
	for {
		old := s.faults.Load()
		set, err := newFaultSet(change(slices.Clone(old.faults)), s.seed)
		if err != nil {
			return fmt.Errorf("mockwx: %w", err)
		}
		if s.faults.CompareAndSwap(old, set) {
			return nil
		}
	}
}
