package wx_test

import (
	"errors"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
)

func TestRequestsWaitForASlotInOrder(t *testing.T) {
	d := newDevice(t, wx.Config{Slots: 2})
	for _, path := range []string{"/1", "/2", "/3", "/4"} {
		d.ask(path, get(path))
	}
	d.wantLeft("/1", "/2")
	d.wantEvents("wx.request 1", "send 1", "wx.request 2", "send 2", "wx.request 3", "wx.request 4")
	d.answer(1, 500)
	d.wantEvents("answer 2", "send 3") // before the callback
	d.wantBack("/2: 500")
	d.answer(0, 200)
	d.answer(2, 404)
	d.wantLeft("/1", "/2", "/3", "/4")
	if d.InFlight() != 1 || d.Idle() {
		t.Errorf("%d in flight, idle %v", d.InFlight(), d.Idle())
	}
	d.answer(3, 200)
	d.wantBack("/1: 200", "/3: 404", "/4: 200")
	if !d.Idle() {
		t.Error("nothing is under way")
	}
}

func TestAnOriginIsTheSameInAnySpelling(t *testing.T) {
	for url, want := range map[string]string{
		"HTTP://LocalHost:3000/A": "http://localhost:3000", "http://localhost.:3000/a.:b": "http://localhost:3000",
		"https://Example.com./x": "https://example.com", "https://example.com.?q=.": "https://example.com", "http://[::1]:80": "http://[::1]:80",
	} {
		if got, is := wx.Origin(url); got != want || !is {
			t.Errorf("%s: got %q, %v, want %q", url, got, is, want)
		}
	}
}

func TestNoSlotLimitMeansNone(t *testing.T) {
	d := newDevice(t, wx.Config{})
	for range 100 {
		d.ask("", get("/"))
	}
	if d.InFlight() != 100 {
		t.Errorf("%d in flight", d.InFlight())
	}
}

func TestWithDropARequestWithoutASlotFailsInALaterTurn(t *testing.T) {
	d := newDevice(t, wx.Config{Slots: 1, Drop: true})
	d.ask("a", get("/a"))
	d.ask("b", get("/b"))
	d.wantBack()
	d.w.pass(0)
	d.wantBack("b: request:fail exceed max task count 600007")
	d.wantEvents("wx.request 1", "send 1", "wx.request 2", "drop 2")
	d.answer(0, 200)
	d.ask("c", get("/c"))
	d.wantLeft("/a", "/c")
}

func TestAbort(t *testing.T) {
	d := newDevice(t, wx.Config{Slots: 1})
	running := d.ask("running", get("/1"))
	queued := d.ask("queued", get("/2"))
	d.ask("next", get("/3"))
	queued.Abort()
	queued.Abort()
	d.w.pass(0)
	d.wantBack("queued: request:fail abort 0")
	running.Abort()
	running.Abort()
	if !d.w.requests[0].aborted {
		t.Error("the host was not told")
	}
	d.wantBack() // not inside the call
	d.w.pass(0)
	d.wantBack("running: request:fail abort 0")
	d.wantLeft("/1", "/3")
	d.answer(1, 200)
	d.wantBack("next: 200")
	running.Abort()
	queued.Abort()
	d.w.pass(time.Hour)
	d.wantBack()
	if !d.Idle() {
		t.Error("it is not idle")
	}
	d.wantEvents("wx.request 1", "send 1", "wx.request 2", "wx.request 3", "drop 2", "fail 1", "send 3", "answer 3")
}

func TestTheHostKeepsTheTimeout(t *testing.T) {
	d := newDevice(t, wx.Config{})
	d.ask("", get("/a"))
	r := get("/b")
	r.Timeout = 5 * time.Second
	d.ask("b", r)
	if got := d.w.requests[0].r.Timeout; got != time.Minute {
		t.Errorf("default timeout %v", got)
	}
	if got := d.w.requests[1].r.Timeout; got != 5*time.Second {
		t.Errorf("timeout %v", got)
	}
	d.w.pass(time.Hour)
	d.wantBack() // the platform has no clock of its own
	d.w.requests[1].to.Receive(nil, &wx.Error{ErrMsg: "request:fail timeout"})
	d.wantBack("b: request:fail timeout 0")
}

func TestRefusedRequestsNeverLeave(t *testing.T) {
	d := newDevice(t, wx.Config{Domains: []string{origin}})
	for _, url := range []string{"", "/path", "api.example.com", "ftp://api.example.com", "https://", "https:///x",
		"https://:80/", "https://a b/", "HTTPS://API.example.com/ok", "https://api.example.com.evil.com/", "http://api.example.com/",
		"https://api.example.com?q", "https://api.example.com:444/"} {
		d.ask(url, &wx.Request{URL: url})
		d.w.pass(0)
	}
	invalid, foreign := ": request:fail invalid url 600009", ": request:fail url not in domain list 600002"
	d.wantBack(invalid, "/path"+invalid, "api.example.com"+invalid, "ftp://api.example.com"+invalid, "https://"+invalid,
		"https:///x"+invalid, "https://:80/"+invalid, "https://a b/"+invalid, "https://api.example.com.evil.com/"+foreign,
		"http://api.example.com/"+foreign, "https://api.example.com:444/"+foreign)
	if d.InFlight() != 2 {
		t.Errorf("%d left, want two", d.InFlight())
	}
}

