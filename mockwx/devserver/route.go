package devserver

import (
	"net/http"
	"slices"
	"strings"
)

// endpoint is the handler of a path.
type endpoint uint8

const (
	toNothing endpoint = iota
	toOtherMethod
	toLogin
	toTicket // of a login in two steps, the first of which it is
	toRefresh
	toPublic
	toListed // answers what the options list, mostly for a token
	// Those below need a token.
	toName // answers its name
	toText // answers a text
	toMe
	toOrders
	toProfile
	toLogout
	toBind // answers another token, which takes the place of the one that came
	toUpload
	toFile
)

// route finds the endpoint of a request, and the name or text that it answers
// where it does no more than that. Where refreshes and logins go to one path, a login is
// what carries a code.
func (p *Protocol) route(r Request) (endpoint, string) {
	if code, _ := p.login.Code.value(r); p.login.Anywhere && code != "" {
		return toLogin, ""
	}
	if p.asksTicket(r) {
		return toTicket, ""
	}
	if p.bind.Path != "" && r.Path == p.bind.Path && r.Method == p.bind.Method {
		return toBind, ""
	}
	f := &p.refresh
	if f.Path == "" || r.Path != f.Path || r.Method != f.Method {
		return p.login.route(r.Method, r.Path)
	}
	if code, _ := p.login.Code.value(r); code != "" && r.Method == p.login.Method && slices.Contains(p.login.Paths, r.Path) {
		return toLogin, ""
	}
	return toRefresh, ""
}

// asksTicket reports whether a request is the first step of a login. Where others go to its
// path, it is the one that carries a code and no ticket.
func (p *Protocol) asksTicket(r Request) bool {
	k := &p.login.Ticket
	if !p.login.twoSteps() || r.Path != k.Path || r.Method != k.Method {
		return false
	}
	others := r.Method == p.login.Method && slices.Contains(p.login.Paths, r.Path) || r.Path == p.refresh.Path && r.Method == p.refresh.Method
	code, _ := k.Code.value(r)
	traded, _ := p.login.Code.value(r)
	return !others || code != "" && traded == ""
}

// route is that of all requests but refreshes. Logins go before whatever else has their
// path.
func (l *Login) route(method, path string) (endpoint, string) {
	if !slices.Contains(l.Paths, path) {
		return route(method, path)
	}
	if method == l.Method {
		return toLogin, ""
	}
	to, name := route(method, path)
	if to == toNothing {
		to = toOtherMethod
	}
	return to, name
}

// route is that of all requests but logins. The texts are those of the template
// document's server.
func route(method, path string) (endpoint, string) {
	switch path {
	case "/test":
		return only(method, http.MethodGet, toText, "get响应数据")
	case "/test2":
		return only(method, http.MethodGet, toText, "get响应数据2")
	case "/tokenInvalid":
		return only(method, http.MethodGet, toText, "成功拿到")
	case "/getUserInfo":
		return only(method, http.MethodGet, toName, "getUserInfo")
	case "/checkSession":
		return only(method, http.MethodPost, toName, "checkSession")
	case "/me":
		return only(method, http.MethodGet, toMe, "")
	case "/orders":
		return only(method, http.MethodPost, toOrders, "")
	case "/logout":
		return only(method, http.MethodPost, toLogout, "logout")
	case "/upload":
		return only(method, http.MethodPost, toUpload, "")
	case "/file":
		return only(method, http.MethodGet, toFile, "")
	case "/profile":
		return only(method, http.MethodPost, toProfile, "")
	}
	if name, found := strings.CutPrefix(path, "/api/"); found && name != "" {
		return toName, name
	}
	if name, found := strings.CutPrefix(path, "/public/"); found && name != "" {
		return toPublic, name
	}
	return toNothing, ""
}

func only(method, want string, to endpoint, name string) (endpoint, string) {
	if method != want {
		return toOtherMethod, ""
	}
	return to, name
}
