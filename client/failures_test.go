package client_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// failures are what failed and why, in words, and how often.
func (s *stream) failures() map[string]int64 {
	found := map[string]int64{}
	for key, f := range s.o.Tally().Reasons {
		if f.Count != 0 {
			found[key.Of+" "+key.Name+": "+key.Reason.String()] = f.Count
		}
	}
	return found
}

// fails ends a request with an errMsg.
func (s *stream) fails(id int, errMsg string, reused bool) {
	s.emit(wx.Event{Kind: wx.RequestFail, ID: id, Request: s.requests[id], Err: &wx.Error{ErrMsg: errMsg, Reused: reused}})
}

func (s *stream) rejectWith(caller int, err error) {
	s.emit(wx.Event{Kind: wx.PageSettle, ID: caller, Name: s.names[caller], Err: err})
}

func cronet(name string) string {
	return "request:fail errcode:-1 cronet_error_code:-1 error_msg:net::ERR_" + name
}

func TestEachFailureHasItsReason(t *testing.T) {
	broken := func(errMsg string, reused bool) func(*stream) {
		return func(s *stream) {
			caller := s.page()
			s.fails(s.send(caller, "t"), errMsg, reused)
			s.reject(caller)
		}
	}
	answered := func(status int, body string) func(*stream) {
		return func(s *stream) {
			caller := s.page()
			s.answer(s.send(caller, "t"), status, body)
			s.reject(caller)
		}
	}
	posted := func(status int, body string) func(*stream) {
		return func(s *stream) {
			id := s.wxLogin()
			s.code(id, "c1")
			s.answer(s.post("c1"), status, body)
		}
	}
	for name, test := range map[string]struct {
		do    func(*stream)
		want  map[string]int64
		codes bool // a success has the code 0
	}{
		"all well":                    {func(s *stream) { s.logIn("c", "t"); s.serve("t") }, map[string]int64{}, false},
		"a status":                    {answered(500, ""), map[string]int64{"request r1: HTTP 500": 1}, false},
		"too many requests":           {answered(429, `{"code":0}`), map[string]int64{"request r1: HTTP 429": 1}, true},
		"a business code":             {answered(200, `{"code":1003}`), map[string]int64{"request r1: business code 1003": 1}, true},
		"a negative one":              {answered(200, `{"code":-41003}`), map[string]int64{"request r1: business code -41003": 1}, true},
		"a word":                      {answered(200, `{"code":"NO_PERMISSION"}`), map[string]int64{"request r1: business code NO_PERMISSION": 1}, true},
		"none":                        {answered(200, `<html>`), map[string]int64{"request r1: no business code in the answer": 1}, true},
		"a token in a code's place":   {answered(200, `{"code":"eyJhbGciOiJIUzI1NiJ9.e30.x"}`), map[string]int64{"request r1: another business code": 1}, true},
		"a number that is an id":      {answered(200, `{"code":13800138000000}`), map[string]int64{"request r1: another business code": 1}, true},
		"an object in a code's place": {answered(200, `{"code":{"token":"x"}}`), map[string]int64{"request r1: another business code": 1}, true},
		"a timeout":                   {broken("request:fail timeout", false), map[string]int64{"request r1: timeout": 1}, false},
		"refused":                     {broken(cronet("CONNECTION_REFUSED"), false), map[string]int64{"request r1: connection refused": 1}, false},
		"reset":                       {broken(cronet("CONNECTION_RESET"), false), map[string]int64{"request r1: connection reset": 1}, false},
		"reset, reused":               {broken(cronet("CONNECTION_RESET"), true), map[string]int64{"request r1: reset on a reused connection": 1}, false},
		"no answer, reused":           {broken(cronet("EMPTY_RESPONSE"), true), map[string]int64{"request r1: reset on a reused connection": 1}, false},
		"no answer":                   {broken(cronet("EMPTY_RESPONSE"), false), map[string]int64{"request r1: closed without an answer": 1}, false},
		"refused, reused":             {broken(cronet("CONNECTION_REFUSED"), true), map[string]int64{"request r1: connection refused": 1}, false},
		"DNS":                         {broken(cronet("NAME_NOT_RESOLVED"), false), map[string]int64{"request r1: name not resolved (DNS)": 1}, false},
		"an expired certificate":      {broken(cronet("CERT_DATE_INVALID"), false), map[string]int64{"request r1: TLS: certificate expired": 1}, false},
		"an untrusted one":            {broken(cronet("CERT_AUTHORITY_INVALID"), false), map[string]int64{"request r1: TLS: certificate of an unknown authority": 1}, false},
		"another host's":              {broken(cronet("CERT_COMMON_NAME_INVALID"), false), map[string]int64{"request r1: TLS: certificate for another host": 1}, false},
		"no HTTP":                     {broken(cronet("INVALID_HTTP_RESPONSE"), false), map[string]int64{"request r1: answer is not HTTP": 1}, false},
		"an error that is not listed": {broken(cronet("QUIC_PROTOCOL_ERROR"), false), map[string]int64{"request r1: quic protocol error": 1}, false},
		"a domain":                    {broken("request:fail url not in domain list", false), map[string]int64{"request r1: domain not allowed": 1}, false},
		"interrupted":                 {broken("request:fail interrupted", false), map[string]int64{"request r1: interrupted": 1}, false},
		"aborted":                     {broken("request:fail abort", false), map[string]int64{"request r1: aborted": 1}, false},
		"another errMsg":              {broken("request:fail errcode:10011 network change", false), map[string]int64{"request r1: errcode:10011 network change": 1}, false},

		"rejected once": {func(s *stream) {
			caller := s.page()
			s.refused(caller, "t")
			s.reject(caller)
		}, map[string]int64{"request r1: authentication failed": 1}, false},
		"rejected twice": {func(s *stream) {
			caller := s.page()
			s.refused(caller, "t")
			s.logIn("c", "t2")
			s.refused(caller, "t2")
			s.reject(caller)
		}, map[string]int64{"request r1: authentication failed twice": 1}, false},
		"rejected, and then a status": {func(s *stream) {
			caller := s.page()
			s.refused(caller, "t")
			s.logIn("c", "t2")
			s.answer(s.send(caller, "t2"), 503, "")
			s.reject(caller)
		}, map[string]int64{"request r1: HTTP 503": 1}, false},
		"healed": {func(s *stream) {
			caller := s.page()
			s.refused(caller, "t")
			s.logIn("c", "t2")
			s.retried(caller, "t2")
		}, map[string]int64{}, false},
		"a good answer that was not passed on": {func(s *stream) {
			caller := s.page()
			s.answer(s.send(caller, "t"), 200, `{"code":0}`)
			s.reject(caller)
		}, map[string]int64{"request r1: rejected by the wrapper": 1}, true},
		"settled with nothing": {func(s *stream) {
			caller := s.page()
			s.answer(s.send(caller, "t"), 200, `{"code":0}`)
			s.empty(caller)
		}, map[string]int64{"request r1: settled with nothing": 1}, true},
		"an error settled with nothing": {func(s *stream) {
			caller := s.page()
			s.answer(s.send(caller, "t"), 502, "")
			s.empty(caller)
		}, map[string]int64{"request r1: HTTP 502": 1}, false},
		"another call's failure as its value": {func(s *stream) {
			caller := s.page()
			s.resolve(caller, 500)
		}, map[string]int64{"request r1: HTTP 500": 1}, false},
		"open at the end":    {func(s *stream) { s.send(s.page(), "t") }, map[string]int64{"request r1: unanswered at the end": 1}, false},
		"waiting at the end": {func(s *stream) { s.page() }, map[string]int64{"request r1: unsettled at the end": 1}, false},
		"open when the app is closed": {func(s *stream) {
			s.fails(s.send(s.page(), "t"), "request:fail interrupted", false)
			s.tell(wx.AppDestroy)
		}, map[string]int64{"request r1: cut off when the app was closed": 1}, false},
		"hung":      {func(s *stream) { s.page(); s.o.FindHung(s.now, true) }, map[string]int64{"request r1: never settled (no-login)": 1}, false},
		"no domain": {func(s *stream) { s.rejectWith(s.page(), wrapper.ErrNoDomain) }, map[string]int64{"request r1: no domain for this envVersion": 1}, false},
		"no slot":   {func(s *stream) { s.rejectWith(s.page(), wrapper.ErrDeadline) }, map[string]int64{"request r1: no free slot in time": 1}, false},
		"a login that takes too long": {func(s *stream) {
			s.wxLogin()
			s.rejectWith(s.page(), fmt.Errorf("waited: %w", wrapper.ErrDeadline))
		}, map[string]int64{"request r1: no login in time": 1, "login : unanswered at the end": 1}, false},

		"a login's status":                 {posted(500, ""), map[string]int64{"login : HTTP 500": 1}, false},
		"a login without a token":          {posted(200, `{"code":0}`), map[string]int64{"login : no token in the answer": 1}, true},
		"a login's business code":          {posted(200, `{"code":40029}`), map[string]int64{"login : business code 40029": 1}, true},
		"a login's authentication failure": {posted(401, ""), map[string]int64{"login : HTTP 401": 1}, false},
		"a login that is not answered": {func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.fails(s.post("c1"), cronet("CONNECTION_REFUSED"), false)
		}, map[string]int64{"login : connection refused": 1}, false},
		"a login that is repeated and succeeds": {func(s *stream) {
			posted(500, "")(s)
			s.token(s.post("c1"), "t")
		}, map[string]int64{}, false},
		"wx.login": {func(s *stream) {
			s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail system error, rid: 6aac007a-6c02c771-26bf69c4"}})
		}, map[string]int64{"login : wx.login: system error": 1}, false},
		"wx.login without a network": {func(s *stream) {
			s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail " + cronet("CONNECTION_REFUSED")}})
		}, map[string]int64{"login : wx.login: connection refused": 1}, false},
		"wx.login, without a reason": {func(s *stream) {
			s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
		}, map[string]int64{"login : wx.login: failed": 1}, false},
		"a request whose wx.login failed": {func(s *stream) {
			caller := s.page()
			s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail " + cronet("CONNECTION_REFUSED")}})
			s.reject(caller)
		}, map[string]int64{"request r1: login failed: wx.login: connection refused": 1, "login : wx.login: connection refused": 1}, false},
		"a request whose login failed": {func(s *stream) {
			caller := s.page()
			posted(500, "")(s)
			s.reject(caller)
		}, map[string]int64{"request r1: login failed: HTTP 500": 1, "login : HTTP 500": 1}, false},
		"a rejected request whose login failed": {func(s *stream) {
			caller := s.page()
			s.refused(caller, "t")
			posted(429, "")(s)
			s.reject(caller)
		}, map[string]int64{"request r1: login failed: HTTP 429": 1, "login : HTTP 429": 1}, false},
		"a login cut off by the app's end": {func(s *stream) {
			s.wxLogin()
			s.tell(wx.AppDestroy)
		}, map[string]int64{"login : cut off when the app was closed": 1}, false},
		"a code that nobody sends": {func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.tell(wx.AppDestroy)
		}, map[string]int64{}, false},

		"a session that is over":                    {func(s *stream) { s.checked(s.check(), false) }, map[string]int64{}, false},
		"a session that is over, in WeChat's words": {func(s *stream) { s.checkFails("checkSession:fail session time out, need relogin") }, map[string]int64{}, false},
		"a session check that is not answered":      {func(s *stream) { s.checkFails("checkSession:fail request:fail timeout") }, map[string]int64{"session_check : timeout": 1}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStream(func(c *client.ObserverConfig) {
				codes := target
				if test.codes {
					codes.Success = wrapper.Match{Path: "code", Values: []string{"0"}}
				}
				c.Target = &codes
			})
			test.do(s)
			s.o.Finish(s.now, false)
			if got := s.failures(); !maps.Equal(got, test.want) {
				t.Errorf("got  %v\nwant %v", got, test.want)
			}
			checkBooks(t, s.o.Tally())
		})
	}
}

