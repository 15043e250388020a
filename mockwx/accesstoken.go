package mockwx

import "time"

// accessToken is one token of an app. The two calls that give them out know
// nothing of each other: each has its own tokenLine.
type accessToken struct {
	text string
	app  *app
	ends time.Time // of its lifetime
	// until is the end of the overlap with the token that replaced it; zero for
	// the latest.
	until time.Time
}

// tokenLine holds the access tokens that one of the two calls gave an app.
type tokenLine struct {
	kept   []*accessToken // in the order of issue; the last is the latest
	issued uint64
	calls  dayQuota // of /cgi-bin/token, or forced refreshes
	forced time.Time
}

const (
	// WeChat: a refresh leaves the old token valid for 5 minutes, and stable_token
	// renews 5 minutes before the end.
	tokenOverlap = 5 * time.Minute
	// maxTokens bounds the tokens of a line that are remembered.
	maxTokens = 256
	// WeChat asks for 512 characters of space; its tokens have about so many.
	tokenLength = 136
)

// dayQuota counts calls in one day of Beijing.
type dayQuota struct {
	day   int64
	calls int
}

// exceeded counts a call and reports whether it is one too many.
func (q *dayQuota) exceeded(now time.Time, limit int) bool {
	if limit < 0 {
		return false
	}
	if day := (now.Unix() + 8*3600) / 86400; day != q.day {
		*q = dayQuota{day: day}
	}
	if q.calls >= limit {
		return true
	}
	q.calls++
	return false
}

// plainToken is /cgi-bin/token: each call makes a new token.
func (m *Machine) plainToken(now time.Time, a *app) (*accessToken, *APIError) {
	if a.plain == nil {
		a.plain = new(tokenLine)
	}
	if a.plain.calls.exceeded(now, m.opt.TokenQuota) {
		return nil, newAPIError(errcodeDayQuota)
	}
	return m.issueToken(now, a, a.plain, "token", tokenOverlap), nil
}

// stableToken is /cgi-bin/stable_token: the same token until it is about to end.
// A forced refresh ends the token there is at once. WeChat: one that comes too
// soon after another refreshes nothing.
func (m *Machine) stableToken(now time.Time, a *app, force bool) (*accessToken, *APIError) {
	if a.stable == nil {
		a.stable = new(tokenLine)
	}
	line := a.stable
	t := line.latest()
	switch {
	case t == nil || t.ends.Sub(now) <= tokenOverlap:
		return m.issueToken(now, a, line, "stable", tokenOverlap), nil
	case !force || !line.forced.IsZero() && now.Sub(line.forced) < m.opt.RefreshSpacing:
		return t, nil
	case line.calls.exceeded(now, m.opt.RefreshQuota):
		return nil, newAPIError(errcodeDayQuota)
	}
	line.forced = now
	return m.issueToken(now, a, line, "stable", 0), nil
}

// tokensIssued counts the tokens of both lines.
func (a *app) tokensIssued() (n uint64) {
	for _, l := range []*tokenLine{a.plain, a.stable} {
		if l != nil {
			n += l.issued
		}
	}
	return n
}

func (l *tokenLine) latest() *accessToken {
	if len(l.kept) == 0 {
		return nil
	}
	return l.kept[len(l.kept)-1]
}

// issueToken makes the next token of a line; the one before lives for overlap.
func (m *Machine) issueToken(now time.Time, a *app, l *tokenLine, kind string, overlap time.Duration) *accessToken {
	if before := l.latest(); before != nil {
		before.until = now.Add(overlap)
	}
	for len(l.kept) > 0 && (!now.Before(l.kept[0].until) || len(l.kept) >= maxTokens) {
		delete(m.tokens, l.kept[0].text)
		l.kept = l.kept[1:]
	}
	l.issued++
	s := stream(mix(hash(a.seed, kind, a.AppID) ^ l.issued))
	t := &accessToken{text: string(s.text(nil, tokenLength)), app: a, ends: now.Add(m.opt.TokenTTL)}
	m.keepToken(l, t)
	m.changes.app(a)
	return t
}

func (m *Machine) keepToken(l *tokenLine, t *accessToken) {
	if m.tokens == nil {
		m.tokens = make(map[string]*accessToken)
	}
	m.tokens[t.text] = t
	l.kept = append(l.kept, t)
}

// appOfToken is the app that an access token belongs to.
func (m *Machine) appOfToken(now time.Time, text string) (*app, *APIError) {
	t := m.tokens[text]
	switch {
	case text == "":
		return nil, newAPIError(errcodeNoToken)
	case t == nil || !t.until.IsZero() && !now.Before(t.until):
		return nil, newAPIError(errcodeBadToken)
	case !now.Before(t.ends):
		return nil, newAPIError(errcodeTokenExpired)
	}
	return t.app, nil
}

// ExpireTokens ends the access tokens of an app, of all apps if appid is empty,
// and returns how many: calls with them are answered 42001.
func (m *Machine) ExpireTokens(now time.Time, appid string) int {
	n := 0
	for _, t := range m.tokens {
		if _, err := m.appOfToken(now, t.text); err == nil && (appid == "" || appid == t.app.AppID) {
			t.ends = now
			m.changes.app(t.app)
			n++
		}
	}
	return n
}
