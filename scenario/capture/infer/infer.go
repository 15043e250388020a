package infer

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/scenario/capture"
)

// Infer finds out what a capture means.
func Infer(c *capture.Capture) *Found {
	i := &inference{capture: c, found: &Found{}}
	all, noise := sift(c)
	logins, sms := carriers(all)
	var first *exchange
	if len(logins) > 0 {
		first = logins[0].e
	}
	var elsewhere []string
	i.found.Origin, i.all, elsewhere = ownOrigin(all, first)
	i.login(logins, sms)
	i.failures()
	i.secrets = newSecrets(all, i.codes)
	i.describeLogin()
	if r := i.found.Refresh; r != nil {
		r.Path = i.secrets.path("", r.Path)
	}
	i.flow()
	for _, n := range c.Notes {
		i.unmapped("%s: %s", n.Place, n.Text)
	}
	i.found.Unmapped = append(append(i.found.Unmapped, elsewhere...), noise...)
	for n, text := range i.found.Unmapped {
		i.found.Unmapped[n] = i.secrets.text("", oneLine(text))
	}
	for _, text := range i.secrets.replaced {
		i.found.Replaced = append(i.found.Replaced, i.secrets.text("", oneLine(text)))
	}
	return i.found
}

// inference is what is known so far.
type inference struct {
	capture *capture.Capture
	found   *Found
	all     []*exchange // to the backend, in their order
	entry   *exchange   // the login; nil for none
	code    part
	codes   []string  // values that were codes
	carried *uses     // the token; nil where none is known
	renewal *exchange // the refresh; nil for none
	failed  []*exchange
	secrets *secrets
}

func (i *inference) unmapped(format string, args ...any) {
	i.found.Unmapped = append(i.found.Unmapped, fmt.Sprintf(format, args...))
}

// login finds the login, the token and the refresh.
func (i *inference) login(logins []codeCarrier, sms []*exchange) {
	logins = slices.DeleteFunc(logins, func(c codeCarrier) bool { return !slices.Contains(i.all, c.e) })
	flows := follow(i.all)
	i.carried = token(flows, logins)
	if i.carried == nil {
		i.carried = unfollowed(i.all)
	}
	i.chooseLogin(logins)
	if i.entry == nil {
		for _, e := range sms {
			i.unmapped("%s logs in with a code that was sent to a telephone, which wxload does not have: no login was found that carries a code of wx.login", e.call())
			break
		}
	}
	i.found.Refresh = refresh(flows, i.all, i.entry)
	if r := i.found.Refresh; r != nil {
		at := slices.IndexFunc(i.all, func(e *exchange) bool { return e.Place == r.At })
		i.renewal = i.all[at]
	}
	if u := i.carried; u != nil && !isHeaderName(u.name) {
		i.unmapped("the token is in the %s as %q, which is no name", u.In, u.name)
	} else if u != nil {
		i.found.Token = &Token{Where: Where{u.In, u.name}, Prefix: u.prefix, At: u.by[0].Place, Renewed: renewing(u, i.entry)}
		if u.In == "body" {
			i.found.Token.Name = u.Name
		}
	}
}

// chooseLogin takes the request with a code whose answer gave the token, or else the one
// that most surely carries a code.
func (i *inference) chooseLogin(logins []codeCarrier) {
	for _, c := range logins {
		i.codes = append(i.codes, c.code.value)
	}
	for _, c := range logins {
		gave := i.carried != nil && slices.ContainsFunc(i.carried.sources, func(s source) bool { return s.e == c.e })
		if i.entry == nil || gave {
			i.entry, i.code = c.e, c.code
		}
		if gave {
			break
		}
	}
}

// renewing is the header in which answers bring a token: those to other requests than the
// login, or else the login's; empty where none does.
func renewing(u *uses, login *exchange) (header string) {
	for _, s := range u.sources {
		if s.In == "header" && isHeaderName(s.Name) && (header == "" || s.e != login) {
			header = s.Name
		}
	}
	return header
}

// carries reports a request with a token.
func (i *inference) carries(e *exchange) bool {
	return i.carried != nil && e.at(Where{i.carried.In, i.carried.name}) != ""
}

// renews reports a login or a refresh.
func (i *inference) renews(e *exchange) bool {
	return i.entry != nil && e.same(i.entry) || i.renewal != nil && e.same(i.renewal)
}

