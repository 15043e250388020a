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

const (
	ms     = time.Millisecond
	origin = "https://api.example.com"
)

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

var target = wrapper.Target{
	Login: wrapper.LoginEndpoint{Path: "/login", Code: wrapper.Place{In: wrapper.InBody, Name: "code"},
		Token: "token", ExpiresIn: "expires_in"},
	Token:       wrapper.Place{In: wrapper.InHeader, Name: "Authorization"},
	AuthFailure: wrapper.Match{Status: []int{401}},
}

// stream tells an observer what a client does, step by step, at explicit times.
type stream struct {
	o        *client.Observer
	now      time.Time
	host     string // that requests go to, as an origin
	ids      int
	callers  int
	requests map[int]*wx.Request
	names    map[int]string
}

// newStream observes a client with no token, at time zero.
func newStream(change func(*client.ObserverConfig)) *stream {
	cfg := client.ObserverConfig{Target: &target, TokenKey: "token", Domain: origin, Deadline: time.Minute,
		Foreign: []string{"https://trial.example.com", origin}}
	if change != nil {
		change(&cfg)
	}
	return &stream{o: client.NewObserver(cfg), now: epoch, host: origin, requests: map[int]*wx.Request{}, names: map[int]string{}}
}

func (s *stream) emit(e wx.Event) {
	e.At = s.now
	s.o.Observe(&e)
}

// pass lets time go on.
func (s *stream) pass(d time.Duration) { s.now = s.now.Add(d) }

func (s *stream) tell(k wx.Kind) { s.emit(wx.Event{Kind: k}) }

func (s *stream) id() int {
	s.ids++
	return s.ids
}

// wxLogin is wx.login.
func (s *stream) wxLogin() int {
	id := s.id()
	s.emit(wx.Event{Kind: wx.LoginCall, ID: id})
	return id
}

func (s *stream) code(id int, code string) { s.emit(wx.Event{Kind: wx.LoginOK, ID: id, Code: code}) }

func (s *stream) check() int {
	id := s.id()
	s.emit(wx.Event{Kind: wx.CheckCall, ID: id})
	return id
}

func (s *stream) checked(id int, holds bool) {
	if holds {
		s.emit(wx.Event{Kind: wx.CheckOK, ID: id})
	} else {
		s.emit(wx.Event{Kind: wx.CheckFail, ID: id, Err: &wx.Error{ErrMsg: "checkSession:fail"}})
	}
}

// called is wx.request, before the request leaves.
func (s *stream) called(r *wx.Request) int {
	id := s.id()
	s.requests[id] = r
	s.emit(wx.Event{Kind: wx.RequestCall, ID: id, Request: r})
	return id
}

func (s *stream) leaves(id int) {
	s.emit(wx.Event{Kind: wx.RequestSend, ID: id, Request: s.requests[id]})
}

func postOf(code string) *wx.Request {
	return &wx.Request{Method: "POST", URL: origin + "/login", Body: []byte(`{"code":"` + code + `"}`)}
}

// post sends the login POST of a code.
func (s *stream) post(code string) int {
	r := postOf(code)
	r.URL = s.host + "/login"
	id := s.called(r)
	s.leaves(id)
	return id
}

// answer answers a request.
func (s *stream) answer(id, status int, body string) {
	r := s.requests[id]
	s.emit(wx.Event{Kind: wx.RequestDone, ID: id, Request: r,
		Response: &wx.Response{Status: status, Body: []byte(body), Caller: r.Caller}})
}

func (s *stream) token(id int, token string) { s.answer(id, 200, `{"token":"`+token+`"}`) }

func (s *stream) breaks(id int) {
	s.emit(wx.Event{Kind: wx.RequestFail, ID: id, Request: s.requests[id], Err: &wx.Error{ErrMsg: "request:fail timeout"}})
}

func (s *stream) dropped(id, errno int) {
	s.emit(wx.Event{Kind: wx.RequestDrop, ID: id, Request: s.requests[id], Err: &wx.Error{ErrMsg: "request:fail", Errno: errno}})
}

// logIn is a whole login, half a second long.
func (s *stream) logIn(code, token string) {
	id := s.wxLogin()
	s.pass(250 * ms)
	s.code(id, code)
	post := s.post(code)
	s.pass(250 * ms)
	s.token(post, token)
}

// begin is a login whose POST is not answered.
func (s *stream) begin(code string) int {
	s.code(s.wxLogin(), code)
	return s.post(code)
}

// page is a page that wants something with a token.
func (s *stream) page() int { return s.pageWith("GET", true) }

func (s *stream) pageWith(method string, identity bool) int {
	s.callers++
	s.names[s.callers] = fmt.Sprintf("r%d", s.callers)
	s.emit(wx.Event{Kind: wx.PageCall, ID: s.callers, Name: s.names[s.callers], Method: method, Identity: identity})
	return s.callers
}

