package mockwx

import "time"

// Session is what WeChat gives for a code.
type Session struct {
	OpenID  string
	UnionID string // empty where the app is bound to no account
	// SessionKey is that of the code's login: 16 bytes, base64.
	SessionKey string
}

// String leaves the session_key out, so that it gets into no log.
func (s Session) String() string { return "session of " + s.OpenID }

// quota counts one user's calls in one minute of the calendar.
type quota struct {
	minute int64
	calls  int
}

// Exchange is jscode2session: it uses the code up and returns whose it is. A nil
// error means success. Of several calls with one code the first wins.
func (m *Machine) Exchange(now time.Time, appid, secret, code string) (Session, *APIError) {
	a, err := m.authenticate(appid, secret)
	if err != nil {
		return Session{}, err
	}
	return m.redeem(now, a, code)
}

// authenticate finds the app of a jscode2session call and counts a refusal.
func (m *Machine) authenticate(appid, secret string) (*app, *APIError) {
	a, err := m.credential(appid, secret)
	switch {
	case err == nil:
		return a, nil
	case a != nil:
		m.refuseApp(a)
	default:
		m.refused++
	}
	return nil, err
}

// credential finds the app, and returns it with the error where only the secret
// is wrong. WeChat: the appid is checked before the code.
func (m *Machine) credential(appid, secret string) (*app, *APIError) {
	a := m.app(appid)
	switch {
	case appid == "":
		return nil, newAPIError(errcodeNoAppID)
	case a == nil:
		return nil, newAPIError(errcodeBadAppID)
	case secret == "":
		return a, newAPIError(errcodeNoSecret)
	case secret != a.Secret:
		return a, newAPIError(errcodeBadSecret)
	}
	return a, nil
}

// redeem uses a code of the app up.
func (m *Machine) redeem(now time.Time, a *app, text string) (Session, *APIError) {
	if text == "" {
		return Session{}, m.refuse(a, errcodeNoCode)
	}
	m.codes.expire(now)
	c := m.codes.byText[text]
	if c == nil || c.user.app != a {
		return Session{}, m.refuse(a, errcodeBadCode)
	}
	u := c.user
	switch {
	case u.quota.exceeded(now, m.opt.Quota):
		return Session{}, m.refuseUser(u, errcodeQuota)
	case c.state == codeUsed:
		return Session{}, m.refuseUser(u, errcodeCodeUsed)
	case c.state == codeExpired:
		return Session{}, m.refuseUser(u, errcodeBadCode)
	case u.blocked:
		return Session{}, m.refuseUser(u, errcodeCodeBlocked)
	}
	c.use()
	m.changes.code(c)
	return m.give(u, c.generation), nil
}

// give is the session that WeChat's answer holds.
func (m *Machine) give(u *user, generation uint32) Session {
	s := Session{OpenID: u.openID(), UnionID: u.unionID(), SessionKey: u.sessionKey(generation)}
	if m.opt.Keys != nil {
		m.opt.Keys.Add(s.SessionKey)
	}
	return s
}

// exceeded counts a call and reports whether it is one too many.
func (q *quota) exceeded(now time.Time, limit int) bool {
	if limit < 0 {
		return false
	}
	if minute := now.Unix() / 60; minute != q.minute {
		*q = quota{minute: minute}
	}
	q.calls++
	return q.calls > limit
}

// refuse is an error for a call whose code tells no user.
func (m *Machine) refuse(a *app, errcode int) *APIError {
	m.refuseApp(a)
	return newAPIError(errcode)
}

func (m *Machine) refuseApp(a *app) {
	a.refused++
	m.changes.app(a)
}

// refuseUser is an error for a call with one of the user's codes.
func (m *Machine) refuseUser(u *user, errcode int) *APIError {
	u.codes.count.Refused++
	m.changes.user(u)
	return newAPIError(errcode)
}