func (s *stream) checkFails(errMsg string) {
	s.emit(wx.Event{Kind: wx.CheckFail, ID: s.check(), Err: &wx.Error{ErrMsg: errMsg}})
}

func TestAFailureTellsItsClientsItsFirstTimeAndAnExample(t *testing.T) {
	sum := client.NewTally()
	for number, times := range []int{2, 0, 3} {
		s := newStream(func(c *client.ObserverConfig) { c.Client = number + 1 })
		s.pass(200 * ms)
		for range times {
			caller := s.pageWith("POST", true)
			s.names[caller] = "r"
			s.pass(100 * ms)
			id := s.send(caller, "t")
			s.pass(12 * ms)
			s.answer(id, 500, `{"secret":"token-of-somebody"}`)
			s.emit(wx.Event{Kind: wx.PageSettle, ID: caller, Name: "r", Err: fmt.Errorf("no")})
		}
		s.o.Finish(s.now, false)
		sum.Add(s.o.Tally())
	}
	count, clients := int64(0), int64(0)
	for key, f := range sum.Reasons {
		count, clients = count+f.Count, max(clients, f.Clients)
		if key.Name != "r1" {
			continue
		}
		if got, want := f.Example.String(), "client 1: GET: HTTP 500 with 30 bytes after 12 ms"; got != want {
			t.Errorf("the example is %q, want %q", got, want)
		}
		if got := f.First.Sub(epoch); got != 312*ms {
			t.Errorf("the first was after %v", got)
		}
	}
	if count != 5 || clients != 2 || sum.Statuses[500] != 5 {
		t.Errorf("%d failures in %d clients, statuses %v", count, clients, sum.Statuses)
	}
}

