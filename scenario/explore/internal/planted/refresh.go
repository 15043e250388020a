package planted

import (
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
)

// refreshToken is what an earlier run of the app has left.
func refreshToken(env wrapper.Env, s *wrapper.Settings) string {
	if !s.Target.Refreshes() {
		return ""
	}
	return env.WX.GetStorage(s.RefreshKey)
}

// keep makes a token the current one, with a refresh token or without.
func (m *mutant) keep(token, refresh string) {
	m.token, m.refresh = token, refresh
	m.newer++
	m.WX.SetStorage(m.s.TokenKey, token)
	if refresh != "" {
		m.WX.SetStorage(m.s.RefreshKey, refresh)
	}
}

// obtain brings a token, in the one login that all share.
func (m *mutant) obtain() error {
	switch {
	case m.bug == OneTicketForAll:
		return m.oneLogin()
	case m.bug == RefreshUnlocked && m.refresh != "":
		return m.oneRefresh()
	case m.bug == LoginBesideRefresh && m.renewing:
		return m.oneLogin()
	default:
		return m.logIn()
	}
}

// renew brings a token by the refresh token, or by a login where nothing comes of that.
func (m *mutant) renew() error {
	if m.refresh == "" {
		return m.oneLogin()
	}
	m.renewing = true
	err := m.oneRefresh()
	for again := 0; err != nil && m.bug == RefreshRecurses && again < 5; again++ {
		err = m.oneRefresh()
	}
	m.renewing = false
	if err != nil && m.bug == RefreshLockKept || err == nil && m.bug == RefreshNotAnnounced {
		loop.NewPromise[any](m.Loop).Await() // for ever
	}
	if err != nil {
		return m.oneLogin()
	}
	return nil
}

// oneRefresh spends the refresh token, which is out of the storage before it leaves.
func (m *mutant) oneRefresh() error {
	spent := m.refresh
	if m.bug != RefreshUnlocked && m.bug != RefreshRecurses {
		m.refresh = ""
		m.WX.RemoveStorage(m.s.RefreshKey)
	}
	r := m.s.Target.RefreshRequest(spent)
	r.URL, r.Timeout = m.s.Domains["develop"]+r.URL, m.s.Timeout
	resp, err := m.inTime(r)
	if err != nil {
		return err
	}
	token, ok := m.s.Target.Refreshed(resp)
	if !ok || !m.s.Target.Succeeded(resp) {
		return errMutant
	}
	next := m.s.Target.NewRefreshToken(resp)
	if m.bug == SpentTokenKept {
		next = spent
	}
	m.keep(token, next)
	return nil
}
