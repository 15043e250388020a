package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/wxload/wxload/client/script/inspect"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
)

func (d *draft) url() string {
	if d.target != "" {
		return strings.TrimSuffix(d.target, "/")
	}
	return scenario.Embedded
}

// writeMock gives the mock WeChat an address that a backend elsewhere can be set to.
func (d *draft) writeMock() {
	if d.target == "" {
		return
	}
	d.line("mock: {addr: %q, secret: %q}   # what your backend asks in the place of https://api.weixin.qq.com", draftMock, draftSecret)
}

func (d *draft) writeTarget() {
	f := d.found
	d.line("target:")
	if hosts := d.hosts(); len(hosts) > 0 {
		d.guess(f.Domains[0].At, "  hosts: [%s]", strings.Join(hosts, ", "))
	}
	d.writeLogin()
	switch t := f.Token; {
	case t == nil:
		d.fill("token", "{in: header, name: Authorization}, the part of a request that carries the token")
	case !scenario.CanCarryToken(t.In):
		d.fill("token", "it goes in the "+t.In+" as "+t.Name+", which a target cannot say yet")
	default:
		prefix := ""
		if t.Prefix != "" {
			prefix = ", prefix: " + yamlText(t.Prefix)
		}
		if d.renewed != "" {
			prefix += ", renewed: {header: " + yamlText(d.renewed) + "}"
		}
		d.guess(t.At, "  token: {in: %s, name: %s%s}", t.In, yamlText(t.Name), prefix)
	}
	if s := f.Success; s != nil && s.Path != "" {
		d.guess(s.At, "  success: {body: {path: %s, values: %s}}", yamlText(s.Path), list(s.Values))
	}
	d.writeFailure()
	if payload := d.payload(); payload != usualPayload {
		d.guess(inspect.Place{}, "  result: %s", yamlText(payload))
	}
	d.writeRefresh()
}

// hosts are the origins that stand for the target, where requests go to others, too.
func (d *draft) hosts() []string {
	if len(d.found.Hosts) < 2 {
		return nil // whatever host the code names is the target
	}
	var all []string
	for _, domain := range d.found.Domains {
		if origin, is := wx.Origin(domain.URL); is && (domain.Env == "" || domain.Env == "develop") {
			all = append(all, yamlText(origin))
		}
	}
	return all
}

func (d *draft) writeLogin() {
	l := d.found.Login
	if l == nil {
		d.fill("login", "{path: /login, code: {in: body, name: code}, token: data.token}, the request that turns a code into a token")
		return
	}
	d.line("  login:")
	if l.Method != "POST" {
		d.guess(l.At, "    method: %s", l.Method)
	}
	loginPath := "/" + strings.TrimLeft(l.Path, "/")
	d.guess(l.At, "    path: %s", yamlText(loginPath))
	switch l.Code.In {
	case "body", "query", "header":
		if l.Code.Name != "" {
			d.guess(l.At, "    code: {in: %s, name: %s}", l.Code.In, yamlText(l.Code.Name))
			break
		}
		fallthrough
	default:
		d.toFill = append(d.toFill, "target.login.code: the code goes in the "+l.Code.In+", which a target cannot say yet")
	}
	for _, line := range d.login {
		d.line("    %s", line)
	}
	if l.ExpiresIn != "" && (d.target != "" || l.ExpiresUnit != "") {
		d.guess(l.At, "    expires_in: %s", yamlText(l.ExpiresIn))
		if l.ExpiresUnit != "" && l.ExpiresUnit != "s" {
			d.guess(l.At, "    expires_unit: %s", l.ExpiresUnit)
		}
	}
	if l.Token != "" {
		d.guess(l.At, "    token: %s", yamlText(l.Token))
	} else if !d.tokenBesideBody() {
		d.toFill = append(d.toFill, "target.login.token: the path of the token in the login's answer, such as data.token")
	}
}

// tokenBesideBody reports a token that comes in a cookie or in a header of an answer.
func (d *draft) tokenBesideBody() bool {
	return d.renewed != "" || d.found.Token != nil && d.found.Token.In == "cookie"
}

func (d *draft) writeFailure() {
	a := d.found.AuthFailure
	if a == nil {
		d.fill("auth_failure", "{status: 401} or {body: {path: code, values: [401]}}, the answer to a token that is not valid")
		return
	}
	var parts []string
	if len(a.Status) > 0 {
		text, _ := json.Marshal(a.Status)
		parts = append(parts, "status: "+strings.ReplaceAll(string(text), ",", ", "))
	}
	if a.Path != "" {
		parts = append(parts, fmt.Sprintf("body: {path: %s, values: %s}", yamlText(a.Path), list(a.Values)))
	}
	d.guess(a.At, "  auth_failure: {%s}", strings.Join(parts, ", "))
}

func list(values []json.RawMessage) string {
	var all []string
	for _, v := range values {
		all = append(all, string(v))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// writeRefresh tells of the request that renews a token, where a target can have it.
func (d *draft) writeRefresh() {
	r := d.found.Refresh
	if r == nil || r.Name == "" || r.In != "body" && r.In != "query" && r.In != "header" {
		return
	}
	d.line("  refresh:")
	if r.Method != "POST" {
		d.guess(r.At, "    method: %s", r.Method)
	}
	d.guess(r.At, "    path: %s", yamlText("/"+strings.TrimLeft(r.Path, "/")))
	d.guess(r.At, "    name: %s", yamlText(r.Name))
	if r.In != "body" {
		d.guess(r.At, "    in: %s", r.In)
	}
	d.guess(r.At, "    refresh_token: %s", yamlText(r.RefreshToken))
}
