package inspect

import (
	"slices"
	"strings"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// lifetime is how long tokens are said to live where a renewal is looked for, and
// margins are how long before that end it is looked for, in seconds.
const lifetime = 3600

func margins() []int { return []int{1800, 900, 600, 300, 240, 180, 120, 60, 30, 10, 5} }

// renewal finds how long before the announced end of a token the code renews it, in
// milliseconds, and the unit of the announcement; nil where it does not, or where that
// is not known.
func (in *inspection) renewal(r *run, literals map[string]string, login *foundLogin, token *foundToken) (margin *float64, unit string) {
	path := r.expiry(login)
	if path == "" {
		return nil, ""
	}
	name := path[strings.LastIndexByte(path, '.')+1:]
	way := in.wayIn(r, login, token)
	for _, unit := range []string{"s", "ms"} {
		literals := cloned(literals)
		literals[name] = map[string]string{"s": "3600", "ms": "3600000"}[unit]
		t, err := in.tryRun(policy{literals: literals})
		if err != nil {
			break
		}
		if margin, found := in.renewed(t, way, login); found {
			return &margin, unit
		}
	}
	return nil, ""
}

// expiry is where in a login's answer it says when the token ends; empty where the
// code does not ask.
func (r *run) expiry(login *foundLogin) string {
	for _, d := range r.reads {
		if s := r.numbered(number(d.path)); s != nil && login.takes(s) && d.depth() <= 2 && expiryNames.MatchString(d.name) {
			return strings.TrimPrefix(rest(d.path)+"."+d.name, ".")
		}
	}
	return ""
}

// renewed logs in and comes back to a page ever later, until the code logs in anew or
// renews the token, in milliseconds before its end.
func (in *inspection) renewed(r *run, way *wayIn, login *foundLogin) (margin float64, found bool) {
	in.launch(r)
	if way.login != nil {
		r.open(way.login)
		if way.handler != "" {
			r.tap(way.login, way.handler)
		}
	}
	i := slices.IndexFunc(r.sends, login.takes)
	if i < 0 {
		return 0, false
	}
	end := r.world.now + lifetime*time.Second
	for n, m := range margins() {
		r.world.now = max(r.world.now, end-time.Duration(m-1)*time.Second)
		in.leave(r, way)
		before := r.step
		in.comeBack(r, way)
		renews := slices.ContainsFunc(r.deeds, func(d deed) bool {
			return d.step > before && (d.kind == wx.LoginCall || d.sent != nil && (login.takes(d.sent) || refreshes(d.sent)))
		})
		if renews {
			return float64(m) * 1000, n > 0 // at the first it may be for another reason
		}
	}
	return 0, false
}

// leave opens another page than those that send tokens.
func (in *inspection) leave(r *run, way *wayIn) {
	if way.other != nil && len(way.pages) == 1 {
		r.open(way.other)
	}
}

// comeBack opens the pages that send tokens.
func (in *inspection) comeBack(r *run, way *wayIn) {
	if in.app == nil {
		in.request(r)
	}
	for _, page := range way.pages {
		r.open(page)
	}
}