func TestWhatNobodyAnsweredHasFailedSinceItsWaitBegan(t *testing.T) {
	for name, test := range map[string]struct {
		do      func(*stream) // up to 100 ms
		reason  string
		first   time.Duration
		example string
	}{
		"sent": {func(s *stream) {
			s.page()
			s.pass(100 * ms)
			s.send(1, "t")
		}, "request r1: unanswered at the end", 100 * ms, "client 7: waited 2.4 s until the end"},
		"not sent": {func(s *stream) {
			s.pass(50 * ms)
			s.page()
			s.pass(50 * ms)
		}, "request r1: unsettled at the end", 50 * ms, "client 7: waited 2.45 s until the end"},
		"rejected, and not sent again": {func(s *stream) {
			s.refused(s.page(), "t")
			s.pass(100 * ms)
		}, "request r1: unsettled at the end", 50 * ms, "client 7: waited 2.5 s until the end"},
		"wx.login": {func(s *stream) {
			s.pass(99 * ms)
			s.wxLogin()
			s.pass(ms)
		}, "login : unanswered at the end", 99 * ms, "client 7: waited 2.4 s until the end"},
		"a login POST": {func(s *stream) {
			s.code(s.wxLogin(), "c")
			s.pass(100 * ms)
			s.post("c")
		}, "login : unanswered at the end", 100 * ms, "client 7: waited 2.4 s until the end"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStream(func(c *client.ObserverConfig) { c.Client = 7 })
			test.do(s)
			s.pass(2400 * ms)
			s.o.Finish(s.now, false)
			for key, f := range s.o.Tally().Reasons {
				if got := key.Of + " " + key.Name + ": " + key.Reason.String(); got != test.reason || f.First.Sub(epoch) != test.first || f.Example.String() != test.example {
					t.Errorf("%s, first after %v, %q", got, f.First.Sub(epoch), f.Example)
				}
			}
			if n := len(s.o.Tally().Reasons); n != 1 {
				t.Errorf("%d reasons", n)
			}
		})
	}
}

