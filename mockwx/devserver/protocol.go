package devserver

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/tidwall/gjson"
)

// Protocol is a [Contract] made ready for machines, any number of which may share
// it.
type Protocol struct {
	login   Login
	refresh Refresh
	bind    Bind
	token   Token

	success     int    // status
	open, close string // of a good answer, around its payload
	issue       form   // the answer to a login; takes a token and its companion, without quotes
	announce    form   // the same with the token's lifetime
	bound       form   // the answer to a guest's binding; takes a token and its companion, without quotes
	ticket      form   // the answer to the first step of a login; takes a ticket, without quotes
	renew       form   // the answer to a refresh; as issue
	announceNew form   // as announce
	failure     form   // takes a code and a text
	unauthentic Reply  // to a request without a valid token
	displaced   Reply  // to a profile that the kept session_key does not open
}

// Protocol makes the contract ready. The error is the first setting that the
// stand-in cannot keep, a [*SettingError].
func (c *Contract) Protocol() (*Protocol, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	p := &Protocol{login: c.Login, token: c.Token, success: c.Success.status(http.StatusOK, http.StatusOK)}
	p.login.Code, p.token.Place = c.Login.Code.canonical(), c.Token.canonical()
	p.login.Ticket.Code = c.Login.Ticket.Code.canonical()
	p.refresh, p.bind = c.Refresh, c.Bind
	p.refresh.Carries = c.Refresh.Carries.canonical()
	p.unauthentic.Status = c.AuthFailure.status(http.StatusUnauthorized, http.StatusOK)
	p.displaced.Status = c.Displaced.status(http.StatusUnprocessableEntity, http.StatusUnprocessableEntity)
	var success, unauthentic, displaced form
	for _, f := range []struct {
		into    *form
		entries []entry
	}{
		{&success, []entry{c.goodCode(), c.Words.Success.entry(), {"result", c.Result, hole(0)}}},
		{&p.issue, c.issue("")},
		{&p.announce, c.issue(c.Login.ExpiresIn)},
		{&p.ticket, c.ticket()},
		{&p.bound, c.bound()},
		{&p.renew, c.renew("")},
		{&p.announceNew, c.renew(c.Refresh.ExpiresIn)},
		{&p.failure, c.failure(hole(0), hole(1))},
		{&unauthentic, c.rejection("auth_failure", &c.AuthFailure, http.StatusUnauthorized, "token invalid")},
		{&displaced, c.rejection("key_displaced", &c.Displaced, http.StatusUnprocessableEntity,
			"data cannot be opened with the session_key that is kept")},
	} {
		var err error
		if *f.into, err = compose(f.entries...); err != nil {
			return nil, err
		}
	}
	p.open, p.close = success.texts[0], success.texts[1]
	p.unauthentic.Body, p.displaced.Body = unauthentic.fill(), displaced.fill()
	return p, nil
}

// issue is the answer to a login, with the token's lifetime at a path.
func (c *Contract) issue(lifetime string) []entry {
	good, words := c.goodCode(), c.Words.Success.entry()
	if c.Words.Login.Path != "" {
		words = c.Words.Login.entry()
		if good.setting == "" {
			good = entry{}
		}
	}
	return append(append([]entry{good, words}, c.tokens("login", c.Login.Token, lifetime)...), leaves("", gjson.ParseBytes(c.Login.More), 0)...)
}

// ticket is the answer to the first step of a login; nothing where there is none.
func (c *Contract) ticket() []entry {
	if !c.Login.twoSteps() {
		return nil
	}
	return []entry{c.goodCode(), c.Words.Success.entry(), {"login.ticket.token", c.Login.Ticket.Ticket, `"` + hole(0) + `"`}}
}

// bound is the answer to a guest's binding; nothing where there is none.
func (c *Contract) bound() []entry {
	if c.Bind.Path == "" {
		return nil
	}
	return []entry{c.goodCode(), c.Words.Success.entry(), {"bind.token", c.Bind.Token, `"` + hole(0) + `"`}, {"token.with.path", c.Token.With.Path, `"` + hole(1) + `"`}}
}

// renew is the answer to a refresh, with the token's lifetime at a path; nothing where
// there is none.
func (c *Contract) renew(lifetime string) []entry {
	if c.Refresh.Path == "" {
		return nil
	}
	return append([]entry{c.goodCode(), c.Words.Success.entry()}, c.tokens("refresh", c.Refresh.Token, lifetime)...)
}

// tokens are the entries of an answer that brings a token at a path. One that is a cookie
// is in the body, too: some clients make their Cookie header of what they find there.
func (c *Contract) tokens(of, token, lifetime string) []entry {
	return []entry{
		{of + ".token", token, `"` + hole(0) + `"`},
		{of + ".expires_in", lifetime, hole(2)},
		{"token.with.path", c.Token.With.Path, `"` + hole(1) + `"`},
		{"refresh.refresh_token", c.Refresh.RefreshToken, `"` + hole(3) + `"`}}
}

// usualCode is where a code stands that nobody asks for.
const usualCode = "code"

// codePath is where failures have their code.
func (c *Contract) codePath() string {
	return cmp.Or(c.Success.Path, c.AuthFailure.Path, usualCode)
}

// goodCode is the code in a good answer: that of Success, or else 0 where that does
// not mean a failure.
func (c *Contract) goodCode() entry {
	const usual = "0"
	switch {
	case c.Success.Path != "":
		return entry{"success.body.path", c.Success.Path, c.Success.Values[0]}
	case c.AuthFailure.has(c.codePath(), usual) || c.Displaced.has(c.codePath(), usual):
		return entry{}
	}
	return entry{"", c.codePath(), usual}
}

// failure is an answer with a code and a text, both JSON.
func (c *Contract) failure(code, text string) []entry {
	entries := []entry{{"", c.codePath(), code}, {"", c.Words.Failure, text}}
	if c.Words.Null {
		entries = append(entries, entry{"", c.Result, "null"})
	}
	return entries
}

// rejection is the answer that m tells from all others; status is the usual one.
func (c *Contract) rejection(setting string, m *Match, status int, text string) []entry {
	entries := c.failure(strconv.Itoa(bodyCode(status)), quoted(text))
	if m.Path != "" {
		own := entry{setting + ".body.path", m.Path, m.Values[0]}
		if m.Path == c.codePath() {
			entries[0] = own
		} else {
			entries = slices.Insert(entries, 1, own)
		}
	}
	return entries
}

func (m Member) entry() entry { return entry{"", m.Path, m.Value} }
