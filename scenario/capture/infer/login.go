package infer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// codeCarrier is how a request seems to carry a code of wx.login.
type codeCarrier struct {
	e     *exchange
	code  part
	score int
}

// wechatCode is how a code looks: 32 letters, digits, - and _ mostly.
var wechatCode = regexp.MustCompile(`^[0-9A-Za-z_-]{20,64}$`)

// digits is how a code that was sent by SMS looks.
var digits = regexp.MustCompile(`^[0-9]{3,8}$`)

var loginWords = regexp.MustCompile(`(?i)login|logon|auth|sign-?in|session|openid|wx|wechat|weixin|mini|oauth|token`)

// isCodeName reports the name of a field that carries a code of wx.login.
func isCodeName(name string) bool {
	owner, is := strings.CutSuffix(plain(last(name)), "code")
	return is && slices.Contains([]string{"", "js", "wx", "weixin", "wechat", "login", "wxlogin", "weixinlogin", "wechatlogin", "jslogin",
		"auth", "temp", "mp", "ma", "mini", "miniprogram", "miniapp", "app", "wxapp", "xwx", "x", "wxjs", "user"}, owner)
}

// carriers are the requests that seem to carry a code, those that do most surely first;
// sms are those whose code has been sent to a telephone.
func carriers(all []*exchange) (found []codeCarrier, sms []*exchange) {
	for _, e := range all {
		for _, p := range e.parts {
			switch {
			case !canLogIn(e, p.In):
			case !isCodeName(p.Name) || !isHeaderName(p.Name) || p.In == "cookie" || !p.text || p.value == "":
			case digits.MatchString(p.value):
				if loginWords.MatchString(e.Path) || loginWords.MatchString(e.route) {
					sms = append(sms, e)
				}
			default:
				if c := (codeCarrier{e, p, codeScore(e, p)}); c.score >= 3 {
					found = append(found, c)
				}
			}
		}
	}
	slices.SortStableFunc(found, func(a, b codeCarrier) int { return b.score - a.score })
	return found, sms
}

// canLogIn reports whether a login, or a refresh, can be a request that carries something
// in a part.
func canLogIn(e *exchange, in string) bool {
	return e.Method == "POST" || e.Method == "PUT" || e.Method == "GET" && in != "body"
}

func codeScore(e *exchange, p part) int {
	score := 0
	if wechatCode.MatchString(p.value) && strings.ContainsAny(p.value, "0123456789") || isVariable(p.value) {
		score += 2
	}
	if loginWords.MatchString(e.Path) || loginWords.MatchString(e.route) || loginWords.MatchString(e.Name) {
		score += 2
	}
	if plain(last(p.Name)) != "code" {
		score++ // jscode is nothing else
	}
	if slices.ContainsFunc(e.gives, func(g part) bool { return g.In != "header" && isTokenName(last(g.Name)) }) {
		score += 2
	}
	if e.Method == "POST" && score > 0 {
		score++
	}
	return score
}

// isVariable reports {{name}}.
func isVariable(value string) bool {
	return len(value) > 4 && strings.HasPrefix(value, "{{") && strings.HasSuffix(value, "}}")
}

var tokenWords = regexp.MustCompile(`token|authorization|jwt|session|ticket|skey|credential|^auth$|^xauth$|^sid$|sessid|^satoken$|bearer`)

// isTokenName reports the name of something that proves who a user is.
func isTokenName(name string) bool {
	n := plain(name)
	return tokenWords.MatchString(n) && !strings.Contains(n, "refresh") && !strings.Contains(n, "csrf") && !strings.Contains(n, "xsrf") && !strings.Contains(n, "expire")
}

// isRefreshName reports the name of a refresh token.
func isRefreshName(name string) bool { return strings.Contains(plain(name), "refresh") }

// lifetimeNames are those of the token's lifetime in an answer.
var lifetimeName = regexp.MustCompile(`^(access)?(token)?(expires?|expiresin|expirein|expiresat|expireat|expirestime|expiretime|ttl|exp|validity)(in|at|time|s|second|seconds)?$`)

// lifetime is the path of the lifetime in an answer, beside the token if it can be, and
// whether it is so small a number that it is one of seconds.
func lifetime(e *exchange, token string) (path string, seconds bool) {
	beside := token[:len(token)-len(last(token))]
	for _, g := range e.gives {
		if !g.hasPath() || g.text || !lifetimeName.MatchString(plain(last(g.Name))) {
			continue
		}
		near := strings.HasPrefix(g.Name, beside) && !strings.Contains(g.Name[len(beside):], ".")
		if n, err := strconv.ParseFloat(g.value, 64); err == nil && (near || path == "") {
			path, seconds = g.Name, n < 30*24*3600
		}
		if near {
			break
		}
	}
	return path, seconds
}
