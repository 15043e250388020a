package devserver

import (
	"net/http"
	"strings"
)

// endpoint is what a path leads to.
type endpoint uint8

const (
	unknown endpoint = iota
	wrongMethod
	login
	public
	// Those below need a token.
	named // answers its name
	text  // answers a text
	me
	order
)

// route finds the endpoint of a request, and the name or text that it answers
// where it does no more than that. The texts are those of the template
// document's server.
func route(method, path string) (endpoint, string) {
	switch path {
	case "/login", "/user/login":
		return only(method, http.MethodPost, login, "")
	case "/test":
		return only(method, http.MethodGet, text, "get响应数据")
	case "/test2":
		return only(method, http.MethodGet, text, "get响应数据2")
	case "/tokenInvalid":
		return only(method, http.MethodGet, text, "成功拿到")
	case "/getUserInfo":
		return only(method, http.MethodGet, named, "getUserInfo")
	case "/checkSession":
		return only(method, http.MethodPost, named, "checkSession")
	case "/me":
		return only(method, http.MethodGet, me, "")
	case "/orders":
		return only(method, http.MethodPost, order, "")
	}
	if name, found := strings.CutPrefix(path, "/api/"); found && name != "" {
		return named, name
	}
	if name, found := strings.CutPrefix(path, "/public/"); found && name != "" {
		return public, name
	}
	return unknown, ""
}

func only(method, want string, to endpoint, name string) (endpoint, string) {
	if method != want {
		return wrongMethod, ""
	}
	return to, name
}
