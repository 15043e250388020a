package infer

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// statusNames are those of the field of an answer that tells a success from a failure, the
// surest first.
func statusNames() []string {
	return []string{"code", "errno", "errcode", "retcode", "ret", "resultcode", "rspcode", "respcode", "errorcode", "statuscode", "status", "success", "state"}
}

// statusOf is the part of an answer that tells a success from a failure, at its top or one
// below it in what is called a head.
func statusOf(e *exchange) (p part, found bool) {
	for _, name := range statusNames() {
		for _, g := range e.gives {
			if !g.hasPath() || len(g.value) > 40 || plain(last(g.Name)) != name {
				continue
			}
			head, _, nested := strings.Cut(g.Name, ".")
			if !nested || strings.Count(g.Name, ".") == 1 && slices.Contains([]string{"meta", "head", "header", "base", "status"}, head) {
				return g, true
			}
		}
	}
	return part{}, false
}

// success is what good answers have in common: one field with one value, in all but a few
// of them. failed are answers that are known to be none.
func success(all []*exchange, failed []*exchange) *Match {
	counts := map[string]int{}
	var path, best string
	n := 0
	for _, e := range all {
		if e.Answer == nil || !e.good() || e.Answer.Body == nil || slices.Contains(failed, e) {
			continue
		}
		p, found := statusOf(e)
		if !found || path != "" && p.Name != path {
			return nil // not all have it
		}
		path = p.Name
		value := p.json()
		counts[value]++
		if n++; counts[value] > counts[best] {
			best = value
		}
	}
	if n == 0 || counts[best]*5 < n*3 {
		return nil
	}
	return &Match{Path: path, Values: []json.RawMessage{json.RawMessage(best)}}
}

// json is the value as JSON.
func (p *part) json() string {
	if !p.text {
		return p.value
	}
	return string(gjson.AppendJSONString(nil, p.value))
}

// near is how many requests after a failure may pass until the login.
const near = 20

// rejected finds the answers to tokens that were not valid: HTTP 401 to a request with a
// token, or what a login, and then the same request with another answer, came after.
// renew reports a login or a refresh.
func rejected(all []*exchange, carries, renew func(*exchange) bool) (m *Match, failed []*exchange) {
	m = &Match{}
	for i, e := range all {
		if e.Answer == nil || !carries(e) || renew(e) {
			continue
		}
		status := e.Answer.Status
		mended := mendedBy(all[i:], e, renew)
		switch {
		case status == 401, status >= 400 && status < 500 && mended != nil:
			m.add(status)
		case mended != nil && (status < 300 || status >= 500):
			p, found := sign(e, mended)
			if !found || m.Path != "" && m.Path != p.Name {
				continue
			}
			if m.Path = p.Name; !slices.ContainsFunc(m.Values, func(v json.RawMessage) bool { return string(v) == p.json() }) {
				m.Values = append(m.Values, json.RawMessage(p.json()))
			}
		default:
			continue
		}
		if failed = append(failed, e); m.At == "" {
			m.At = e.Place
		}
	}
	if len(failed) == 0 {
		return nil, nil
	}
	return m, failed
}

func (m *Match) add(status int) {
	if !slices.Contains(m.Status, status) {
		m.Status = append(m.Status, status)
	}
}

// mendedBy is the same request after a login; nil where there is none.
func mendedBy(rest []*exchange, e *exchange, renew func(*exchange) bool) *exchange {
	renewed := false
	for _, later := range rest[1:min(len(rest), near+1)] {
		renewed = renewed || renew(later)
		if renewed && later.same(e) && later.good() {
			return later
		}
	}
	return nil
}

// sign is the part of an answer to a token that is not valid that the answer to the same
// request with a valid one has not: that of its status, or else one that is called like it.
func sign(failed, good *exchange) (p part, found bool) {
	server := strconv.Itoa(failed.Answer.Status) // in the body, too, it says no more
	p, found = statusOf(failed)
	if found && good.lacks(p) && (failed.good() || p.value != server) {
		return p, true
	}
	for _, names := range []*regexp.Regexp{codeWords, stateWords, failureWords} {
		for _, g := range failed.gives {
			if g.hasPath() && len(g.value) <= 60 && names.MatchString(plain(last(g.Name))) && good.lacks(g) && (failed.good() || g.value != server) {
				return g, true
			}
		}
	}
	return part{}, false
}

var (
	codeWords    = regexp.MustCompile(`code$|errno$`)
	stateWords   = regexp.MustCompile(`state$|status$|login|auth`)
	failureWords = regexp.MustCompile(`exception|error|type$`)
)

// lacks reports an answer without a value at a path.
func (e *exchange) lacks(p part) bool {
	return !slices.ContainsFunc(e.gives, func(g part) bool { return g.Where == p.Where && g.value == p.value })
}

// described is what a description says of a token that is not valid: HTTP 401 or 403.
func described(all []*exchange) *Match {
	for _, want := range []int{401, 403} {
		for _, e := range all {
			for i := range e.Others {
				if e.Others[i].Status == want {
					return &Match{Status: []int{want}, At: e.Place}
				}
			}
		}
	}
	return nil
}
