package inspect

import (
	"regexp"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wx"
)

var refreshNames = regexp.MustCompile(`(?i)refresh|renew`)

// reaction is what the code does when requests fail.
type reaction struct {
	does    []string // login, refresh, page, remove-token
	page    string
	at      Place
	refresh *Refresh
	judged  []string // the members of answers that the code judged meanwhile: see run.judged
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

// wayIn is how a user comes to a page that sends the token.
type wayIn struct {
	login  *load.Page      // may be nil
	taps   []string        // that log in there; none: it does by itself
	pages  []*load.Page    // that send tokens, those that do it most first
	routes map[string]bool // of all requests
	anew   bool            // the pages send only when the app was started anew
	other  *load.Page      // where the user goes in between: a page that is open is not shown anew; may be nil
}

// wayIn finds in a survey how the code logged in, and which pages send a token then.
func (in *inspection) wayIn(r *run, login *foundLogin, token *foundToken) *wayIn {
	w := &wayIn{routes: map[string]bool{}}
	for _, s := range r.sends {
		w.routes[s.route] = true
	}
	if step := r.steps[login.first.step]; step.page != nil {
		w.login, w.taps = step.page, r.tapsBefore(login.first.step)
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
	r.logIn(way)
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
	out.judged = r.judged()
	return out
}

// logIn does what logs in.
func (r *run) logIn(way *wayIn) {
	if way.login != nil {
		r.open(way.login)
		r.tapAll(way.login, way.taps)
	}
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
