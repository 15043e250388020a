package story

import (
	"cmp"
	"errors"
	"slices"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
)

// account explains a defect that is there with the last event.
func (s *story) account(d client.DefectKey) account {
	a := account{defect: d}
	switch d.Class {
	case client.DuplicateLogin:
		s.duplicate(&a, login(s.logins))
	case client.DuplicateRefresh:
		s.duplicate(&a, renewal{refresh: true, n: len(s.refreshes)})
	case client.RefreshTokenReused:
		a.sender, a.logins = s.lastSender(), s.spentBy(s.last.Request)
	case client.TokenRegressed:
		s.regressed(&a)
	case client.FreshTokenDeleted:
		s.older(&a)
		a.token = s.deleted
	case client.HungRequest:
		s.hung(&a)
	case client.TokenlessSend:
		a.sender, a.logins = s.lastSender(), s.meanwhile()
	case client.SessionTrusted:
		a.sender, a.token = s.lastSender(), s.w.TargetOf(s.last.Request).TokenOf(s.last.Request)
	case client.AuthLoop:
		a.sender, a.sends = s.lastSender(), s.sends[s.lastSender()]
	case client.ErrorSwallowed:
		a.sender, a.settled = s.lastSender(), s.outcome(&s.last)
		a.unsent = s.sends[a.sender] == 0
	case client.AuthFailureDelivered, client.AuthFailureIgnored, client.ReplayedWrite, client.WrongDomain:
		a.sender = s.lastSender()
	case client.SealedBeforeLogin:
		a.sender, a.login = s.lastSender(), login(s.logins)
	case client.KeyDisplaced:
		a.sender = s.lastSender()
	case client.CodeReused, client.CodeExpired, client.LoginStarved:
		a.login = s.lastLogin()
	case client.LoginLoop:
		if x := s.lastLogin(); x.refresh {
			a.login = x
		}
	case client.ScriptError:
		a.threw(s.last.Err)
	default: // the class says it all
	}
	return a
}

// threw takes in an error of the wrapper's code, which may know whether a limit of the
// engine was exceeded.
func (a *account) threw(err error) {
	if err == nil {
		return
	}
	a.thrown, a.frozen = err.Error(), overLimit(err)
}

// thrownAt is where an error of the wrapper's own code happened, if it knows, and where
// that was called.
func (s *story) thrownAt(d client.DefectKey) []string {
	var located interface{ Where() []string }
	if d.Class != client.ScriptError || !errors.As(s.last.Err, &located) {
		return nil
	}
	return located.Where()
}

func overLimit(err error) bool {
	var limited interface{ OverLimit() bool }
	return errors.As(err, &limited) && limited.OverLimit()
}

// duplicate explains a login, or a refresh, that has just begun.
func (s *story) duplicate(a *account, it renewal) {
	if a.defect.Kind == "stale-401" {
		s.older(a)
		a.deletes, a.login = s.deleted == s.newest && s.deleted != "", it
		return
	}
	a.turn, a.login, a.newest, a.logins = s.now, it, s.newest, s.given()
	others := slices.DeleteFunc(slices.Clone(s.running), func(x renewal) bool { return x == it })
	if a.defect.Kind == "concurrent" && len(others) > 0 {
		a.logins = standing{loginRuns, others[len(others)-1]}
	}
}

// regressed tells which token the wrapper has gone back to, in the storage or in a request,
// and from which.
func (s *story) regressed(a *account) {
	a.newest, a.token = s.newest, s.last.Value
	if s.last.Request != nil {
		a.token = s.w.TargetOf(s.last.Request).TokenOf(s.last.Request)
	}
	a.sender, a.logins = cmp.Or(s.bringers[a.token], s.lastSender()), s.given()
}

// older tells which failure the wrapper takes for a rejection of the newest token: a
// login that is refused, a 401 that came too late, or an earlier one whose request has
// waited since.
func (s *story) older(a *account) {
	a.newest, a.logins = s.newest, standing{loginStored, s.newestBy}
	switch {
	case s.refusedPost.n > 0:
		a.failure = failure{how: loginRefused, sender: s.refusedPost.post()}
	case s.late.sender != sender{}:
		a.failure = failure{lateAnswer, s.late.sender, s.late.token}
	default:
		a.failure = failure{stillToHeal, s.rejected.sender, s.rejected.token}
	}
}

// given is what brought the newest token.
func (s *story) given() standing {
	if s.newestBy == (renewal{}) {
		return standing{}
	}
	return standing{loginStored, s.newestBy}
}

func (s *story) hung(a *account) {
	a.unsettled, a.silent = s.unsettled(), s.silent
	switch {
	case s.silent != sender{}:
	case a.defect.Kind == "login-succeeded", a.defect.Kind == "refresh-succeeded":
		a.logins, a.newest = s.given(), s.newest
	case a.defect.Kind == "login-never-sent":
		a.login = login(s.logins)
	case len(s.failed) > 0 && (a.defect.Kind == "login-failed" || a.defect.Kind == "refresh-failed"):
		a.logins = standing{loginFailed, s.failed[len(s.failed)-1]}
	}
}

// meanwhile is the login that a request without a token should have waited for.
func (s *story) meanwhile() standing {
	if n := len(s.running); n > 0 {
		return standing{loginRuns, s.running[n-1]}
	}
	if n := len(s.failed); n > 0 {
		return standing{loginFailed, s.failed[n-1]}
	}
	return standing{}
}

// lastSender is who made the request of the last event.
func (s *story) lastSender() sender {
	if s.last.Request == nil {
		return sender{whose: ofPage, name: s.last.Name}
	}
	return s.sender(s.last.Request)
}

func (s *story) lastLogin() renewal {
	if s.last.Kind == wx.LoginCall || s.last.Request == nil {
		return login(s.logins)
	}
	return s.renewalOf(s.last.Request)
}

// spentBy is the first refresh that sent the refresh token of a POST.
func (s *story) spentBy(r *wx.Request) standing {
	if r == nil {
		return standing{}
	}
	target := s.w.TargetOf(r)
	first := 0
	for post, n := range s.refreshes {
		if target.RefreshTokenOf(post) == target.RefreshTokenOf(r) && (first == 0 || n < first) {
			first = n
		}
	}
	return standing{loginStored, renewal{refresh: true, n: first}}
}
