package scenario

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/reports/suggest"
)

// app checks that requests have somewhere to go and may go there.
func (c *checker) app() {
	s := c.s
	env := s.App.Env
	set := s.App.Domains != domains{}
	if s.Target.URL == "" && s.App.Domains.For(env) == "" && set && !c.isBroken("app.env", "app.domains", "target.url") {
		c.report("app.domains", "no domain for the environment %s; add \"%s: URL\" here, or set target.url", env, env)
	}
	if len(s.App.AllowedDomains) == 0 || c.isBroken("app", "target.url") {
		return
	}
	if !slices.Contains(origins(s.App.AllowedDomains), originOf(s.TargetURL())) {
		c.report("app.allowed_domains", "the target %s is not on the list, so every request would fail; add it", s.TargetURL())
	}
	for i := range s.Targets {
		if t := &s.Targets[i]; t.Host != "" && !slices.Contains(origins(s.App.AllowedDomains), originOf(t.Host)) {
			c.report("app.allowed_domains", "the target %s is not on the list, so every request to it would fail; add it", t.Host)
		}
	}
	s.eachURL(func(path, u string) {
		if s.targetAt(u) == nil && !slices.Contains(origins(s.App.AllowedDomains), originOf(u)) {
			c.report(path, "%s is not among app.allowed_domains; add it there", originOf(u))
		}
	})
}

func origins(urls []string) []string {
	var all []string
	for _, u := range urls {
		all = append(all, originOf(u))
	}
	return all
}

func (c *checker) target() {
	c.mock()
	c.backend("target", &c.s.Target, c.s.EmbeddedTarget())
	if c.s.Target.Refresh.Path == "" && c.given("wrapper.refresh_key") {
		c.report("wrapper.refresh_key", "the target gives no refresh tokens; add target.refresh.path, such as /refresh")
	}
	c.targets()
}

// backend checks one target, at that path of the file.
func (c *checker) backend(at string, own *Target, embedded bool) {
	c.login(at, &own.Login)
	c.refresh(at, &own.Refresh)
	c.bind(at, own)
	t, err := own.complete(c.opt.Wrappers[c.s.Wrapper.ID])
	switch {
	case c.isBroken(at+".shape", at+".devserver.auth_failure"):
		return
	case err != nil:
		c.report("wrapper.id", "%v", err)
		return
	}
	c.placeholders(at+".token.prefix", t.Token.Prefix)
	c.bodyMatch(at+".auth_failure.body", t.AuthFailure.Body)
	c.bodyMatch(at+".key_displaced.body", t.KeyDisplaced.Body)
	c.bodyMatch(at+".success.body", t.Success.Body)
	c.answers(at, &t)
	if embedded {
		c.standIn(at, &t)
	}
	if with := own.Token.With; (with.Path == "") != (with.Name == "") {
		c.report(at+".token.with", "expected both, the path of the value in the login's answer and the name that carries it")
	}
	if own.DevServer.DB != "" && !embedded {
		c.report(at+".devserver.db", "the target is not embedded, so its database is not used; delete this line")
	}
	if own.Control != "" && embedded {
		c.report(at+".control", "the target is embedded and has its own control calls; delete this line")
	}
}

// standIn checks that the embedded server can be the target, where nothing else is
// wrong with it.
func (c *checker) standIn(at string, t *Target) {
	wrong := func(p Problem) bool { return within(p.Path, at) }
	if c.isBroken(at) || slices.ContainsFunc(c.problems, wrong) {
		return
	}
	contract, err := t.Contract()
	if err == nil {
		_, err = contract.Protocol()
	}
	if refused, is := errors.AsType[*devserver.SettingError](err); is {
		c.report(at+"."+refused.Setting, "%s", refused.Message)
	}
}

func (c *checker) login(at string, login *loginCall) {
	known := []string{"id", "user", "code", "phoneCode", "encryptedData", "iv", "rawData", "signature", feedMark}
	known = append(known, c.s.savedNames()...)
	c.placeholders(at+".login.path", login.Path, known...)
	c.headerPlaceholders(at+".login.header", login.Header, known...)
	c.placeholders(at+".login.body", string(login.Body), known...)
	c.ticket(at, login)
	if login.Method != "GET" {
		return
	}
	if login.Code.In == "body" {
		c.report(at+".login.method", "a GET request has no body to carry the code; set code.in to query or header")
	}
	if login.Body != nil {
		c.report(at+".login.body", "a GET request has no body; delete this or set method: POST")
	}
}

// ticket checks the first step of a login that has two.
func (c *checker) ticket(at string, login *loginCall) {
	k := &login.Ticket
	c.placeholders(at+".login.ticket.path", k.Path)
	switch {
	case k.Path == "" && c.given(at+".login.ticket"):
		c.report(at+".login.ticket", "where does the code go? Add path: /wx/code, or the like")
	case k.Path == "":
	case login.Path == anyPath:
		c.report(at+".login.ticket", "path: /* is for a target without a login endpoint, and this login has two; name the one that gives the token")
	case c.decoder != nil && !c.given(at+".login.code"):
		c.report(at+".login", "where does the second step carry the ticket? Add code: {name: ticket}, or the like")
	case k.Method == "GET" && k.Code.In == "body":
		c.report(at+".login.ticket.method", "a GET request has no body to carry the code; set code.in to query or header")
	}
}

