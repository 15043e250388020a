package scenario

import (
	"errors"
	"testing"
)

func TestTheTokenOfABindingLiesWhereALoginsDoes(t *testing.T) {
	for yaml, want := range map[string]bindCall{
		"bind: {path: /b}": {Method: "POST", Path: "/b", Token: "data.token"},
		"bind: {method: PUT, path: /b, token: user.jwt}": {Method: "PUT", Path: "/b", Token: "user.jwt"},
		"url: embedded": {Method: "POST"},
	} {
		s := resolved(t, mustParse(t, "target: {"+yaml+"}"), "flyjs")
		c, err := s.Target.Contract()
		if err != nil {
			t.Fatal(err)
		}
		if s.Target.Bind != want || c.Bind.Path != want.Path || c.Bind.Token != want.Token {
			t.Errorf("%s: %+v, and the embedded server has %+v", yaml, s.Target.Bind, c.Bind)
		}
	}
}

func TestBindingsThatAreNoneAreRefused(t *testing.T) {
	for yaml, want := range map[string]string{
		"target: {bind: {token: t}}":                                 "target.bind",
		"target: {bind: {path: /b}, token: {in: cookie, name: sid}}": "target.bind",
		`target: {bind: {path: "/b/{{user}}"}}`:                      "target.bind.path",
		`target: {bind: {path: "https://b.example.com/b"}}`:          "target.bind.path",
	} {
		_, err := Parse("t.yaml", []byte(asFlow(yaml)), Options{})
		problems, is := errors.AsType[Problems](err)
		if !is || len(problems) != 1 || problems[0].Path != want {
			t.Errorf("%s: %v, want a problem of %s", yaml, err, want)
		}
	}
}