// requestOf is the wx.request for a page's call.
func (s *stream) requestOf(caller int, token string) *wx.Request {
	r := &wx.Request{Method: "GET", URL: s.host + "/api", Name: s.names[caller], Caller: caller}
	if token != "" {
		r.Header = []wx.Header{{Name: "authorization", Value: token}}
	}
	return r
}

// send sends a page's call with a token; the empty token is none.
func (s *stream) send(caller int, token string) int {
	id := s.called(s.requestOf(caller, token))
	s.leaves(id)
	return id
}

// resolve settles a page's call with the answer that a send of it got.
func (s *stream) resolve(caller, status int) {
	s.emit(wx.Event{Kind: wx.PageSettle, ID: caller, Name: s.names[caller],
		Response: &wx.Response{Status: status, Caller: caller}})
}

func (s *stream) reject(caller int) {
	s.emit(wx.Event{Kind: wx.PageSettle, ID: caller, Name: s.names[caller], Err: fmt.Errorf("no")})
}

func (s *stream) empty(caller int) {
	s.emit(wx.Event{Kind: wx.PageSettle, ID: caller, Name: s.names[caller]})
}

// serve is a page's call that succeeds at once.
func (s *stream) serve(token string) {
	caller := s.page()
	id := s.send(caller, token)
	s.pass(50 * ms)
	s.answer(id, 200, "")
	s.resolve(caller, 200)
}

// refused is a send that is answered with the authentication failure.
func (s *stream) refused(caller int, token string) {
	id := s.send(caller, token)
	s.pass(50 * ms)
	s.answer(id, 401, "")
}

// retried is a send that is answered with success, and settles its call.
func (s *stream) retried(caller int, token string) {
	id := s.send(caller, token)
	s.pass(50 * ms)
	s.answer(id, 200, "")
	s.resolve(caller, 200)
}

// defects are the classes and kinds that were found, and how often.
func (s *stream) defects() map[client.DefectKey]int64 {
	found := map[client.DefectKey]int64{}
	for key, d := range s.o.Tally().Defects {
		found[key] = d.Count
	}
	return found
}

// finish closes the books and checks them, and that nothing but these defects
// was found.
func (s *stream) finish(t *testing.T, want map[client.DefectKey]int64) {
	t.Helper()
	s.o.Finish(s.now, false)
	if found := s.defects(); !maps.Equal(found, want) {
		t.Errorf("found %v\nwant  %v", found, want)
	}
	checkBooks(t, s.o.Tally())
}

func checkBooks(t *testing.T, y *client.Tally) {
	t.Helper()
	for _, eq := range []struct {
		name        string
		left, right int64
	}{
		{"issued", y.Issued, y.OK + y.Rejected + y.AuthFailure + y.HTTPError + y.Empty + y.Hung + y.Open},
		{"logins by end", y.LoginsStarted, y.LoginsSucceeded + y.LoginsFailed + y.LoginsAbandoned + y.LoginsRunning},
		{"logins by cause", y.LoginsStarted, y.Justified + y.Duplicates() + y.LoginsStray},
		{"refreshes by end", y.Refreshes.Started, y.Refreshes.Succeeded + y.Refreshes.Failed + y.Refreshes.Abandoned + y.Refreshes.Running},
		{"refreshes by cause", y.Refreshes.Started, y.Refreshes.Justified + y.Refreshes.Duplicates()},
		{"failed refreshes by reason", y.Refreshes.Started - y.Refreshes.Succeeded, reasons(y, client.FailedRefresh)},
		{"sends", y.Sends, y.Answers + y.Failures + y.InFlight},
		{"failed requests by reason", y.Issued - y.OK, reasons(y, client.FailedRequest)},
		{"failed logins by reason", y.LoginsFailed + y.LoginsAbandoned - y.LoginsStray + y.LoginsRunning, reasons(y, client.FailedLogin)},
	} {
		if eq.left != eq.right {
			t.Errorf("books, %s: %d, but the parts are %d in all", eq.name, eq.left, eq.right)
		}
	}
	var byName client.Outcomes
	for _, n := range y.ByName {
		byName.Issued += n.Issued
		byName.OK += n.OK
	}
	if byName.Issued != y.Issued || byName.OK != y.OK {
		t.Errorf("by name: %+v, in all: %+v", byName, y.Outcomes)
	}
}

// reasons is how many failures of a sort are counted by their reasons.
func reasons(y *client.Tally, of string) int64 {
	n := int64(0)
	for key, f := range y.Reasons {
		if key.Of == of {
			n += f.Count
		}
	}
	return n
}