func (c *checker) refresh(at string, r *refreshCall) {
	c.placeholders(at+".refresh.path", r.Path)
	switch {
	case r.Path != "":
	case c.given(at + ".refresh"):
		c.report(at+".refresh", "where do refresh tokens go? Add path: /refresh, or the like")
	case c.given(at + ".devserver.refresh"):
		c.report(at+".devserver.refresh", "the target gives no refresh tokens; add %s.refresh.path, such as /refresh", at)
	}
	if r.Method == "GET" && r.In == "body" {
		c.report(at+".refresh.method", "a GET request has no body to carry the refresh token; set in to query or header")
	}
}

func (c *checker) bind(at string, own *Target) {
	b := &own.Bind
	c.placeholders(at+".bind.path", b.Path)
	switch {
	case b.Path == "" && c.given(at+".bind"):
		c.report(at+".bind", "which request binds a guest? Add path: /user/bind, or the like")
	case b.Path != "" && own.Token.In == "cookie":
		c.report(at+".bind", "a token that is a cookie is replaced by any answer that sets it; delete this")
	}
}

// bodyMatch checks that a condition on the body is whole.
func (c *checker) bodyMatch(path string, m bodyMatch) {
	switch {
	case m.Path == "" && len(m.Values) > 0:
		c.report(path, "expected a path beside the values, such as path: code")
	case m.Path != "" && len(m.Values) == 0:
		c.report(path, "expected values beside the path, such as values: [40100]")
	}
}

// answers checks that no answer is a success and an authentication failure.
func (c *checker) answers(at string, t *Target) {
	if c.isBroken(at+".success", at+".auth_failure") {
		return
	}
	for _, status := range t.AuthFailure.Status {
		if slices.Contains(t.Success.Status, status) {
			c.report(at+".success.status", "status %d is an authentication failure too; it can only be one of them", status)
		}
	}
	if t.Success.Body.Path != t.AuthFailure.Body.Path {
		return
	}
	for _, value := range t.AuthFailure.Body.Values {
		if slices.ContainsFunc(t.Success.Body.Values, func(v json.RawMessage) bool { return bytes.Equal(v, value) }) {
			c.report(at+".success.body.values", "%s is an authentication failure too; it can only be one of them", value)
		}
	}
}

func (c *checker) wrapper() {
	w := c.s.Wrapper
	c.headerPlaceholders("wrapper.header", w.Header, append(c.s.savedNames(), "id", "user", feedMark)...)
	c.placeholders("wrapper.content_type", w.ContentType)
	if _, known := c.opt.Wrappers[w.ID]; c.opt.Wrappers != nil && !known && !IsPath(w.ID) {
		c.report("wrapper.id", "unknown wrapper %q%s", w.ID, suggest.Hint(w.ID, sortedKeys(c.opt.Wrappers)))
	}
	if w.LoginDeadline > 0 && c.s.Limits.Deadline > 0 && w.LoginDeadline > c.s.Limits.Deadline {
		c.report("limits.deadline", "shorter than wrapper.login_deadline (%v), so every request that waits for a login would count as hung", w.LoginDeadline)
	}
}

// headerPlaceholders checks the {{…}} of headers.
func (c *checker) headerPlaceholders(path string, header map[string]string, known ...string) {
	for _, name := range sortedKeys(header) {
		c.placeholders(member(path, name), header[name], known...)
	}
}

// placeholders checks the {{…}} of a text against those that it may have.
func (c *checker) placeholders(path, text string, known ...string) {
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "{{")
		if !found {
			return
		}
		name, tail, closed := strings.Cut(after, "}}")
		if !closed {
			c.report(path, `expected "}}" after "{{"`)
			return
		}
		switch {
		case slices.Contains(known, name):
		case strings.HasPrefix(name, feedPrefix) && slices.Contains(known, feedMark):
			c.fed(path, strings.TrimPrefix(name, feedPrefix))
		case strings.HasPrefix(name, savedPrefix):
			c.report(path, "no request of an earlier step saves {{%s}}%s", shorten(name), near(name, known))
		default:
			c.report(path, "unknown placeholder {{%s}}%s", shorten(name), orNone(suggest.Hint(name, known)))
		}
		rest = tail
	}
}

// near is a hint at the placeholder that was most likely meant; empty where none is like it.
func near(name string, known []string) string {
	if word := suggest.Nearest(name, known); word != "" {
		return fmt.Sprintf("; did you mean {{%s}}?", word)
	}
	return ""
}

// orNone ends the message about a placeholder where none could stand.
func orNone(hint string) string {
	if hint == "" {
		return "; there is none that could stand here"
	}
	return hint
}
