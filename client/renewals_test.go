package client_test

import (
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// renewing is a target that renews tokens in a header.
func renewing(c *client.ObserverConfig) {
	with := target
	with.Renewed = wrapper.Renewal{Header: "x-token"}
	c.Target = &with
}

// renewingInOrder is one that can be asked which token it issued first: t1, t2, and so on.
func renewingInOrder(c *client.ObserverConfig) {
	renewing(c)
	c.IssuedBefore = func(_ int, one, other string) (before, known bool) { return one < other, true }
}

// brings answers a request with success and a token in the header.
func (s *stream) brings(id int, token string) {
	r := s.requests[id]
	s.emit(wx.Event{Kind: wx.RequestDone, ID: id, Request: r,
		Response: &wx.Response{Status: 200, Header: []wx.Header{{Name: "X-Token", Value: token}}, Caller: r.Caller}})
}

// ended is a page's request that brings a token, and is settled.
func (s *stream) ended(caller, id int, token string) {
	s.brings(id, token)
	s.resolve(caller, 200)
}

// twoWithT1 are two requests with the same token, on their way.
func twoWithT1(s *stream) (a, b, first, second int) {
	s.logIn("c1", "t1")
	s.stores("t1")
	a, b = s.page(), s.page()
	first = s.send(a, "t1")
	s.pass(20 * ms)
	return a, b, first, s.send(b, "t1")
}

func TestAnOlderTokenMustNotReplaceANewer(t *testing.T) {
	regressed := one(client.TokenRegressed, "")
	late := func(use func(s *stream, token string)) func(*stream) {
		return func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(b, second, "t3")
			use(s, "t3")
			s.ended(a, first, "t2")
			use(s, "t2")
		}
	}
	judge(t, []observed{
		{"stored by who takes the last that comes", renewing, late((*stream).stores), regressed},
		{"sent by one who keeps it in memory", renewing, late((*stream).serve), regressed},
		{"once, however often it is used", renewing, func(s *stream) {
			late((*stream).stores)(s)
			s.serve("t2")
			s.stores("t2")
		}, regressed},
		{"the newer was neither stored nor sent", renewing, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(b, second, "t3")
			s.ended(a, first, "t2")
			s.serve("t2")
		}, regressed},
		{"over that of a login", renewing, func(s *stream) {
			s.logIn("c1", "t1")
			a, b := s.page(), s.page()
			first := s.send(a, "t1")
			s.refused(b, "t1")
			s.logIn("c2", "t3")
			s.stores("t3")
			s.retried(b, "t3")
			s.ended(a, first, "t2")
			s.stores("t2")
		}, regressed},
		{"one that the server sends along although it is no more the newest", renewing, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(a, first, "t2")
			s.stores("t2")
			s.ended(b, second, "t1")
			s.stores("t1")
		}, regressed},
		{"as the server knows, not as they were sent", renewingInOrder, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(a, first, "t3")
			s.stores("t3")
			s.ended(b, second, "t2")
			s.stores("t2")
		}, regressed},
	})
}

func TestWhoKeepsTheNewestTokenIsNotBlamed(t *testing.T) {
	judge(t, []observed{
		{"answers in their order", renewing, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(a, first, "t2")
			s.stores("t2")
			s.ended(b, second, "t3")
			s.stores("t3")
			s.serve("t3")
		}, nil},
		{"the older one is left", renewing, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(b, second, "t3")
			s.stores("t3")
			s.ended(a, first, "t2")
			s.serve("t3")
		}, nil},
		{"the newer one was left, and the next is taken", renewing, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(a, first, "t2")
			s.stores("t2")
			c := s.page()
			third := s.send(c, "t2")
			s.ended(b, second, "t4") // to a request with t1
			s.ended(c, third, "t3")  // to one with t2
			s.stores("t3")
			s.serve("t3")
		}, nil},
		{"the slower answer has the newer token, as the server knows", renewingInOrder, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(b, second, "t2")
			s.stores("t2")
			s.ended(a, first, "t3")
			s.stores("t3")
		}, nil},
		{"a request that had its token before the newer came", renewing, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(a, first, "t2")
			s.stores("t2")
			s.ended(b, second, "t1") // the server repeats what was sent
			s.serve("t1")
		}, nil},
		{"the same token for all", renewing, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(b, second, "t2")
			s.stores("t2")
			s.ended(a, first, "t2")
			s.stores("t2")
			s.serve("t2")
		}, nil},
		{"a visitor is given one before the first login", renewing, func(s *stream) {
			caller := s.pageWith("GET", false)
			s.ended(caller, s.send(caller, ""), "guest")
			s.stores("guest")
			s.logIn("c1", "t1")
			s.stores("t1")
		}, nil},
		{"nobody knows which of two requests was served first that left at one moment", renewing, func(s *stream) {
			s.logIn("c1", "t1")
			a, b := s.page(), s.page()
			first, second := s.send(a, "t1"), s.send(b, "t1")
			s.ended(b, second, "t2")
			s.stores("t2")
			s.ended(a, first, "t3")
			s.stores("t3")
			s.serve("t3")
		}, nil},
		{"a target that does not renew", nil, func(s *stream) {
			s.logIn("c1", "t1")
			s.logIn("c2", "t2")
			s.stores("t1")
		}, one(client.DuplicateLogin, "needless")},
	})
}

