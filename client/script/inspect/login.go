package inspect

import (
	"path"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wx"
)

// loggedIn reports whether a code has been sent, and something of the answer came back
// to the server or into the storage.
func (r *run) loggedIn() bool {
	return slices.ContainsFunc(r.sends, func(s *sent) bool { return s.hasCode() })
}

func (s *sent) hasCode() bool { return slices.ContainsFunc(s.carried, carried.code) }

// foundLogin is the request that carries the code.
type foundLogin struct {
	first *sent
	route string
}

// takes reports whether a request is one of those.
func (l *foundLogin) takes(s *sent) bool { return l != nil && s.route == l.route }

// login finds the request that turns a code into a token: of several that carry one
// it is the one of whose answer the most is kept.
func (in *inspection) login(r *run) *foundLogin {
	var best *foundLogin
	most := -1
	for _, s := range r.sends {
		if !s.hasCode() || best != nil && best.takes(s) {
			continue
		}
		if n := r.kept(s.route); n > most {
			best, most = &foundLogin{first: s, route: s.route}, n
		}
	}
	return best
}

// loginOf is the login whose answer the token is a part of; nil where that is not
// known.
func (r *run) loginOf(token *foundToken) *foundLogin {
	if token == nil {
		return nil
	}
	for _, s := range r.sends {
		if s.hasCode() && s.route == token.from {
			return &foundLogin{first: s, route: s.route}
		}
	}
	return nil
}

// tapOf is what the user did to log in.
func (r *run) tapOf(login *foundLogin) *Tap {
	if login == nil || r.steps[login.first.step].handler == "" {
		return nil
	}
	s, taps := r.steps[login.first.step], r.tapsBefore(login.first.step)
	return &Tap{s.page.Route, s.handler, taps[:len(taps)-1]}
}

// tapsBefore are the taps on a page since it was opened, up to a step.
func (r *run) tapsBefore(step int) (taps []string) {
	for i := step; i >= 0 && r.steps[i].page == r.steps[step].page && r.steps[i].handler != ""; i-- {
		taps = append(taps, r.steps[i].handler)
	}
	slices.Reverse(taps)
	return taps
}

// provoked runs the code against answers that may mean that its token is not valid,
// until it logs in because of one.
func (in *inspection) provoked(r *run) (*run, *foundLogin) {
	names := in.codeNames(r, r.policy.literals)
	absent := map[string]string{}
	if len(names) > 0 {
		absent[names[0]] = "null"
	}
	try := []failure{{status: 401, members: absent}, {status: 403, members: absent}}
	for _, name := range names {
		for _, c := range in.suspects(r, name) {
			if c.value != r.policy.literals[name] && len(try) < maxSigns {
				try = append(try, failure{status: 200, members: map[string]string{name: c.value}})
			}
		}
	}
	pages := in.pages()
	for _, f := range try {
		t, err := in.tryRun(policy{literals: r.policy.literals, isLogin: (*sent).hasCode})
		if err != nil {
			break
		}
		t.failing = &f
		in.launch(t)
		for _, page := range pages[:min(len(pages), 2*fewPages)] {
			t.open(page)
			if t.loggedIn() {
				break
			}
		}
		if !t.loggedIn() {
			continue
		}
		in.openAll(t, pages[:min(len(pages), 2*fewPages)])
		return t, in.login(t)
	}
	return r, nil
}

// kept is how often parts of the answers to a request came into the storage or to a
// server.
func (r *run) kept(route string) (n int) {
	of := func(text string) bool {
		path, is := r.marks.path(text)
		if !is {
			return false
		}
		number, _, _ := strings.Cut(path, ".")
		s := r.numbered(number)
		return s != nil && s.route == route
	}
	for _, d := range r.deeds {
		if d.kind == wx.StorageSet && slices.ContainsFunc(marker.FindAllString(d.value, -1), of) {
			n++
		}
	}
	for _, s := range r.sends {
		if slices.ContainsFunc(s.carried, func(c carried) bool { return of(c.text) }) {
			n++
		}
	}
	return n
}

// found tells of it.
func (l *foundLogin) found(token *foundToken) *Login {
	if l == nil {
		return nil
	}
	s := l.first
	method, path, _ := strings.Cut(s.route, " ")
	i := slices.IndexFunc(s.carried, carried.code)
	code := s.carried[i]
	out := &Login{Method: method, Path: path, Code: Where{In: code.in, Name: code.name}, At: s.at()}
	if token != nil && !token.renewal {
		out.Token = token.path
	}
	for _, h := range s.Header {
		if strings.EqualFold(h.Name, "content-type") {
			out.ContentType, _, _ = strings.Cut(h.Value, ";")
		}
	}
	return out
}

// at is where the request was made: the innermost place that is not a library's.
func (s *sent) at() Place {
	for _, f := range s.frames {
		if f.At.Line > 0 && !library(f.At.File) && path.Base(f.At.File) != taroFile {
			return placeOf(f.At)
		}
	}
	if len(s.frames) > 0 {
		return placeOf(s.frames[0].At)
	}
	return Place{}
}

// taroFile is where Taro's compiler puts Taro itself, with what functions of the user's
// it takes in.
const taroFile = "taro.js"

// library reports whether a file is nobody's own code.
func library(file string) bool {
	for _, part := range []string{"node_modules/", "miniprogram_npm/", "vendor", "npm/"} {
		if strings.Contains(file, part) {
			return true
		}
	}
	return false
}
