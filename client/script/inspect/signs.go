package inspect

import (
	"encoding/json"
	"regexp"
	"slices"
)

// maxSigns is how many literals are tried as an authentication failure, and maxInner how
// many of members that are asked for only where something is wrong.
const (
	maxSigns = 10
	maxInner = 8
	maxFlags = 3
)

// unusualCode is no code that any server has. It is small, as a page may show so many rows.
const unusualCode = "987"

// trial tries answers as authentication failures.
type trial struct {
	in       *inspection
	run      *run // the survey
	way      *wayIn
	login    *foundLogin
	token    *foundToken
	literals map[string]string
	names    []string  // of members that may say that something is wrong, the likeliest first
	usual    *reaction // to any other failure
	found    *AuthFailure
	refresh  *Refresh
}

// failure finds the answers by which the code sees that its token is not valid: those
// to which it does more than to any other failure.
func (in *inspection) failure(r *run, literals map[string]string, login *foundLogin, token *foundToken) (*AuthFailure, *Refresh) {
	t := &trial{in: in, run: r, way: in.wayIn(r, login, token), login: login, token: token, literals: literals, names: in.codeNames(r, literals)}
	if t.usual = t.try(failure{status: 200, members: t.wrong()}); len(t.names) == 0 {
		t.usual = t.try(failure{status: 500})
	}
	for _, status := range []int{401, 403} {
		if t.take(failure{status: status, members: t.absent()}, nil) {
			t.found.Status = append(t.found.Status, status)
		}
	}
	for _, name := range r.flags() {
		if t.take(failure{status: 200, members: map[string]string{name: "1"}}, nil) {
			t.found.Path, t.found.Values = name, []json.RawMessage{json.RawMessage("1")}
		}
	}
	left := maxSigns
	for _, name := range t.names {
		t.literalsOf(name, map[string]string{}, &left)
	}
	if t.found == nil {
		t.inner()
	}
	if t.found == nil {
		t.any()
	}
	return t.found, t.refresh
}

// literalsOf tries the literals that a name is compared with, beside other members.
func (t *trial) literalsOf(name string, beside map[string]string, left *int) {
	tried := map[string]bool{t.literals[name]: true}
	for _, c := range t.in.suspects(t.run, name) {
		if tried[c.value] || *left == 0 || t.found != nil && t.found.Path != "" && t.found.Path != name {
			continue
		}
		tried[c.value] = true
		*left--
		members := cloned(beside)
		members[name] = c.value
		if t.take(failure{status: 200, members: members}, &c) {
			t.found.Path, t.found.Values = name, append(t.found.Values, json.RawMessage(c.value))
		}
	}
}

// inner tries the members that the code asks for only where the first one says that
// something is wrong: a number, or a message with a keyword.
func (t *trial) inner() {
	left, done := maxInner, slices.Clone(t.names)
	for _, name := range slices.Concat(t.usual.judged, t.run.judged()) {
		if !slices.Contains(done, name) && t.found == nil {
			done = append(done, name)
			t.literalsOf(name, t.absent(), &left)
		}
	}
}

// any takes note of code that logs in, or shows where to, after any answer that is no
// success.
func (t *trial) any() {
	usual := t.usual
	if !slices.Contains(usual.does, "login") && !slices.Contains(usual.does, "refresh") && !loginNames.MatchString(usual.page) {
		return
	}
	if !usual.beyond(t.try(failure{status: 200})) {
		return // it does so in any case
	}
	t.found = &AuthFailure{Match: Match{At: usual.at}, Does: usual.does, Page: usual.page, Any: true}
	t.refresh = usual.refresh
	if unauthorized := t.try(failure{status: 401, members: t.absent()}); !usual.beyond(unauthorized) {
		t.found.Status = []int{401}
		return
	}
	t.found.Path = t.names[0]
	value := "401"
	if t.literals[t.found.Path] == "true" {
		value = "false"
	}
	t.found.Values = []json.RawMessage{json.RawMessage(value)}
}

// wrong has the first name with a value that no server means a success by.
func (t *trial) wrong() map[string]string {
	switch {
	case len(t.names) == 0:
		return nil
	case t.literals[t.names[0]] == "true":
		return map[string]string{t.names[0]: "false"}
	}
	return map[string]string{t.names[0]: unusualCode}
}

// absent has the first name without a value.
func (t *trial) absent() map[string]string {
	members := map[string]string{}
	if len(t.names) > 0 {
		members[t.names[0]] = "null"
	}
	return members
}

// try runs the code with a failure.
func (t *trial) try(f failure) *reaction {
	isLogin := func(s *sent) bool {
		return t.login.takes(s) || t.token != nil && t.token.renewal && s.route == t.token.from
	}
	r, err := t.in.tryRun(policy{literals: t.literals, isLogin: isLogin})
	if err != nil {
		return &reaction{}
	}
	return t.in.reaction(r, t.way, f, t.login, t.token)
}

// take reports whether a failure is one that the code takes for an authentication
// failure; c is where it compares an answer with it, nil for a status.
func (t *trial) take(f failure, c *compared) bool {
	got := t.try(f)
	if !got.beyond(t.usual) || t.in.stray(got) {
		return false
	}
	if t.found == nil {
		t.found = &AuthFailure{Does: got.does, Page: got.page}
		if t.found.At = got.at; c != nil {
			t.found.At = placeOf(c.at)
		}
	}
	if t.refresh == nil {
		t.refresh = got.refresh
	}
	return true
}

// flags are the members by which an SDK marks answers.
func (r *run) flags() []string {
	var names []string
	for _, d := range r.reads {
		if d.depth() == 1 && flagNames.MatchString(d.name) && d.name != asArray && d.name != asText && !slices.Contains(names, d.name) {
			names = append(names, d.name)
		}
	}
	return names[:min(len(names), maxFlags)]
}

var authNames = regexp.MustCompile(`(?i)^"?-?(40[13]\d*|50[12]|700|100\d|2001|-1|.*(login|token|auth|expire|session|登录|登陆|过期|失效|授权).*)"?$`)

// suspects are the literals that a name is compared with or searched for, those first
// that stand in files through which requests go, and those that look like what they are
// for.
func (in *inspection) suspects(r *run, name string) []compared {
	near := map[string]bool{}
	for _, s := range r.sends {
		for _, f := range s.frames {
			if in.app == nil || !in.isPage(f.Begin.File) {
				near[f.At.File] = true
			}
		}
	}
	rank := func(c compared) int {
		n := 0
		if !near[c.at.File] {
			n = 2
		}
		if !authNames.MatchString(c.value) {
			n++
		}
		return n
	}
	all := slices.Concat(in.compared[name], in.keywords[name])
	slices.SortStableFunc(all, func(a, b compared) int { return rank(a) - rank(b) })
	return all
}

// codeNames are the members by which answers may say that something is wrong, the
// likeliest first.
func (in *inspection) codeNames(r *run, literals map[string]string) []string {
	var names []string
	for _, name := range in.discriminators(r) {
		if _, known := literals[name]; known {
			names = append(names, name)
		}
	}
	for _, name := range in.discriminators(r) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// judged are the members at the top of answers that the code compares with literals or
// looks for keywords in.
func (r *run) judged() []string {
	var names []string
	for _, d := range r.reads {
		known := len(r.inspection.compared[d.name])+len(r.inspection.keywords[d.name]) > 0
		if known && d.depth() <= 2 && !expiryNames.MatchString(d.name) && !slices.Contains(names, d.name) {
			names = append(names, d.name)
		}
	}
	return names
}
