// Package planted is a wrapper with one planted bug, for the tests of the search: it
// must find each of them, and nothing in the wrapper without any.
package planted

import (
	"errors"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// Bug is one thing that a mutant gets wrong.
type Bug string

// The bugs.
const (
	NoBug               Bug = ""
	NoTokenComparison   Bug = "no token comparison"
	LockKeptOnFailure   Bug = "lock kept on failure"
	LockFreedEarly      Bug = "lock freed before the token is stored"
	WaitersNotRejected  Bug = "waiters not rejected"
	RetryWithoutBound   Bug = "retry without bound"
	LoginRecurses       Bug = "401 on login recursing"
	QueueReleasedTwice  Bug = "queue released twice"
	CheckRacesLogin     Bug = "checkSession raced with login"
	PublicQueued        Bug = "whitelisted request queued"
	LoginStarved        Bug = "login starved by the slots"
	NoDeadline          Bug = "deadline missing"
	DeletesOnBadNetwork Bug = "token deleted on network failure"
	NoWatchdog          Bug = "a request that never calls back is waited for"
	LaunchNotAwaited    Bug = "requests do not wait for the login"
	RepeatsOnBadNetwork Bug = "sent again after a failure of the network"
	// Those about refresh tokens.
	RefreshUnlocked     Bug = "each request refreshes by itself"
	SpentTokenKept      Bug = "the successor of a refresh token not stored"
	RefreshLockKept     Bug = "lock kept on a failed refresh"
	RefreshNotAnnounced Bug = "those who wait for a refresh not told"
	LoginBesideRefresh  Bug = "a login while a refresh runs"
	RefreshRecurses     Bug = "401 on refresh recursing"
	RefreshAtLaunch     Bug = "a refresh at launch although the token holds"
	// Those about logins in two steps.
	OneTicketForAll    Bug = "a lock on the first step of logins only"
	LockFreedAtTicket  Bug = "lock freed before the ticket is traded"
	LockKeptOnNoTicket Bug = "lock kept where no ticket comes"
	// Those about tokens that answers renew.
	RenewalUncompared Bug = "the token of the last answer taken"
	RenewalOverLogin  Bug = "renewals compared with each other, and not with a login"
	RenewalIgnored    Bug = "the tokens of answers not taken"
)

// All lists the bugs.
func All() []Bug {
	return []Bug{NoTokenComparison, LockKeptOnFailure, LockFreedEarly, WaitersNotRejected, RetryWithoutBound, LoginRecurses,
		QueueReleasedTwice, CheckRacesLogin, PublicQueued, LoginStarved, NoDeadline, DeletesOnBadNetwork, NoWatchdog, LaunchNotAwaited,
		RepeatsOnBadNetwork, RefreshUnlocked, SpentTokenKept, RefreshLockKept, RefreshNotAnnounced, LoginBesideRefresh, RefreshRecurses,
		RefreshAtLaunch, OneTicketForAll, LockFreedAtTicket, LockKeptOnNoTicket, RenewalUncompared, RenewalOverLogin, RenewalIgnored}
}

// mutant is a second, compact version of the rules of reference, with one of
// them broken.
type mutant struct {
	wrapper.Env
	s        *wrapper.Settings
	bug      Bug
	token    string
	refresh  string // the refresh token; empty where there is none
	renewing bool   // a refresh runs
	newer    int    // counts the tokens
	sends    int    // counts the requests of pages
	renewed  int    // the number of the one whose answer renewed the token last
	login    *loop.Promise[any]
	ticket   *loop.Promise[string] // of one login for all, where the bug is that
	deciding *loop.Promise[any]
	slots    int
	line     []*loop.Promise[any]
}

// Wrapper is reference's description with a mutant in its place.
func Wrapper(b Bug) wrapper.Info {
	info, _ := wrapper.Find("reference")
	info.ID = "mutant"
	info.New = func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper {
		return &mutant{Env: env, s: s, bug: b, token: env.WX.GetStorage(s.TokenKey), refresh: refreshToken(env, s), slots: env.WX.Slots() - 1}
	}
	return info
}

var errMutant = errors.New("the mutant gave up")

func (m *mutant) Load(calls []*wrapper.Call, issue func(*wrapper.Call)) {
	for _, c := range calls {
		issue(c)
	}
}

func (m *mutant) Show() {}

func (m *mutant) Logout() { m.forget() }

func (m *mutant) forget() {
	m.token = ""
	m.WX.RemoveStorage(m.s.TokenKey)
}

func (m *mutant) Launch() *loop.Promise[any] {
	decided := loop.NewPromise[any](m.Loop)
	if m.bug != CheckRacesLogin && m.bug != LaunchNotAwaited {
		m.deciding = decided
	}
	m.Loop.Go(func() {
		err := m.decide()
		m.deciding = nil
		decided.Settle(nil, err)
	})
	return decided
}

func (m *mutant) decide() error {
	if m.token == "" {
		return m.logIn()
	}
	before := m.newer
	holds := loop.NewPromise[bool](m.Loop)
	m.WX.CheckSession(func(err error) { holds.Resolve(err == nil) })
	if ok, _ := holds.Await(); ok {
		if m.bug == RefreshAtLaunch && m.refresh != "" {
			return m.logIn()
		}
		return nil
	}
	if m.bug == CheckRacesLogin {
		return m.oneLogin()
	}
	if before != m.newer || m.login != nil {
		return nil
	}
	return m.logIn()
}

func (m *mutant) Request(c *wrapper.Call) *loop.Promise[*wx.Response] {
	return loop.Async(m.Loop, func() (*wx.Response, error) {
		if c.Identity {
			return m.withToken(c)
		}
		if m.bug == PublicQueued && m.token == "" {
			never := loop.NewPromise[any](m.Loop)
			if m.login != nil {
				loop.Then(m.login, func(any) (any, error) { never.Resolve(nil); return nil, nil }, func(error) (any, error) { return nil, nil })
			}
			never.Await()
		}
		return m.send(c)
	})
}

func (m *mutant) withToken(c *wrapper.Call) (*wx.Response, error) {
	if m.deciding != nil {
		if err := m.within(m.deciding); err != nil && m.token == "" {
			return nil, err
		}
		if m.bug == QueueReleasedTwice {
			m.Loop.Go(func() { m.send(c) })
		}
	}
	for sends := 1; ; sends++ {
		if err := m.tokenAndSlot(); err != nil {
			return nil, err
		}
		sent := m.newer
		resp, err := m.sendInSlot(c)
		if err != nil || !m.s.Target.AuthFailed(resp) {
			return resp, err
		}
		if sent == m.newer || m.bug == NoTokenComparison {
			m.forget()
		}
		if sends == 2 && m.bug != RetryWithoutBound {
			return nil, errMutant
		}
	}
}

func (m *mutant) tokenAndSlot() error {
	for {
		m.slot()
		if m.token != "" && m.login == nil || m.bug == LaunchNotAwaited {
			return nil
		}
		m.release()
		if err := m.obtain(); err != nil {
			return err
		}
	}
}

// logIn waits for the one login, and starts it where none runs.
func (m *mutant) logIn() error {
	if m.login == nil {
		shared := loop.NewPromise[any](m.Loop)
		m.login = shared
		m.Loop.Go(func() {
			err := m.renew()
			if err != nil && m.bug == LockKeptOnFailure {
				return
			}
			m.login = nil
			if err == nil || m.bug != WaitersNotRejected {
				shared.Settle(nil, err)
			}
		})
	}
	return m.within(m.login)
}

// code is a new one.
func (m *mutant) code() (string, error) {
	coded := loop.NewPromise[string](m.Loop)
	if m.bug != NoDeadline {
		late := m.Loop.SetTimeout(5*time.Minute+time.Second, func() { coded.Reject(errMutant) })
		defer late.Stop()
	}
	m.WX.Login(coded.Settle)
	return coded.Await()
}

func (m *mutant) oneLogin() error {
	credential, err := m.credential()
	if err != nil {
		return err
	}
	if m.bug == LockFreedEarly {
		m.login = nil
	}
	resp, err := m.ownInTime(m.s.Target.LoginRequest(credential))
	if err != nil {
		return err
	}
	if m.bug == OneTicketForAll && resp.Status == 400 { // it was spent
		m.ticket = nil
		return m.oneLogin()
	}
	if m.bug == LoginRecurses && m.s.Target.AuthFailed(resp) {
		return m.oneLogin()
	}
	token, ok := m.s.Target.NewToken(resp)
	if !ok || !m.s.Target.Succeeded(resp) {
		return errMutant
	}
	m.keep(token, m.s.Target.NewRefreshToken(resp))
	return nil
}

// within waits for at most 15 seconds, where the bug is not that it does not.
func (m *mutant) within(p *loop.Promise[any]) error {
	switch m.bug {
	case NoDeadline, LockKeptOnFailure, WaitersNotRejected, RefreshLockKept, RefreshNotAnnounced, LockKeptOnNoTicket:
		_, err := p.Await()
		return err
	default: // it gives up in time
	}
	out := loop.NewPromise[any](m.Loop)
	late := m.Loop.SetTimeout(15*time.Second, func() { out.Reject(errMutant) })
	loop.Then(p, func(any) (any, error) { out.Resolve(nil); return nil, nil },
		func(err error) (any, error) { out.Reject(err); return nil, nil })
	_, err := out.Await()
	late.Stop()
	return err
}

func (m *mutant) send(c *wrapper.Call) (*wx.Response, error) {
	m.slot()
	return m.sendInSlot(c)
}

func (m *mutant) sendInSlot(c *wrapper.Call) (*wx.Response, error) {
	r := &wx.Request{Method: c.Method, URL: m.s.Domains["develop"] + c.URL, Timeout: m.s.Timeout, Name: c.Name, Caller: c.ID}
	m.s.Target.Carry(r, m.token)
	m.sends++
	bearer := carried{m.token, m.newer, m.sends}
	again := *r
	resp, err := m.inTime(r)
	if err != nil && m.bug == RepeatsOnBadNetwork {
		resp, err = m.inTime(&again)
	}
	m.release()
	if err == nil {
		m.renewals(bearer, r, resp)
	}
	if err != nil && m.bug == DeletesOnBadNetwork {
		m.forget()
	}
	return resp, err
}

// slot waits until a slot is free besides the one that is kept for the login.
func (m *mutant) slot() {
	if m.slots != 0 || m.bug == LoginStarved {
		m.slots--
		return
	}
	turn := loop.NewPromise[any](m.Loop)
	m.line = append(m.line, turn)
	turn.Await()
}

func (m *mutant) release() {
	if len(m.line) == 0 {
		m.slots++
		return
	}
	next := m.line[0]
	m.line = m.line[1:]
	next.Resolve(nil)
}

func (m *mutant) inTime(r *wx.Request) (*wx.Response, error) {
	p := loop.NewPromise[*wx.Response](m.Loop)
	task := m.WX.Request(r, p.Settle)
	if m.bug != NoWatchdog {
		late := m.Loop.SetTimeout(r.Timeout+time.Second, task.Abort)
		defer late.Stop()
	}
	return p.Await()
}
