package wrapper

import (
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wx"
)

// sessions is a target whose tokens have two parts.
func sessions(in In) *Target {
	return &Target{
		Login: LoginEndpoint{Path: "/login", Token: "session.skey"},
		Token: Place{in, "X-Skey"}, Prefix: "k ", With: Companion{Path: "session.id", Name: "X-Id"},
	}
}

func TestATokenTakesItsCompanionAlong(t *testing.T) {
	answer := &wx.Response{Status: 200, Body: []byte(`{"session":{"id":"i=1&","skey":"s 1"}}`)}
	for _, in := range []In{InHeader, InQuery} {
		target := sessions(in)
		token, ok := target.NewToken(answer)
		if !ok {
			t.Fatalf("%s: no token", in)
		}
		r := &wx.Request{URL: apiOrigin + "/me?a=b"}
		target.Carry(r, token)
		if got := target.TokenOf(r); got != token {
			t.Errorf("%s: carries %q, want %q", in, got, token)
		}
		skey, id := r.HeaderValue("X-Skey"), r.HeaderValue("X-Id")
		if in == InQuery {
			skey, id = queryValue(r.URL, "X-Skey"), queryValue(r.URL, "X-Id")
		}
		if skey != "k s 1" || id != "i=1&" {
			t.Errorf("%s: carries %q and %q", in, skey, id)
		}
	}
}

func TestATokenWithoutACompanionGoesAlone(t *testing.T) {
	target := sessions(InHeader)
	token, ok := target.NewToken(&wx.Response{Status: 200, Body: []byte(`{"session":{"skey":"s1"}}`)})
	r := &wx.Request{URL: apiOrigin + "/me"}
	target.Carry(r, token)
	if !ok || token != "s1" || len(r.Header) != 1 || target.TokenOf(r) != "s1" {
		t.Errorf("token %q, headers %v", token, r.Header)
	}
	target.With = Companion{}
	token, _ = target.NewToken(&wx.Response{Status: 200, Body: []byte(`{"session":{"id":"i1","skey":"s1"}}`)})
	if strings.Contains(token, "i1") {
		t.Errorf("token %q has a companion that nobody asked for", token)
	}
}

func TestAnAnswerWithACompanionAndNoTokenGivesNone(t *testing.T) {
	for _, body := range []string{`{"session":{"id":"i1"}}`, `{"session":{"id":"i1","skey":""}}`, `{"session":{"id":"i1","skey":null}}`} {
		if token, ok := sessions(InHeader).NewToken(&wx.Response{Status: 200, Body: []byte(body)}); ok {
			t.Errorf("%s: token %q", body, token)
		}
	}
	r := &wx.Request{URL: apiOrigin + "/me", Header: []wx.Header{{Name: "X-Id", Value: "i1"}}}
	if token := sessions(InHeader).TokenOf(r); token != "" {
		t.Errorf("a request with the companion alone carries %q", token)
	}
}

func TestATokenThatEndsItsLineIsNotTakenApart(t *testing.T) {
	target := sessions(InHeader)
	target.With = Companion{}
	r := &wx.Request{URL: apiOrigin + "/me"}
	target.Carry(r, "a\nb")
	if len(r.Header) != 1 || r.Header[0].Value != "k a\nb" {
		t.Errorf("headers %q", r.Header)
	}
}

func TestAnotherTokenTakesThePlaceOfARequestsOwn(t *testing.T) {
	for name, target := range map[string]*Target{
		"in a header":               {Token: Place{In: InHeader, Name: "Authorization"}, Prefix: "Bearer "},
		"in a query":                {Token: Place{In: InQuery, Name: "access token"}},
		"with a companion":          {Token: Place{Name: "X-Token"}, With: Companion{Path: "id", Name: "X-Id"}},
		"with a companion, queried": {Token: Place{In: InQuery, Name: "t"}, With: Companion{Path: "id", Name: "i"}},
	} {
		r := &wx.Request{URL: "https://a.example/b?c=1", Header: []wx.Header{{Name: "C", Value: "1"}}}
		target.Carry(r, "old")
		before := *r
		q := target.WithToken(r, "new")
		if got := target.TokenOf(q); got != "new" || target.TokenOf(r) != "old" || r.URL != before.URL {
			t.Errorf("%s: carries %q, and the request itself %q", name, got, target.TokenOf(r))
		}
		if !strings.Contains(q.URL, "c=1") || q.HeaderValue("C") != "1" || strings.Contains(q.URL, "old") {
			t.Errorf("%s: %+v", name, q)
		}
		if got := target.TokenOf(target.WithToken(r, "")); got != "" {
			t.Errorf("%s: carries %q in the place of none", name, got)
		}
	}
	if u := withoutQuery("/a?t=1", "t"); u != "/a" {
		t.Errorf("got %s", u)
	}
}
