package devserver

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// AnyRequest is the key of the body that every request gets which nothing else
// answers.
const AnyRequest = "*"

// Answers are the bodies of requests that the stand-in has no endpoint for, ready for
// machines, any number of which may share them.
type Answers struct {
	listed []listed
	any    []byte   // nil where there is none
	public []string // beginnings of paths that need no token
}

// listed is the body of the requests of a method and a path.
type listed struct {
	method string
	path   []string // its segments; "*" is any one of them
	body   []byte
}

// NewAnswers makes answers ready. The keys of bodies are such as "GET /api/x", where a
// segment "*" stands for any one, or [AnyRequest]; the bodies are JSON and go out as
// they are. Paths that begin with one of public are answered without a token. The
// error names the first key, in the order of the alphabet, that is none.
func NewAnswers(bodies map[string]json.RawMessage, public []string) (*Answers, error) {
	a := &Answers{public: public}
	for _, key := range slices.Sorted(maps.Keys(bodies)) {
		if err := CheckAnswer(key, bodies[key]); err != nil {
			return nil, fmt.Errorf("the answer to %q: %w", key, err)
		}
		if key == AnyRequest {
			a.any = bodies[key]
			continue
		}
		method, path, _ := strings.Cut(key, " ")
		a.listed = append(a.listed, listed{method, strings.Split(path, "/"), bodies[key]})
	}
	slices.SortStableFunc(a.listed, func(x, y listed) int { return cmp.Compare(x.wild(), y.wild()) })
	return a, nil
}

// Answers has the answer to the contract's login say what a list of bodies has for that
// request, beside the token: see [NewAnswers].
func (c *Contract) Answers(bodies map[string]json.RawMessage) {
	for _, path := range c.Login.Paths {
		if body := bodies[c.Login.Method+" "+path]; body != nil {
			c.Login.More = body
		}
	}
}

// CheckAnswer says what is wrong with one of the bodies that [NewAnswers] takes.
func CheckAnswer(key string, body json.RawMessage) error {
	method, path, both := strings.Cut(key, " ")
	switch {
	case !json.Valid(body):
		return errors.New("its body is no JSON")
	case key == AnyRequest:
		return nil
	case !both || method == "" || method != strings.ToUpper(method) || !strings.HasPrefix(path, "/"):
		return errors.New(`expected a method and a path such as "GET /api/x", or "*" for any request`)
	case strings.ContainsAny(path, "? "):
		return errors.New("expected a path without blanks and without its query")
	}
	return nil
}

// wild counts the segments that may be anything: of two answers to a request the one
// with fewer is meant.
func (l *listed) wild() (n int) {
	for _, segment := range l.path {
		if segment == "*" {
			n++
		}
	}
	return n
}

// takes reports whether a request is one of those.
func (l *listed) takes(method string, path []string) bool {
	return l.method == method && slices.EqualFunc(l.path, path, func(want, got string) bool {
		return want == got || want == "*" && got != ""
	})
}

// Lists reports whether a request is one of those listed, by its decoded path; that
// every other one gets a body does not count. Nil lists none.
func (a *Answers) Lists(method, path string) bool { return a.find(method, path, false) != nil }

// find is the body for a request; nil where there is none. unrouted says that the
// machine has no endpoint for it.
func (a *Answers) find(method, path string, unrouted bool) []byte {
	if a == nil {
		return nil
	}
	segments := strings.Split(path, "/")
	for i := range a.listed {
		if a.listed[i].takes(method, segments) {
			return a.listed[i].body
		}
	}
	if unrouted {
		return a.any
	}
	return nil
}

// open reports whether a path needs no token.
func (a *Answers) open(path string) bool {
	return a != nil && slices.ContainsFunc(a.public, func(begins string) bool { return strings.HasPrefix(path, begins) })
}