func TestTheFirstOfWhatIsLeftIsTheOneThatWaitsLongest(t *testing.T) {
	s := newStream(nil)
	for id := range 2 {
		s.emit(wx.Event{Kind: wx.PageCall, ID: id + 1, Name: "r", Method: "GET", Identity: true})
	}
	s.send(2, "t")
	s.pass(time.Second)
	s.send(1, "t")
	s.pass(time.Second)
	s.o.Finish(s.now, false)
	for _, f := range s.o.Tally().Reasons {
		if f.Count != 2 || !f.First.Equal(epoch) || f.Example.String() != "client 0: waited 2 s until the end" {
			t.Errorf("%d, first after %v, %q", f.Count, f.First.Sub(epoch), f.Example)
		}
	}
}

func TestTheReasonsThatATallyTellsApartAreBounded(t *testing.T) {
	s := newStream(nil)
	for status := range 900 {
		caller := s.page()
		s.answer(s.send(caller, "t"), 1000+status, "")
		s.reject(caller)
	}
	s.o.Finish(s.now, false)
	if n := len(s.o.Tally().Reasons); n > 210 {
		t.Errorf("%d reasons", n)
	}
	if n := s.failures()["request : further reasons"]; n != 700 {
		t.Errorf("%d further ones, want 700", n)
	}
	checkBooks(t, s.o.Tally())
}

func TestFailuresAreNotCountedWhereNobodyShowsThem(t *testing.T) {
	s := newStream(func(c *client.ObserverConfig) { c.NoExamples = true })
	caller := s.page()
	s.answer(s.send(caller, "t"), 500, "")
	s.reject(caller)
	s.code(s.wxLogin(), "c")
	s.answer(s.post("c"), 500, "")
	s.o.Finish(s.now, false)
	if y := s.o.Tally(); len(y.Reasons)+len(y.Statuses) > 0 || y.Rejected != 1 || y.LoginsFailed != 1 {
		t.Errorf("%+v", y)
	}
}
