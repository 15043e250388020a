package wrapper

import (
	"testing"

	"github.com/wxload/wxload/client/wx"
)

func TestATokenGoesIntoItsPlaceAndOutAgain(t *testing.T) {
	for name, c := range map[string]struct {
		in        In
		r         wx.Request
		want      wx.Request // with the token t1
		exchanged wx.Request // with t2 in its place
	}{
		"a header": {InHeader, wx.Request{Header: []wx.Header{{Name: "a", Value: "b"}}},
			wx.Request{Header: []wx.Header{{Name: "a", Value: "b"}, {Name: "sid", Value: "t1"}}},
			wx.Request{Header: []wx.Header{{Name: "a", Value: "b"}, {Name: "sid", Value: "t2"}}}},
		"a query": {InQuery, wx.Request{URL: "/x?a=b"}, wx.Request{URL: "/x?a=b&sid=t1"}, wx.Request{URL: "/x?a=b&sid=t2"}},
		"a cookie": {InCookie, wx.Request{}, wx.Request{Header: []wx.Header{{Name: "Cookie", Value: "sid=t1"}}},
			wx.Request{Header: []wx.Header{{Name: "Cookie", Value: "sid=t2"}}}},
		"a cookie beside others": {InCookie, wx.Request{Header: []wx.Header{{Name: "cookie", Value: "a=b; c=d"}}},
			wx.Request{Header: []wx.Header{{Name: "Cookie", Value: "a=b; c=d; sid=t1"}}},
			wx.Request{Header: []wx.Header{{Name: "Cookie", Value: "a=b; c=d; sid=t2"}}}},
		"a body":            {InBody, wx.Request{Body: []byte(`{"a":[1]}`)}, wx.Request{Body: []byte(`{"sid":"t1","a":[1]}`)}, wx.Request{Body: []byte(`{"sid":"t2","a":[1]}`)}},
		"a body of its own": {InBody, wx.Request{}, wx.Request{Body: []byte(`{"sid":"t1"}`)}, wx.Request{Body: []byte(`{"sid":"t2"}`)}},
	} {
		target := Target{Token: Place{c.in, "sid"}}
		target.Carry(&c.r, "t1")
		same(t, name, &c.r, &c.want)
		if got := target.TokenOf(&c.r); got != "t1" {
			t.Errorf("%s: carries %q", name, got)
		}
		same(t, name, target.WithToken(&c.r, "t2"), &c.exchanged)
	}
}

func same(t *testing.T, name string, got, want *wx.Request) {
	t.Helper()
	if got.URL != want.URL || string(got.Body) != string(want.Body) || len(got.Header) != len(want.Header) {
		t.Errorf("%s: %+v, want %+v", name, got, want)
		return
	}
	for i := range got.Header {
		if got.Header[i] != want.Header[i] {
			t.Errorf("%s: %+v, want %+v", name, got.Header, want.Header)
		}
	}
}

func TestATokenIsTakenOutOfAFormAndOutOfTheQueryOfAGet(t *testing.T) {
	target := Target{Token: Place{InBody, "sid"}}
	for _, r := range []*wx.Request{{URL: "/x?sid=t1"}, {URL: "/x", Body: []byte("a=b&sid=t1")}, {URL: "/x", Body: []byte("sid=t1")}} {
		if got := target.TokenOf(r); got != "t1" {
			t.Errorf("%+v carries %q", r, got)
		}
		q := *r
		if target.at("sid").drop(&q); target.TokenOf(&q) != "" {
			t.Errorf("%+v still carries %q", q, target.TokenOf(&q))
		}
	}
}

func TestAnAnswerSetsACookie(t *testing.T) {
	target := Target{Token: Place{InCookie, "sid"}, Login: LoginEndpoint{Path: "/login", Token: "token"}}
	for line, want := range map[string]string{
		"sid=t1; Path=/; HttpOnly": "t1",
		`sid="t1"`:                 "t1",
		"other=t1":                 "",
		"sid=t1; Max-Age=0":        "",
		"sid=; expires=Thu, 01 Jan 1970 00:00:00 GMT": "",
		"sid=a=b; SameSite=None":                      "a=b",
		"not a cookie":                                "",
	} {
		answer := &wx.Response{Status: 200, Header: []wx.Header{{Name: "Set-Cookie", Value: "first=1"}, {Name: "Set-Cookie", Value: line}}, Body: []byte(`{"token":"another"}`)}
		if got, ok := target.NewToken(answer); got != want || ok != (want != "") {
			t.Errorf("%s: a login brings %q", line, got)
		}
		if got, _ := target.RenewedBy(&wx.Request{Method: "GET", URL: apiOrigin + "/a"}, answer); got != want {
			t.Errorf("%s: another answer brings %q", line, got)
		}
	}
	for stored, want := range map[string]string{"t1": "t1", "sid=t1; a=b": "t1", "a=b": "a=b"} {
		if got := target.Kept(stored); got != want {
			t.Errorf("%q keeps %q", stored, got)
		}
	}
}
