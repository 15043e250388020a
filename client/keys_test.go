package client_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// closed is the answer of a server that cannot open what it was sent.
const closed = `{"code":42201}`

// sealedData is what wx.getUserInfo gives; it stands for the nth time.
func sealedData(n int) string { return fmt.Sprintf("ab+cd/SealedDataNumber%04d+ef==", n) }

// getUserInfo is a page's wx.getUserInfo. It returns the sealed data.
func (s *stream) getUserInfo() string {
	id := s.id()
	s.emit(wx.Event{Kind: wx.UserInfoCall, ID: id})
	s.pass(20 * ms)
	data := sealedData(id)
	s.emit(wx.Event{Kind: wx.UserInfoOK, ID: id, Data: data})
	return data
}

// carrying are the ways in which a request can carry sealed data.
func carrying(data string) map[string]func(*wx.Request) {
	return map[string]func(*wx.Request){
		"json":   func(r *wx.Request) { r.Body = []byte(`{"encryptedData":"` + data + `","iv":"iv=="}`) },
		"form":   func(r *wx.Request) { r.Body = []byte("iv=iv&encryptedData=" + url.QueryEscape(data)) },
		"query":  func(r *wx.Request) { r.URL += "?encryptedData=" + url.QueryEscape(data) },
		"path":   func(r *wx.Request) { r.URL += "/" + url.PathEscape(data) },
		"header": func(r *wx.Request) { r.Header = append(r.Header, wx.Header{Name: "X-Sealed", Value: data}) },
	}
}

// sendSealed sends a page's call with sealed data in its body.
func (s *stream) sendSealed(caller int, token, data string) int {
	r := s.requestOf(caller, token)
	carrying(data)["json"](r)
	id := s.called(r)
	s.leaves(id)
	return id
}

// unopened is a call with sealed data that the server cannot open.
func (s *stream) unopened(caller int, token, data string) {
	s.answer(s.sendSealed(caller, token, data), 422, closed)
	s.reject(caller)
}

// twice is a client whose second login is justified.
func twice(s *stream) {
	s.logIn("c1", "t1")
	s.tell(wx.Logout)
	s.logIn("c2", "t2")
}

func knowsKeys(c *client.ObserverConfig) {
	t := target
	t.KeyDisplaced = wrapper.Match{Path: "code", Values: []string{"42201"}}
	c.Target = &t
}

func TestJudgesDisplacedKeys(t *testing.T) {
	judge(t, []observed{
		{"data that cannot be opened after two logins", knowsKeys, func(s *stream) {
			twice(s)
			s.unopened(s.page(), "t2", s.getUserInfo())
		}, one(client.KeyDisplaced, "")},
		{"data that can be opened after two logins", knowsKeys, func(s *stream) {
			twice(s)
			caller := s.page()
			s.answer(s.sendSealed(caller, "t2", s.getUserInfo()), 200, "")
			s.resolve(caller, 200)
		}, nil},
		{"data that cannot be opened after one login", knowsKeys, func(s *stream) {
			s.logIn("c1", "t1")
			s.unopened(s.page(), "t1", s.getUserInfo())
		}, nil},
		{"data that cannot be opened after a login and a token from before the app's start", knowsKeys, func(s *stream) {
			s.o.ColdStart("t0")
			s.tell(wx.Logout)
			s.logIn("c1", "t1")
			s.unopened(s.page(), "t1", s.getUserInfo())
		}, one(client.KeyDisplaced, "")},
		{"data sealed under the key of a code that was never exchanged", knowsKeys, func(s *stream) {
			s.logIn("c1", "t1")
			s.code(s.wxLogin(), "c2")
			s.unopened(s.page(), "t1", s.getUserInfo())
		}, one(client.KeyDisplaced, "")},
		{"another request with the same answer", knowsKeys, func(s *stream) {
			twice(s)
			s.getUserInfo()
			caller := s.page()
			s.answer(s.send(caller, "t2"), 422, closed)
			s.reject(caller)
		}, nil},
		{"another answer to sealed data", knowsKeys, func(s *stream) {
			twice(s)
			caller := s.page()
			s.answer(s.sendSealed(caller, "t2", s.getUserInfo()), 400, `{"code":40000}`)
			s.reject(caller)
		}, nil},
	})
}

