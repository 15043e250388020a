package inspect

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// lifetime is how long tokens are said to live where a renewal is looked for, and
// margins are how long before that end it is looked for, in seconds.
const lifetime = 3600

// At the last one it has ended.
func margins() []int { return []int{1800, 900, 600, 300, 240, 180, 120, 60, 30, 10, 5, 0} }

// units are how answers say when a token ends, likeliest first: for how long, or when,
// in seconds or milliseconds.
func units() []string { return []string{"s", "ms", "unix", "unix_ms"} }

// ending is what an answer says in a unit of a token that ends so many seconds after
// the beginning.
func ending(unit string, seconds int64) string {
	switch unit {
	case "ms":
		seconds *= 1000
	case "unix":
		seconds += epoch.Unix()
	case "unix_ms":
		seconds = epoch.UnixMilli() + 1000*seconds
	}
	return strconv.FormatInt(seconds, 10)
}

// renewal finds how long before the announced end of a token the code renews it, in
// milliseconds, and the unit of the announcement; empty where that is not known. Nil is
// a code that does not renew it before.
func (in *inspection) renewal(r *run, literals map[string]string, login *foundLogin, token *foundToken) (margin *float64, unit string) {
	path := r.expiry(login)
	if path == "" {
		return nil, ""
	}
	name := path[strings.LastIndexByte(path, '.')+1:]
	way := in.wayIn(r, login, token)
	for _, unit := range units() {
		literals := cloned(literals)
		literals[name] = ending(unit, lifetime)
		t, err := in.tryRun(policy{literals: literals})
		if err != nil {
			break
		}
		switch margin, found := in.renewed(t, way, login, unit); {
		case found && margin > 0:
			return &margin, unit
		case found:
			return nil, unit
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

// lasting are literals with an end of a token that does not come while somebody looks,
// where it is known how answers say it.
func lasting(literals map[string]string, login *Login) map[string]string {
	out := cloned(literals)
	if login == nil || login.ExpiresUnit == "" {
		return out
	}
	name := login.ExpiresIn[strings.LastIndexByte(login.ExpiresIn, '.')+1:]
	switch login.ExpiresUnit {
	case "s":
		out[name] = "7200"
	case "ms":
		out[name] = "7200000"
	case "unix":
		out[name] = strconv.Itoa(farAway / 1000)
	default:
		out[name] = strconv.Itoa(farAway)
	}
	return out
}

// renewed logs in and comes back to a page ever later, until the code logs in anew or
// renews the token, in milliseconds before its end.
func (in *inspection) renewed(r *run, way *wayIn, login *foundLogin, unit string) (margin float64, found bool) {
	in.launch(r)
	r.logIn(way)
	i := slices.IndexFunc(r.sends, login.takes)
	if i < 0 {
		return 0, false
	}
	end := lifetime * time.Second
	if unit == "s" || unit == "ms" {
		end += r.world.now
	}
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