func TestTheRefererIsThePlatforms(t *testing.T) {
	for _, x := range []struct{ env, version, want string }{
		{"release", "1.2.3", "https://servicewechat.com/wx123/1.2.3/page-frame.html"},
		{"trial", "1.2.3", "https://servicewechat.com/wx123/0/page-frame.html"},
		{"develop", "", "https://servicewechat.com/wx123/0/page-frame.html"},
	} {
		d := newDevice(t, wx.Config{EnvVersion: x.env, Version: x.version})
		r := get("/")
		r.Header = []wx.Header{{Name: "X-A", Value: "1"}, {Name: "rEFERER", Value: "https://evil.example.com"}}
		d.ask("", r)
		sent := d.w.requests[0].r
		if got := sent.HeaderValue("Referer"); got != x.want || len(sent.Header) != 2 {
			t.Errorf("%s: %q in %v", x.env, got, sent.Header)
		}
		info := d.AccountInfo()
		if released := x.env == "release"; info.AppID != "wx123" || info.EnvVersion != x.env || (info.Version != "") != released {
			t.Errorf("account info %+v", info)
		}
	}
}

func TestDataGoesWhereTheMethodAndTheContentTypeWantIt(t *testing.T) {
	form := "application/x-www-form-urlencoded; charset=utf-8"
	for _, x := range []struct {
		method, path, contentType, data    string
		wantPath, wantBody, wantType, what string
	}{
		{"GET", "/a", "", `{"q":"a b","n":1}`, "/a?q=a+b&n=1", "", "", "a GET has it in the query"},
		{"", "/a?x=1", "", `{"q":"&"}`, "/a?x=1&q=%26", "", "", "behind what is there"},
		{"GET", "/a", "", `{}`, "/a", "", "", "nothing of nothing"},
		{"POST", "/a", "", `{"q":1}`, "/a", `{"q":1}`, "application/json", "JSON is the default"},
		{"POST", "/a", form, `{"q":"ü","n":null}`, "/a", "q=%C3%BC&n=", form, "a form"},
		{"PUT", "/a", "text/plain", `{"q":1}`, "/a", `{"q":1}`, "text/plain", "anything else stays"},
		{"POST", "/a", "", "", "/a", "", "", "no data, no type"},
	} {
		d := newDevice(t, wx.Config{})
		r := &wx.Request{Method: x.method, URL: origin + x.path, Body: []byte(x.data)}
		if x.contentType != "" {
			r.Header = []wx.Header{{Name: "content-type", Value: x.contentType}}
		}
		d.ask("", r)
		sent := d.w.requests[0].r
		if got := sent.URL[len(origin):]; got != x.wantPath || string(sent.Body) != x.wantBody || sent.HeaderValue("Content-Type") != x.wantType {
			t.Errorf("%s: %s %q %q", x.what, got, sent.Body, sent.HeaderValue("Content-Type"))
		}
	}
}

func TestARawBodyStaysWhatItIs(t *testing.T) {
	for _, contentType := range []string{"application/json", "application/x-www-form-urlencoded"} {
		d := newDevice(t, wx.Config{})
		d.ask("", &wx.Request{Method: "POST", URL: origin + "/a", Body: []byte(`{"q":1}`), Raw: true,
			Header: []wx.Header{{Name: "content-type", Value: contentType}}})
		sent := d.w.requests[0].r
		if string(sent.Body) != `{"q":1}` || sent.HeaderValue("Content-Type") != contentType {
			t.Errorf("%q %q", sent.Body, sent.HeaderValue("Content-Type"))
		}
	}
}

func TestResponsesThatAreNotJSONHaveNoValues(t *testing.T) {
	for _, body := range []string{"", "{", "null", "<html>", `{"a":{}}x`} {
		r := &wx.Response{Body: []byte(body)}
		if r.JSON("a.b").Exists() {
			t.Errorf("%q: it has a value", body)
		}
	}
	r := &wx.Response{Status: 204, Body: []byte(`{"a":{"b":"c"}}`)}
	if r.JSON("a.b").String() != "c" || r.JSON("").Get("a.b").String() != "c" || !r.Success() {
		t.Error("the body is JSON, and its status a success")
	}
}

func TestLoginAndCheckSession(t *testing.T) {
	d := newDevice(t, wx.Config{})
	var got []string
	d.loop.Turn(func() {
		d.Login(func(code string, err error) { got = append(got, "code "+code) })
		d.Login(func(code string, err error) { got = append(got, err.Error()) })
		d.CheckSession(func(err error) { got = append(got, "session holds") })
		d.CheckSession(func(err error) { got = append(got, err.Error()) })
	})
	if d.Idle() {
		t.Error("four calls wait for an answer")
	}
	d.w.checks[1](errors.New("checkSession:fail"))
	d.w.checks[0](nil)
	d.w.logins[0]("c1", nil)
	d.w.logins[1]("", errors.New("login:fail"))
	if want := "[checkSession:fail session holds code c1 login:fail]"; want != sprint(got) {
		t.Errorf("got %v", got)
	}
	d.wantEvents("wx.login 1", "wx.login 2", "wx.checkSession 3", "wx.checkSession 4",
		"wx.checkSession.fail 4", "wx.checkSession.ok 3", "wx.login.ok 1", "wx.login.fail 2")
	if !d.Idle() {
		t.Error("all were answered")
	}
}
