package inspect

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wx"
)

// maxSigns is how many literals are tried as an authentication failure.
const maxSigns = 10

var refreshNames = regexp.MustCompile(`(?i)refresh|renew`)

// unusualCode is no code that any server has. It is small, as a page may show so many rows.
const unusualCode = "987"

// reaction is what the code does when requests fail.
type reaction struct {
	does    []string // login, refresh, page, remove-token
	page    string
	at      Place
	refresh *Refresh
}

// trial tries answers as authentication failures.
type trial struct {
	in       *inspection
	way      *wayIn
	login    *foundLogin
	token    *foundToken
	literals map[string]string
	usual    *reaction // to any other failure
	found    *AuthFailure
	refresh  *Refresh
}

// failure finds the answers by which the code sees that its token is not valid: those
// to which it does more than to any other failure.
func (in *inspection) failure(r *run, literals map[string]string, login *foundLogin, token *foundToken) (*AuthFailure, *Refresh) {
	t := &trial{in: in, way: in.wayIn(r, login, token), login: login, token: token, literals: literals}
	names := in.codeNames(r, literals)
	if t.usual = t.try(failure{status: 200, name: first(names), value: unusualCode}); first(names) == "" {
		t.usual = t.try(failure{status: 500})
	}
	for _, status := range []int{401, 403} {
		if t.take(failure{status: status, name: first(names), value: "null"}, nil) {
			t.found.Status = append(t.found.Status, status)
		}
	}
	for _, name := range r.flags() {
		if t.take(failure{status: 200, name: name, value: "1"}, nil) {
			t.found.Path, t.found.Values = name, []json.RawMessage{json.RawMessage("1")}
		}
	}
	left := maxSigns
	for _, name := range names {
		tried := map[string]bool{literals[name]: true}
		for _, c := range in.suspects(r, name) {
			if tried[c.value] || left == 0 || t.found != nil && t.found.Path != "" && t.found.Path != name {
				continue
			}
			tried[c.value] = true
			left--
			if t.take(failure{status: 200, name: name, value: c.value}, &c) {
				t.found.Path, t.found.Values = name, append(t.found.Values, json.RawMessage(c.value))
			}
		}
	}
	return t.found, t.refresh
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

const maxFlags = 3

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

var authNames = regexp.MustCompile(`(?i)^"?-?(40[13]\d*|50[12]|700|100\d|2001|-1|.*(login|token|auth|expire|session).*)"?$`)

// suspects are the literals that a name is compared with, those first that stand in
// files through which requests go, and those that look like what they are for.
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
	all := slices.Clone(in.compared[name])
	slices.SortStableFunc(all, func(a, b compared) int { return rank(a) - rank(b) })
	return all
}

// stray reports whether all that is done is that a page opens another one which is
// not for logins, as pages do where what they show is gone.
func (in *inspection) stray(r *reaction) bool {
	return len(r.does) == 1 && r.does[0] == "page" && in.app != nil && in.isPage(r.at.File) && !loginNames.MatchString(r.page)
}

// beyond reports whether it is more than another.
func (r *reaction) beyond(usual *reaction) bool {
	return slices.ContainsFunc(r.does, func(d string) bool { return !slices.Contains(usual.does, d) }) ||
		r.page != usual.page && r.page != ""
}