func TestJudgesDataThatWasSealedBeforeALogin(t *testing.T) {
	loggedIn := func(s *stream) { s.logIn("c1", "t1") }
	judge(t, []observed{
		{"sealed, rejected, a login, and the same data again", knowsKeys, func(s *stream) {
			loggedIn(s)
			data, caller := s.getUserInfo(), s.page()
			s.answer(s.sendSealed(caller, "t1", data), 401, "")
			s.logIn("c2", "t2")
			s.unopened(caller, "t2", data)
		}, one(client.SealedBeforeLogin, "")},
		{"once a call, however often it is sent", knowsKeys, func(s *stream) {
			loggedIn(s)
			data, caller := s.getUserInfo(), s.page()
			s.answer(s.sendSealed(caller, "t1", data), 401, "")
			s.logIn("c2", "t2")
			s.answer(s.sendSealed(caller, "t2", data), 422, closed)
			s.unopened(caller, "t2", data)
		}, one(client.SealedBeforeLogin, "")},
		{"sealed before the first login of all", knowsKeys, func(s *stream) {
			data := s.getUserInfo()
			loggedIn(s)
			s.unopened(s.page(), "t1", data)
		}, one(client.SealedBeforeLogin, "")},
		{"sealed before a login whose POST carries it", knowsKeys, func(s *stream) {
			data := s.getUserInfo()
			s.code(s.wxLogin(), "c1")
			r := postOf("c1")
			r.Body = []byte(`{"code":"c1","encryptedData":"` + data + `"}`)
			id := s.called(r)
			s.leaves(id)
			s.answer(id, 422, closed)
		}, one(client.SealedBeforeLogin, "")},
		{"sealed after wx.login, and in the login POST", knowsKeys, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			r := postOf("c1")
			r.Body = []byte(`{"code":"c1","encryptedData":"` + s.getUserInfo() + `"}`)
			id := s.called(r)
			s.leaves(id)
			s.answer(id, 422, closed)
		}, nil},
		{"sealed while wx.login was asking", knowsKeys, func(s *stream) {
			loggedIn(s)
			id := s.wxLogin()
			data := s.getUserInfo()
			s.code(id, "c2")
			s.token(s.post("c2"), "t2")
			s.unopened(s.page(), "t2", data)
		}, found{{Class: client.KeyDisplaced}: 1, {Class: client.DuplicateLogin, Kind: "needless"}: 1}},
		{"sealed before a wx.login whose code nobody sends", knowsKeys, func(s *stream) {
			loggedIn(s)
			data := s.getUserInfo()
			s.code(s.wxLogin(), "c2")
			s.unopened(s.page(), "t1", data)
		}, one(client.SealedBeforeLogin, "")},
		{"a wx.login that failed is none", knowsKeys, func(s *stream) {
			loggedIn(s)
			data := s.getUserInfo()
			s.tell(wx.Logout)
			s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
			s.unopened(s.page(), "t1", data)
		}, nil},
		{"sealed again after the login", knowsKeys, func(s *stream) {
			loggedIn(s)
			data, caller := s.getUserInfo(), s.page()
			s.answer(s.sendSealed(caller, "t1", data), 401, "")
			s.logIn("c2", "t2")
			s.answer(s.sendSealed(caller, "t2", s.getUserInfo()), 200, "")
			s.resolve(caller, 200)
		}, nil},
		{"sealed before a login that rotated no key", knowsKeys, func(s *stream) {
			loggedIn(s)
			data, caller := s.getUserInfo(), s.page()
			s.answer(s.sendSealed(caller, "t1", data), 401, "")
			s.logIn("c2", "t2")
			s.answer(s.sendSealed(caller, "t2", data), 200, "")
			s.resolve(caller, 200)
		}, nil},
		{"sent before the login, answered after it", knowsKeys, func(s *stream) {
			loggedIn(s)
			caller := s.page()
			id := s.sendSealed(caller, "t1", s.getUserInfo())
			s.tell(wx.Logout)
			s.logIn("c2", "t2")
			s.answer(id, 422, closed)
			s.reject(caller)
		}, nil},
		{"data of an earlier run of the app is forgotten", knowsKeys, func(s *stream) {
			data := s.getUserInfo()
			s.tell(wx.AppDestroy)
			loggedIn(s)
			s.unopened(s.page(), "t1", data)
		}, nil},
	})
}

func TestSealedDataIsKnownWhereverItIs(t *testing.T) {
	for where := range carrying("") {
		t.Run(where, func(t *testing.T) {
			s := newStream(knowsKeys)
			data := s.getUserInfo()
			s.logIn("c1", "t1")
			caller := s.page()
			r := s.requestOf(caller, "t1")
			carrying(data)[where](r)
			id := s.called(r)
			s.leaves(id)
			s.answer(id, 422, closed)
			s.reject(caller)
			s.finish(t, one(client.SealedBeforeLogin, ""))
		})
	}
}

