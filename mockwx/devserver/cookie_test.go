package devserver

import (
	"slices"
	"strings"
	"testing"
)

// The token is in the body, too: a client may make its Cookie header of that.
func TestALoginSetsTheCookieThatIsTheToken(t *testing.T) {
	cookie := func(c *Contract) { c.Token.Place = Place{InCookie, "sid"} }
	m := New(Options{Protocol: protocolOf(t, cookie, withRenewed, withRefresh), Token: counted, RefreshToken: countedRefresh})
	r := m.Exchanged(start, begin(t, m, start), Session{OpenID: "o1"}, nil)
	if want := []Line{{"Set-Cookie", "sid=t1; Path=/; HttpOnly"}}; !slices.Equal(r.Lines, want) || !strings.Contains(string(r.Body), `"token":"t1"`) {
		t.Errorf("a login: %v, %s", r.Lines, r.Body)
	}
	r = m.Handle(start, Request{Method: "GET", Path: "/api/a", Header: header{"Cookie": {"a=b; sid=t1"}}})
	if want := []Line{{"Set-Cookie", "sid=t2; Path=/; HttpOnly"}}; r.Status != 200 || !slices.Equal(r.Lines, want) {
		t.Errorf("a request: %d, %v", r.Status, r.Lines)
	}
	if r = m.Handle(start, bearer("/api/a", "t1")); r.Status != 401 {
		t.Errorf("a header is taken for a cookie: %d", r.Status)
	}
	if r = m.Handle(start, refreshWith("r1")); len(r.Lines) != 1 || r.Lines[0].Value != "sid=t3; Path=/; HttpOnly" {
		t.Errorf("a refresh: %d, %v", r.Status, r.Lines)
	}
}
