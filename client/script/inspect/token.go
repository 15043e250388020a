package inspect

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
)

// foundToken is what requests carry.
type foundToken struct {
	path    string // in the answer
	from    string // the route of the request that was answered
	place   carried
	key     string
	member  string
	carrier *sent
	step    int  // in which it came into the storage
	renewal bool // the answer is not the login's
}

var (
	tokenNames  = regexp.MustCompile(`(?i)token|auth|session|ticket|skey|3rd|jwt|sid$|secret|^sign$`)
	sideNames   = regexp.MustCompile(`(?i)token_?type|expire|^code$|msg|message`)
	personNames = regexp.MustCompile(`(?i)open_?id|union_?id|user_?id|^uid$|^id$|mobile|phone|nick|avatar`)
)

// token finds the part of an answer that later requests carry: the answer is the
// login's, or one to a request that was made because of it.
func (in *inspection) token(r *run, login *foundLogin) *foundToken {
	type use struct {
		foundToken
		routes []string
		score  int
	}
	var uses []*use
	for _, s := range r.sends {
		for _, c := range s.carried {
			path, number, is := r.pathOf(c)
			if !is || c.in == "path" {
				continue
			}
			origin := r.numbered(number)
			if origin == nil || origin == s || origin.route == s.route && s.hasCode() {
				continue
			}
			i := slices.IndexFunc(uses, func(u *use) bool {
				return u.path == path && u.from == origin.route && u.place.in == c.in && u.place.name == c.name && u.place.prefix == c.prefix
			})
			if i < 0 {
				uses = append(uses, &use{foundToken: foundToken{path: path, from: origin.route, place: c, carrier: s, renewal: !login.takes(origin)}})
				i = len(uses) - 1
			}
			if !slices.Contains(uses[i].routes, s.route) {
				uses[i].routes = append(uses[i].routes, s.route)
			}
		}
	}
	var best *use
	for _, u := range uses {
		if u.score = u.points(); u.score > 0 {
			u.score += 2 * min(len(u.routes), 4)
		}
		if u.score > 0 && (best == nil || u.score > best.score) {
			best = u
		}
	}
	if best == nil {
		return nil
	}
	t := &best.foundToken
	r.where(t)
	return t
}

// asksForToken reports whether requests have a header for one, which may be empty.
func (r *run) asksForToken() bool {
	return slices.ContainsFunc(r.sends, func(s *sent) bool {
		return slices.ContainsFunc(s.Header, func(h wx.Header) bool { return tokenNames.MatchString(h.Name) })
	})
}

// points are how likely a use is a token's; none or fewer: it is none.
func (t *foundToken) points() int {
	points := 0
	switch t.place.in {
	case "header", "cookie":
		points += 6
	case "query", "body":
		points += 1
	}
	last := t.path[strings.LastIndexByte(t.path, '.')+1:]
	if tokenNames.MatchString(t.place.name) {
		points += 3
	}
	if tokenNames.MatchString(last) {
		points += 3
	}
	if personNames.MatchString(last) {
		points -= 3
	}
	if strings.EqualFold(t.place.name, "Authorization") {
		points += 2
	}
	if sideNames.MatchString(last) {
		points -= 9
	}
	if t.renewal {
		points--
	}
	if t.place.in != "header" && t.place.in != "cookie" && !tokenNames.MatchString(t.place.name) && !tokenNames.MatchString(last) {
		points -= 4
	}
	return points
}

// pathOf is the path in an answer that a marker stands for, and the answer's number.
func (r *run) pathOf(c carried) (path, number string, is bool) {
	if !c.answer() {
		return "", "", false
	}
	if path, is = r.marks.path(c.text); !is {
		return "", "", false
	}
	number, path, _ = strings.Cut(path, ".")
	return path, number, true
}

// where finds the key of the storage that has the token, and where in it.
func (r *run) where(t *foundToken) {
	for _, d := range r.deeds {
		if d.kind != wx.StorageSet || t.key != "" {
			continue
		}
		for _, text := range marker.FindAllString(d.value, -1) {
			path, number, is := r.pathOf(carried{text: strings.ToLower(text)})
			if s := r.numbered(number); !is || s == nil || s.route != t.from {
				continue
			}
			inner, below := below(path, t.path)
			if !below {
				continue
			}
			t.step, t.key, t.member = d.step, d.key, join(memberOf(d.value, text), inner)
			if inner == "" {
				return
			}
		}
	}
}

// below is the rest of a path below another, and whether it is one.
func below(outer, path string) (rest string, is bool) {
	if outer == path {
		return "", true
	}
	return strings.CutPrefix(path, outer+".")
}

// memberOf is where in a stored value a text stands; empty where it is all of it.
func memberOf(value, text string) (path string) {
	v := gjson.Parse(value)
	if !v.IsObject() && !v.IsArray() {
		return ""
	}
	members("", v, func(name, member string) {
		if path == "" && strings.Contains(member, text) {
			path = name
		}
	})
	return path
}

func join(outer, inner string) string {
	if outer == "" || inner == "" {
		return outer + inner
	}
	return outer + "." + inner
}

// found tells of it.
func (t *foundToken) found(*run) *Token {
	if t == nil {
		return nil
	}
	out := &Token{Where: Where{In: t.place.in, Name: t.place.name}, Prefix: marker.ReplaceAllString(t.place.prefix, "Bearer"), Key: t.key, Member: t.member, At: t.carrier.at()}
	if t.renewal {
		out.From = t.from
	}
	return out
}
