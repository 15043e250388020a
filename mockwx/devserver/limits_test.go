package devserver

import (
	"fmt"
	"strings"
	"testing"
)

func TestTextsAreTakenUpToTheirGreatestLength(t *testing.T) {
	m := New(Options{Token: counted})
	logIn(t, m, start, "o1")
	text := func(n int) string { return strings.Repeat("x", n) }
	login := func(code string) int {
		r := m.Handle(start, Request{Method: "POST", Path: "/login", Body: []byte(`{"code":"` + code + `"}`)})
		if r.Exchange != nil {
			r = m.Exchanged(start, r.Exchange, Session{OpenID: "o1", SessionKey: "k"}, nil)
		}
		return r.Status
	}
	openid := func(id string) int {
		return m.Exchanged(start, begin(t, m, start), Session{OpenID: id, SessionKey: "k"}, nil).Status
	}
	order := func(id string) int {
		return m.Handle(start, carrying(m, "POST", "/orders", "t1", `{"id":"`+id+`"}`)).Status
	}
	seed := func(id string) int {
		if _, err := m.Seed(start, id, "", true); err != nil {
			return 400
		}
		return 200
	}
	for name, c := range map[string]struct {
		send          func(string) int
		most, refused int
	}{
		"code": {login, maxCode, 400}, "openid": {openid, maxOpenID, 502}, "order": {order, maxID, 400}, "seeded openid": {seed, maxOpenID, 400},
	} {
		if got := c.send(text(c.most)); got != 200 {
			t.Errorf("%s of %d bytes: %d", name, c.most, got)
		}
		if got := c.send(text(c.most + 1)); got != c.refused {
			t.Errorf("%s of %d bytes: %d, want %d", name, c.most+1, got, c.refused)
		}
	}
	if l := m.Ledger(start); imbalance(l) != "" {
		t.Errorf("%s: %+v", imbalance(l), l)
	}
}

func TestAShareOfTheUsersIsRounded(t *testing.T) {
	for _, c := range []struct {
		users int
		share float64
		want  int
	}{{3, 0.5, 2}, {3, 0.4, 1}, {10, 0.3, 3}, {10, 0, 0}, {10, -1, 0}, {10, 1, 10}, {10, 7, 10}, {1, 0.49, 0}} {
		m := New(Options{Token: counted})
		for i := range c.users {
			logIn(t, m, start, fmt.Sprint("o", i))
		}
		if got := m.Expire(start, nil, c.share); got != c.want {
			t.Errorf("%v of %d users: %d, want %d", c.share, c.users, got, c.want)
		}
	}
}

func TestAMatchTakesAnAnswerByOneOfItsConditions(t *testing.T) {
	of := func(path string, status int, values ...string) Match {
		m := Match{Path: path, Values: values}
		if status > 0 {
			m.Status = []int{status}
		}
		return m
	}
	for _, c := range []struct {
		m, o Match
		want bool
	}{
		{of("code", 401, "40100"), of("", 401), true},
		{of("code", 401, "40100"), of("code", 0, "40100"), true},
		{of("code", 401, "40100"), of("", 403), false},
		{of("code", 401, "40100"), of("code", 0, "40101"), false},
		{of("code", 401, "40100"), of("errno", 0, "40100"), false},
		{of("", 401), of("code", 0, "40100"), false},
	} {
		if got := c.m.Takes(c.o); got != c.want {
			t.Errorf("%+v takes %+v: %v", c.m, c.o, got)
		}
	}
}
