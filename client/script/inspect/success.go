package inspect

import (
	"encoding/json"
	"slices"

	"github.com/wxload/wxload/client/wx"
)

// maxValues is how many values of a name are tried.
const maxValues = 4

// successes finds the plain values of the members that the code compares with
// literals, with which it goes on best.
func (in *inspection) successes() map[string]string {
	literals := map[string]string{}
	r, err := in.short(policy{literals: literals})
	if err != nil {
		return literals
	}
	best := r.score()
	tried := map[string]bool{}
	for range 3 { // one name may hide another
		changed := false
		for _, name := range in.discriminators(r) {
			if tried[name] {
				continue
			}
			tried[name] = true
			if t, top := in.tryValues(literals, name, best); t != nil {
				r, best, changed = t, top, true
			}
		}
		if !changed {
			break
		}
	}
	return literals
}

// tryValues sets the value of a name with which the code goes on best, and returns
// that run and its score; nil where none is better than before. One that usually
// means a success is taken where it is as good.
func (in *inspection) tryValues(literals map[string]string, name string, best int) (chosen *run, top int) {
	values, value := good(in.compared[name]), ""
	top = best
	for _, v := range values[:min(len(values), maxValues)] {
		literals[name] = v
		t, err := in.short(policy{literals: literals})
		if err != nil {
			break
		}
		if s := t.score(); s > top && !wrongNames.MatchString(name) || s == top && chosen == nil && slices.Contains(usual, v) {
			chosen, top, value = t, s, v
		}
	}
	if literals[name] = value; chosen == nil {
		delete(literals, name)
	}
	return chosen, top
}

// short runs the code as a user who looks at a few pages would.
func (in *inspection) short(p policy) (*run, error) {
	r, err := in.tryRun(policy{literals: cloned(p.literals)})
	if err != nil {
		return nil, err
	}
	in.launch(r)
	pages := in.pages()
	in.openAll(r, pages[:min(len(pages), fewPages)])
	if !r.loggedIn() {
		pages = pages[:min(len(pages), 2*fewPages)]
		in.handleLogins(r, pages)
		if !r.loggedIn() {
			in.handleAll(r, pages)
		}
		in.openAll(r, pages[:min(len(pages), 2)])
	}
	return r, nil
}

func cloned(m map[string]string) map[string]string {
	out := map[string]string{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// discriminators are the members at the top of answers that the code compares with
// literals, those first that it asks for most often.
func (in *inspection) discriminators(r *run) []string {
	count := map[string]int{}
	var names []string
	for _, d := range r.reads {
		if d.depth() > 2 || len(in.compared[d.name]) == 0 || expiryNames.MatchString(d.name) {
			continue
		}
		if d.depth() == 2 && !numberNames.MatchString(d.name) && !innerNames.MatchString(d.name) {
			continue
		}
		if count[d.name]++; count[d.name] == 1 {
			names = append(names, d.name)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return count[b] - count[a] })
	return names[:min(len(names), 4)]
}

// score is how well the code goes on: how much it takes out of answers, keeps and
// sends. What it does again and again counts once; a login counts that it keeps
// something of, since an answer that it takes for a failure makes it log in, too.
func (r *run) score() (n int) {
	good := map[string]bool{}
	for _, d := range r.reads {
		if s := r.numbered(number(d.path)); s != nil && d.depth() >= 2 {
			good[s.route+rest(d.path)+d.name] = true
		}
	}
	n, logins, kept, routes := len(good), 0, map[string]bool{}, map[string]int{}
	for _, d := range r.deeds {
		switch {
		case d.kind == wx.LoginCall:
			logins++
		case d.kind == wx.StorageRemove && d.had:
			n -= 4
		case d.kind == wx.StorageSet && marker.MatchString(d.value):
			kept[d.key] = true
		case d.kind == wx.Navigate && loginNames.MatchString(d.name):
			n -= 2
		}
	}
	for _, s := range r.sends {
		switch {
		case s.hasCode() && r.kept(s.route) == 0:
			routes[s.route] = 0
		case slices.ContainsFunc(s.carried, carried.answer):
			routes[s.route] = 5
		default:
			routes[s.route] = max(routes[s.route], 3)
		}
	}
	for _, points := range routes {
		n += points
	}
	return n + 4*len(kept) - len(r.sends)/20 - 5*max(logins-1, 0)
}

func number(path string) string {
	for i := range len(path) {
		if path[i] == '.' {
			return path[:i]
		}
	}
	return path
}

func rest(path string) string { return path[len(number(path)):] }

// success tells which members of an answer say that all is well.
func (in *inspection) success(r *run, literals map[string]string, login *foundLogin) *Match {
	home := func(d read) bool {
		s := r.numbered(number(d.path))
		return login == nil || s != nil && originOf(s) == originOf(login.first)
	}
	for _, name := range in.discriminators(r) {
		value, known := literals[name]
		if !known {
			continue
		}
		for _, d := range r.reads {
			if d.name == name && d.depth() <= 2 && home(d) {
				path := name
				if d.depth() == 2 {
					path = rest(d.path)[1:] + "." + name
				}
				return &Match{Path: path, Values: []json.RawMessage{json.RawMessage(value)}, At: placeOf(d.at)}
			}
		}
	}
	return nil
}
