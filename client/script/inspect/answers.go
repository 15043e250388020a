package inspect

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxAnswers is how many requests get an answer of their own, and deepestAnswer how
// deep one is.
const (
	maxAnswers    = 80
	deepestAnswer = 8
)

// node is a part of an answer as the code used it.
type node struct {
	names   []string // of its members, in the order in which they were asked for
	members map[string]*node
	array   bool
	text    bool
	cut     bool   // a part of it was taken out
	json    string // what it is; empty: what its members are
}

func (n *node) member(name string) *node {
	if m := n.members[name]; m != nil {
		return m
	}
	if n.members == nil {
		n.members = map[string]*node{}
	}
	m := &node{}
	n.members[name] = m
	n.names = append(n.names, name)
	return m
}

// at is a part of a part.
func (n *node) at(way []string) *node {
	for _, name := range way {
		if name != "" {
			n = n.member(name)
		}
	}
	return n
}

// What watch.js tells of an array and of a text, in the place of a name.
const (
	asArray = "[]"
	asText  = `""`
)

// asked are the answers as the code used them, by route; routes has those in order. The
// login's is without refresh tokens, and other answers to a code are left out.
func (r *run) asked(login *foundLogin) (roots map[string]*node, routes []string) {
	roots = map[string]*node{}
	for _, d := range r.reads {
		s := r.numbered(number(d.path))
		if s == nil || d.depth() > deepestAnswer || login.takes(s) && refreshNames.MatchString(d.path+d.name) || s.hasCode() && !login.takes(s) {
			continue
		}
		n := roots[s.route]
		if n == nil {
			n = &node{}
			roots[s.route] = n
			routes = append(routes, s.route)
		}
		n = n.at(strings.Split(rest(d.path), "."))
		switch d.name {
		case asArray:
			n.array = true
		case asText:
			n.text = true
		default:
			n.member(d.name)
		}
	}
	return roots, routes
}

// answers are bodies that have what the code asks for, by route; the login's without
// its token.
func answers(roots map[string]*node, routes []string, literals map[string]string, login *foundLogin, token *foundToken) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for _, route := range routes[:min(len(routes), maxAnswers)] {
		if login != nil && route == login.route && !token.leaves(roots[route], literals) {
			continue
		}
		out[route] = json.RawMessage(roots[route].body(literals, 1))
	}
	return out
}

// leaves takes the token out of the answer to a login, and reports whether anything but
// the sign of a success is left.
func (t *foundToken) leaves(answer *node, literals map[string]string) bool {
	if t != nil {
		answer.remove(strings.Split(t.path, "."))
	}
	return slices.ContainsFunc(answer.names, func(name string) bool {
		return literals[name] == "" && !numberNames.MatchString(name) && !sideNames.MatchString(name) && !emptied(answer.members[name])
	})
}

func emptied(n *node) bool { return n.cut && len(n.names) == 0 }

// remove takes a part out of an object.
func (n *node) remove(way []string) {
	m := n.members[way[0]]
	switch {
	case m == nil:
	case len(way) > 1:
		m.remove(way[1:])
		m.cut = true
	default:
		delete(n.members, way[0])
		n.names = slices.DeleteFunc(n.names, func(name string) bool { return name == way[0] })
	}
}

// shown reports whether all that is known of a part is that it has elements, which have
// elements, which have elements: so does code with a text that shows whatever it gets.
func (n *node) shown() bool {
	depth := 0
	for ; n != nil && n.array && len(n.names) <= 1; n = n.members["0"] {
		depth++
		if len(n.names) == 0 {
			return depth >= 3
		}
	}
	return false
}

// body is the JSON of a part at a depth.
func (n *node) body(literals map[string]string, depth int) string {
	var b strings.Builder
	if n.json != "" {
		return n.json
	}
	if n.shown() {
		return `"1"`
	}
	if n.array {
		if element := n.members["0"]; element != nil {
			return "[" + element.body(literals, depth+1) + "]"
		}
		return "[]"
	}
	if len(n.names) == 0 {
		if depth == 1 {
			return "{}"
		}
		return `"1"`
	}
	b.WriteByte('{')
	for _, name := range n.names {
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		quoted, _ := json.Marshal(name) // a text has no errors
		b.Write(quoted)
		b.WriteByte(':')
		b.WriteString(n.members[name].value(name, literals, depth))
	}
	b.WriteByte('}')
	return b.String()
}

// value is the JSON of a member.
func (n *node) value(name string, literals map[string]string, depth int) string {
	literal, listed := literals[name]
	switch {
	case n.json != "":
		return n.json
	case listed && depth <= 2:
		return literal
	case expiryNames.MatchString(name):
		return strconv.Itoa(farAway)
	case depth <= 2 && numberNames.MatchString(name):
		return "0"
	case depth <= 2 && wrongNames.MatchString(name):
		return "null"
	case len(n.names) == 0 && !n.array && !n.text && dataNames.MatchString(name):
		return "{}"
	case len(n.names) == 0 && !n.text && listNames.MatchString(name):
		return "[]"
	}
	return n.body(literals, depth+1)
}

// What members are called that hold objects, and lists.
var (
	dataNames = regexp.MustCompile(`(?i)^(data|result|info|detail|user|member|profile|.*[a-z]Info)$`)
	listNames = regexp.MustCompile(`(?i)(list|array|rows|items|records|banners?|gallery)$`)
)

// public are beginnings of the paths that seem to need no token: the code never sends
// one there, although it has one by then, or asks before it could have.
func (in *inspection) public(r *run, token *foundToken) []string {
	if token == nil {
		return nil
	}
	carries := func(s *sent) bool {
		return slices.ContainsFunc(s.carried, func(c carried) bool { path, _, is := r.pathOf(c); return is && path == token.path })
	}
	with, has := map[string]bool{}, false
	var without []string
	for _, s := range r.sends {
		switch {
		case carries(s):
			with[s.route], has = true, true
		case (has || s.step == 0) && !s.hasCode() && !slices.Contains(without, s.route):
			without = append(without, s.route)
		}
	}
	var all []string
	for _, route := range without {
		_, path, _ := strings.Cut(route, " ")
		if path, _, _ = strings.Cut(path, "*"); !with[route] && len(path) > 1 && !slices.Contains(all, path) {
			all = append(all, path)
		}
	}
	slices.Sort(all)
	return all
}