func TestAnExampleOfDataSealedBeforeALoginNamesBothLogins(t *testing.T) {
	s := newStream(knowsKeys)
	s.logIn("c1", "t1")
	data, caller := s.getUserInfo(), s.page()
	s.answer(s.sendSealed(caller, "t1", data), 401, "")
	s.logIn("c2", "t2")
	s.unopened(caller, "t2", data)
	steps := s.example(client.SealedBeforeLogin, "")
	const want = "1020 answer r1 (request 1) with token #2: HTTP 422, sealed after the wx.login at 0.0 ms, sent after that at 520.0 ms"
	if got := steps[len(steps)-1]; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTheLastSealedDataOnlyIsRemembered(t *testing.T) {
	s := newStream(knowsKeys)
	first := s.getUserInfo()
	for range 100 {
		s.getUserInfo()
	}
	if n := s.o.StateSize(); n > 60 {
		t.Errorf("it remembers %d things", n)
	}
	s.logIn("c1", "t1")
	s.unopened(s.page(), "t1", first)
	s.finish(t, nil)
}

func TestJudgesLeakedKeys(t *testing.T) {
	leaky := func(s *stream, form string) {
		s.logIn("c1", "t1")
		caller := s.page()
		id := s.send(caller, "t1")
		s.emit(wx.Event{Kind: wx.RequestDone, ID: id, Request: s.requests[id],
			Response: &wx.Response{Status: 200, Caller: caller, Leak: form}})
		s.resolve(caller, 200)
	}
	judge(t, []observed{
		{"a key in an answer", nil, func(s *stream) { leaky(s, "hex") }, one(client.KeyLeaked, "")},
		{"no key in an answer", nil, func(s *stream) { leaky(s, "") }, nil},
	})
}

func TestJudgesIdentities(t *testing.T) {
	named := func(openid string) func(*client.ObserverConfig) {
		return func(c *client.ObserverConfig) {
			t := target
			t.Identity = "data.openid"
			c.Target, c.OpenID = &t, openid
		}
	}
	answers := func(bodies ...string) func(*stream) {
		return func(s *stream) {
			s.logIn("c1", "t1")
			for _, body := range bodies {
				caller := s.page()
				s.answer(s.send(caller, "t1"), 200, body)
				s.resolve(caller, 200)
			}
		}
	}
	const me, you, nobody = `{"data":{"openid":"me"}}`, `{"data":{"openid":"you"}}`, `{"data":{}}`
	judge(t, []observed{
		{"another user's answer", named("me"), answers(me, you, me), one(client.IdentityMixed, "")},
		{"the client's own answers", named("me"), answers(me, nobody, me), nil},
		{"another user's answer after the first", named(""), answers(nobody, me, you), one(client.IdentityMixed, "")},
		{"the same user's answers", named(""), answers(you, nobody, you), nil},
		{"answers that nobody compares", nil, answers(me, you), nil},
	})
}

func TestCountsTheLoginsThatGaveAToken(t *testing.T) {
	s := newStream(nil)
	twice(s)
	s.pass(ms)
	s.code(s.wxLogin(), "c3") // the same login POSTed twice, with success both times
	s.token(s.post("c3"), "t3")
	s.token(s.post("c3"), "t4")
	s.code(s.wxLogin(), "c4")
	s.answer(s.post("c4"), 500, "")
	s.post("c4") // no answer
	if n := s.o.LoginPosts(); n.Succeeded != 3 || n.Tokenless != 2 {
		t.Errorf("%d logins gave a token, want 3; %d POSTs gave none, want 2", n.Succeeded, n.Tokenless)
	}
}

func TestTheTimeInWhichWeChatSealsIsNotTheWrappers(t *testing.T) {
	judge(t, []observed{
		{"sealed again after the login", nil, func(s *stream) {
			caller := s.page()
			s.logIn("c1", "t1")
			s.pass(60 * ms)
			data := s.getUserInfo()
			s.answer(s.sendSealed(caller, "t1", data), 200, "")
			s.resolve(caller, 200)
		}, nil},
		{"sealed, and sent much later", nil, func(s *stream) {
			caller := s.page()
			s.logIn("c1", "t1")
			data := s.getUserInfo()
			s.pass(60 * ms)
			s.answer(s.sendSealed(caller, "t1", data), 200, "")
			s.resolve(caller, 200)
		}, one(client.SlowAfterLogin, "")},
	})
}