func TestALoginIsJudgedByTheTokenThatARenewalMadeCurrent(t *testing.T) {
	judge(t, []observed{
		{"the renewed token is refused", renewing, func(s *stream) {
			s.logIn("c1", "t1")
			caller := s.page()
			s.ended(caller, s.send(caller, "t1"), "t2")
			other := s.page()
			s.refused(other, "t2")
			s.logIn("c2", "t3")
			s.retried(other, "t3")
		}, nil},
		{"the older one is, and nobody looks at the newer", renewing, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(a, first, "t2")
			s.answer(second, 401, "")
			s.logIn("c2", "t3")
			s.retried(b, "t3")
		}, one(client.DuplicateLogin, "stale-401")},
		{"one that is left is not current", renewing, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.ended(a, first, "t2")
			s.ended(b, second, "t3") // and the wrapper goes on with t2
			other := s.page()
			s.refused(other, "t2")
			s.logIn("c2", "t4")
			s.retried(other, "t4")
		}, nil},
		{"one that comes after its predecessor was refused", renewing, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.answer(second, 401, "")
			s.ended(a, first, "t2") // the wrapper has dropped t1, and takes nothing for it
			s.logIn("c2", "t3")
			s.retried(b, "t3")
		}, nil},
		{"a logout ends it", renewing, func(s *stream) {
			a, b, first, second := twoWithT1(s)
			s.tell(wx.Logout)
			s.ended(a, first, "t2")
			s.ended(b, second, "t3")
			s.stores("t3")
			s.stores("t2")
			s.logIn("c2", "t4")
		}, nil},
		{"the first token may come in the header of the login's answer", renewing, func(s *stream) {
			post := s.begin("c1")
			s.brings(post, "t1")
			s.serve("t1")
		}, nil},
	})
}

// A wait for a slot, in which another request brings a token, is no wait for a login.
func TestARenewalIsNoLoginThatARequestWaitsFor(t *testing.T) {
	s := newStream(renewing)
	s.logIn("c1", "t1")
	s.pass(ms)
	a, b := s.page(), s.page()
	id := s.send(a, "t1")
	s.pass(20 * ms)
	s.ended(a, id, "t2")
	s.pass(200 * ms)
	s.retried(b, "t2")
	s.finish(t, nil)
}

// A JWT tells when it was issued.
func TestTokensMayTellThemselvesWhichIsOlder(t *testing.T) {
	jwt := func(iat int) string {
		return "e30." + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"sub":"u","iat":%d}`, iat)) + ".x"
	}
	for name, c := range map[string]struct {
		first, second string
		want          found
	}{
		"the slow answer has the newer":            {jwt(9), jwt(5), nil},
		"it has the older":                         {jwt(5), jwt(9), one(client.TokenRegressed, "")},
		"one moment: the order of the sends":       {jwt(5) + "a", jwt(5), one(client.TokenRegressed, "")},
		"no JWT: likewise":                         {"x.y.z", "a.b.c", one(client.TokenRegressed, "")},
		"a JWT that does not tell it, and another": {"e30.e30.x", jwt(5), one(client.TokenRegressed, "")},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStream(renewing)
			a, b, first, second := twoWithT1(s)
			s.ended(b, second, c.second)
			s.stores(c.second)
			s.ended(a, first, c.first)
			s.stores(c.first)
			s.finish(t, c.want)
		})
	}
}

// Of any number of answers that come at once, the current token is not forgotten.
func TestTheCurrentTokenIsKnownAmongMany(t *testing.T) {
	s := newStream(renewing)
	s.logIn("c1", "t1")
	var callers, sends []int
	for range 60 {
		callers = append(callers, s.page())
	}
	for _, caller := range callers {
		sends = append(sends, s.send(caller, "t1"))
	}
	for i, caller := range callers {
		s.ended(caller, sends[i], fmt.Sprint("t1.", i))
	}
	last := s.page()
	s.refused(last, "t1.0")
	s.logIn("c2", "t2")
	s.retried(last, "t2")
	s.finish(t, nil)
}
