package infer

import (
	"slices"
	"strings"
)

// source is where a value was given.
type source struct {
	e *exchange
	Where
}

// carriage is one way in which requests carry something.
type carriage struct {
	Where  // of a header in lower case
	prefix string
}

// uses is what requests carry in one way.
type uses struct {
	carriage
	name    string // as it is written
	by      []*exchange
	sources []source // where it was given; empty where no file shows that
}

// minToken is the length of the shortest value that is followed from an answer to a
// request.
const minToken = 8

// follow finds what requests carry that an earlier answer gave, by value, or by a variable
// that was set from it.
func follow(all []*exchange) []*uses {
	given := map[string]source{}
	found := map[carriage]*uses{}
	var order []*uses
	for _, e := range all {
		for _, p := range e.parts {
			value, prefix := unprefixed(p.value)
			from, known := given[value]
			if !known {
				if from, known = given[p.value]; !known {
					continue
				}
				prefix = ""
			}
			key := carriage{p.Where, prefix}
			if p.In == "header" {
				key.Name = strings.ToLower(p.Name)
			}
			u := found[key]
			if u == nil {
				u = &uses{carriage: key, name: p.Name}
				found[key], order = u, append(order, u)
			}
			u.by = append(u.by, e)
			if !slices.Contains(u.sources, from) {
				u.sources = append(u.sources, from)
			}
		}
		give(given, e)
	}
	return order
}

// give remembers what an answer gives.
func give(given map[string]source, e *exchange) {
	for _, g := range e.gives {
		if value, _ := unprefixed(g.value); g.text && len(value) >= minToken && (g.In != "body" || g.hasPath()) {
			if _, known := given[value]; !known {
				given[value] = source{e, g.Where}
			}
		}
	}
	for _, set := range e.Sets {
		given["{{"+set.Name+"}}"] = source{e, Where{"body", set.Value}}
	}
}

// unprefixed parts "Bearer x" into x and "Bearer ".
func unprefixed(value string) (bare, prefix string) {
	if at := strings.IndexByte(value, ' '); at > 0 && at < 20 && isHeaderName(value[:at]) && strings.IndexByte(value[at+1:], ' ') < 0 {
		return value[at+1:], value[:at+1]
	}
	return value, ""
}

// token chooses the uses that are the token: what most requests carry of what a login's
// answer gave, or what is named like one.
func token(all []*uses, logins []codeCarrier) *uses {
	var best *uses
	most := 0
	for _, u := range all {
		named := isTokenName(last(u.Name))
		fromLogin := slices.ContainsFunc(u.sources, func(s source) bool {
			return slices.ContainsFunc(logins, func(c codeCarrier) bool { return c.e == s.e })
		})
		if isRefreshName(last(u.Name)) || !named && (!fromLogin || u.In == "body" || u.In == "query") {
			continue
		}
		score := min(len(u.by), 100)
		if named {
			score += 100
		}
		if fromLogin {
			score += 200
		}
		if u.In == "body" {
			score -= 50
		}
		if score > most {
			best, most = u, score
		}
	}
	return best
}

// unfollowed is what most requests carry under the name of a token, where no answer shows
// where it is from.
func unfollowed(all []*exchange) *uses {
	found := map[carriage]*uses{}
	var best *uses
	for _, e := range all {
		for _, p := range e.parts {
			if !isTokenName(last(p.Name)) || p.In == "body" || len(p.value) < minToken && !isVariable(p.value) {
				continue
			}
			_, prefix := unprefixed(p.value)
			if strings.EqualFold(prefix, "Basic ") {
				continue // of the whole application, not of a user
			}
			key := carriage{p.Where, prefix}
			if p.In == "header" {
				key.Name = strings.ToLower(p.Name)
			}
			u := found[key]
			if u == nil {
				u = &uses{carriage: key, name: p.Name}
				found[key] = u
			}
			if u.by = append(u.by, e); best == nil || len(u.by) > len(best.by) {
				best = u
			}
		}
	}
	return best
}

// refresh finds the request that turns a refresh token into a token: it carries what an
// answer gave under the name of one, or names its own so.
func refresh(all []*uses, exchanges []*exchange, login *exchange) *Refresh {
	for _, u := range all {
		for _, s := range u.sources {
			e := u.by[0]
			if e == login || s.In != "body" || !canLogIn(e, u.In) || u.In == "cookie" || !isRefreshName(last(s.Name)) && !isRefreshName(last(u.Name)) {
				continue
			}
			if t := givenToken(e); t != "" && isHeaderName(u.name) {
				return &Refresh{Method: e.Method, Path: e.Path, Where: Where{u.In, u.name}, RefreshToken: s.Name, Token: t, At: e.Place}
			}
		}
	}
	return describedRefresh(exchanges, login)
}

// describedRefresh is a refresh in a capture that has examples only.
func describedRefresh(all []*exchange, login *exchange) *Refresh {
	if login == nil {
		return nil
	}
	at := slices.IndexFunc(login.gives, func(g part) bool { return g.hasPath() && isRefreshName(last(g.Name)) })
	if at < 0 {
		return nil
	}
	for _, e := range all {
		if e == login || e.Method == "" || givenToken(e) == "" {
			continue
		}
		for _, p := range e.parts {
			if isRefreshName(last(p.Name)) && p.In != "cookie" && canLogIn(e, p.In) && isHeaderName(p.Name) {
				return &Refresh{Method: e.Method, Path: e.Path, Where: p.Where, RefreshToken: login.gives[at].Name, Token: givenToken(e), At: e.Place}
			}
		}
	}
	return nil
}

// givenToken is the path in an answer of what is named like a token; empty where there is
// none.
func givenToken(e *exchange) string {
	for _, g := range e.gives {
		if g.hasPath() && g.text && isTokenName(last(g.Name)) {
			return g.Name
		}
	}
	return ""
}