// failures finds what an answer to a token that is not valid looks like, and a good one.
func (i *inference) failures() {
	i.found.AuthFailure, i.failed = rejected(i.all, i.carries, i.renews)
	if i.found.AuthFailure == nil && !i.capture.Recorded {
		i.found.AuthFailure = described(i.all)
	}
	if s := success(i.all, i.failed); s != nil && (i.capture.Recorded || !isMadeUp(s.Values[0])) {
		i.found.Success = s
	}
}

// isMadeUp reports a value that an example has for want of a better one.
func isMadeUp(v json.RawMessage) bool {
	return slices.Contains([]string{"1", `"text"`, "true", `"string"`}, string(v))
}

// describeLogin says what the login is like.
func (i *inference) describeLogin() {
	e := i.entry
	if e == nil {
		return
	}
	l := &Login{Method: e.Method, Code: i.code.Where, Form: e.form, At: e.Place, Path: e.Path}
	var query []string
	for _, f := range e.Query {
		if l.Code != (Where{"query", f.Name}) {
			query = append(query, escaped(f.Name)+"="+escaped(i.loginValue(e, f.Name, f.Value)))
		}
	}
	l.Path = withQuery(i.secrets.path(e.call()+" path", l.Path), query)
	l.Body = i.loginBody(e)
	l.Token = i.tokenPath(e)
	if l.Token != "" {
		l.ExpiresIn, l.Seconds = lifetime(e, l.Token)
	}
	i.found.Login = l
}

// tokenPath is the path of the token in the login's answer.
func (i *inference) tokenPath(e *exchange) string {
	if i.carried != nil {
		for _, s := range i.carried.sources {
			switch {
			case !s.e.same(e):
			case s.In == "body":
				return s.Name
			default:
				return "" // it is in a header or a cookie
			}
		}
		if len(i.carried.sources) > 0 && !i.carried.sources[0].e.same(e) {
			i.unmapped("the token comes from %s, which carries no code of wx.login", i.carried.sources[0].e.call())
		}
	}
	return givenToken(e)
}

// loginBody are the fields of the login beside its code.
func (i *inference) loginBody(e *exchange) json.RawMessage {
	at := e.call() + " "
	var b string
	add := func(name, raw string) { b += "," + quoted(literal(i.secrets.text("", name))) + ":" + raw }
	switch {
	case e.json:
		body := gjson.ParseBytes(e.Body)
		if !body.IsObject() {
			i.unmapped("%s: its body is a list", e.call())
			return nil
		}
		body.ForEach(func(key, v gjson.Result) bool {
			if i.code.Where == (Where{"body", key.String()}) {
				return true
			}
			add(key.String(), i.secrets.json(at, key.String(), v, i.loginMark))
			return true
		})
	case e.form:
		for _, f := range capture.ParseForm(string(e.Body)) {
			if i.code.Where != (Where{"body", f.Name}) {
				add(f.Name, quoted(i.loginValue(e, f.Name, f.Value)))
			}
		}
	}
	switch {
	case b == "":
		return nil
	case len(b) > maxBody || nesting(b) > maxNesting:
		i.unmapped("%s: its other fields are too large, or nested too deep, for a scenario that people read", e.call())
		return nil
	}
	return json.RawMessage("{" + b[1:] + "}")
}

// loginMark puts what WeChat gives before a login into the fields that are named so.
func (i *inference) loginMark(path string, v gjson.Result) (raw string, yes bool) {
	if v.Type == gjson.String && i.code.In == "body" && path == i.code.Name {
		return `"{{code}}"`, true // within an object
	}
	if mark := markOf(path); mark != "" && v.Type == gjson.String {
		return `"` + mark + `"`, true
	}
	return "", false
}

// loginValue is a parameter of a login.
func (i *inference) loginValue(e *exchange, name, value string) string {
	if mark := markOf(name); mark != "" {
		return mark
	}
	return literal(i.secrets.field(e.call()+" ", name, value))
}

// markOf is the placeholder for a field that a device fills in at a login.
func markOf(name string) string {
	switch plain(last(name)) {
	case "phonecode", "mobilecode", "phonenumbercode", "getphonenumbercode":
		return "{{phoneCode}}"
	case "encrypteddata", "encrypteddatastr":
		return "{{encryptedData}}"
	case "iv":
		return "{{iv}}"
	case "rawdata":
		return "{{rawData}}"
	case "signature":
		return "{{signature}}"
	}
	return ""
}

func withQuery(path string, pairs []string) string {
	if len(pairs) == 0 {
		return path
	}
	return path + "?" + strings.Join(pairs, "&")
}

// oneLine is a text for a line of its own.
func oneLine(text string) string {
	if runes := []rune(text); len(runes) > maxURL {
		text = string(runes[:maxURL]) + "…"
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 }), " ")
}
