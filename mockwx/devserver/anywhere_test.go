package devserver

import "testing"

func TestARequestWithACodeMayBeALoginWhateverItsPath(t *testing.T) {
	m := New(Options{Token: counted, Protocol: protocolOf(t, func(c *Contract) {
		c.Login.Anywhere, c.Login.Code = true, Place{InHeader, "X-WX-Code"}
	})})
	r := m.Handle(start, Request{Method: "GET", Path: "/api/a", Header: header{"X-Wx-Code": {"c1"}}})
	if r.Exchange == nil || r.Exchange.Code != "c1" {
		t.Fatalf("with a code: %+v", r)
	}
	if r = m.Exchanged(start, r.Exchange, Session{OpenID: "o1"}, nil); r.Status != 200 {
		t.Errorf("its answer: %d %s", r.Status, r.Body)
	}
	if r = m.Handle(start, Request{Method: "GET", Path: "/api/a"}); r.Status != 401 {
		t.Errorf("with neither: %d", r.Status)
	}
	if r = m.Handle(start, bearer("/api/a", "t1")); r.Status != 200 || r.Exchange != nil {
		t.Errorf("with a token: %+v", r)
	}
}