func first(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[0]
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

// wayIn is how a user comes to a page that sends the token.
type wayIn struct {
	login   *load.Page // may be nil
	handler string
	pages   []*load.Page    // that send tokens, those that do it most first
	routes  map[string]bool // of all requests
	anew    bool            // the pages send only when the app was started anew
	other   *load.Page      // where the user goes in between: a page that is open is not shown anew; may be nil
}

// wayIn finds in a survey how the code logged in, and which pages send a token then.
func (in *inspection) wayIn(r *run, login *foundLogin, token *foundToken) *wayIn {
	w := &wayIn{routes: map[string]bool{}}
	for _, s := range r.sends {
		w.routes[s.route] = true
	}
	if step := r.steps[login.first.step]; step.page != nil {
		w.login, w.handler = step.page, step.handler
	}
	count, reopened, busy := map[*load.Page]int{}, map[*load.Page]bool{}, r.busy()
	for _, s := range r.sends {
		page := r.steps[s.step].page
		if page == nil || login.takes(s) || busy[page] {
			continue
		}
		carries := token != nil && slices.ContainsFunc(s.carried, func(c carried) bool {
			path, _, is := r.pathOf(c)
			return is && path == token.path
		})
		if token != nil && !carries {
			continue
		}
		if s.step >= r.again && s.step < r.anew {
			reopened[page] = true
		}
		if count[page]++; count[page] == 1 {
			w.pages = append(w.pages, page)
		}
	}
	w.anew = in.app != nil && !slices.ContainsFunc(w.pages, func(p *load.Page) bool { return reopened[p] })
	if !w.anew {
		w.pages = slices.DeleteFunc(w.pages, func(p *load.Page) bool { return !reopened[p] })
	}
	slices.SortStableFunc(w.pages, func(a, b *load.Page) int { return count[b] - count[a] })
	w.pages = w.pages[:min(len(w.pages), 2)]
	w.other = in.otherPage(w.pages, busy)
	return w
}

// otherPage is a page of the app that is none of some pages; nil where there is none.
func (in *inspection) otherPage(pages []*load.Page, busy map[*load.Page]bool) *load.Page {
	all := in.pages()
	i := slices.IndexFunc(all, func(p *load.Page) bool {
		return !slices.Contains(pages, p) && !busy[p] && !loginNames.MatchString(p.Route)
	})
	if i < 0 {
		return nil
	}
	return all[i]
}

// busy are the pages that log in by themselves whenever they are open, also where
// there is a token.
func (r *run) busy() map[*load.Page]bool {
	busy := map[*load.Page]bool{}
	for _, d := range r.deeds {
		page := r.steps[d.step].page
		if d.kind == wx.LoginCall && page != nil && r.steps[d.step].handler == "" {
			again := d.step >= r.again && d.step < r.anew
			busy[page] = busy[page] || again || loginNames.MatchString(page.Route)
		}
	}
	return busy
}

// reaction logs in, lets requests fail, and sees what comes of it.
func (in *inspection) reaction(r *run, way *wayIn, f failure, login *foundLogin, token *foundToken) *reaction {
	in.launch(r)
	if way.login != nil {
		r.open(way.login)
		if way.handler != "" {
			r.tap(way.login, way.handler)
		}
	}
	if way.anew {
		r.relaunch()
	} else {
		for _, page := range way.pages {
			r.open(page)
		}
	}
	in.leave(r, way)
	out, before := &reaction{}, r.step
	r.failing = &f
	in.comeBack(r, way)
	for _, d := range r.deeds {
		if d.step <= before {
			continue
		}
		what := ""
		switch {
		case d.kind == wx.LoginCall || d.sent != nil && login.takes(d.sent):
			what = "login"
		case d.kind == wx.Navigate && d.at.Line > 0: // else the user has
			what = "page"
			if out.page == "" {
				out.page = d.name
			}
		case token != nil && token.key != "" && d.key == token.key && (d.kind == wx.StorageRemove || d.kind == wx.StorageSet && len(d.value) < 3):
			what = "remove-token"
		case d.sent != nil && !way.routes[d.sent.route] && refreshes(d.sent):
			what = "refresh"
			if out.refresh == nil {
				out.refresh = r.refreshOf(d.sent)
			}
		}
		if what != "" && !slices.Contains(out.does, what) {
			out.does = append(out.does, what)
			if out.at.Line == 0 {
				out.at = placeOf(d.at)
			}
		}
	}
	return out
}

// refreshes reports whether a request renews a token.
func refreshes(s *sent) bool {
	return slices.ContainsFunc(s.carried, carried.answer) && (refreshNames.MatchString(s.route) || slices.ContainsFunc(s.carried, func(c carried) bool {
		return refreshNames.MatchString(c.name)
	}))
}

// refreshOf tells of a request that renews a token.
func (r *run) refreshOf(s *sent) *Refresh {
	method, path, _ := strings.Cut(s.route, " ")
	for _, c := range s.carried {
		if from, _, is := r.pathOf(c); is && (refreshNames.MatchString(from) || refreshNames.MatchString(c.name)) {
			return &Refresh{Method: method, Path: path, Where: Where{In: c.in, Name: c.name}, RefreshToken: from, At: s.at()}
		}
	}
	return nil
}
