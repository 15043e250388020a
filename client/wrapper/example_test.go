package wrapper_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// phone is a host in virtual time: WeChat takes 30 ms, the developer server 50.
type phone struct {
	now    time.Duration
	timers []*timer
}

type timer struct {
	at      time.Duration
	task    loop.Task
	stopped bool
}

func (t *timer) Stop() { t.stopped = true }

func (p *phone) Now() time.Time { return time.Unix(0, 0).Add(p.now) }

func (p *phone) Rand() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

func (p *phone) After(d time.Duration, t loop.Task) loop.Stopper {
	x := &timer{at: p.now + d, task: t}
	p.timers = append(p.timers, x)
	return x
}

func (p *phone) after(ms time.Duration, f func()) loop.Stopper {
	return p.After(ms*time.Millisecond, loop.Func(f))
}

func (p *phone) Login(done func(string, error)) { p.after(30, func() { done("code 1", nil) }) }

func (p *phone) CheckSession(done func(error)) { p.after(30, func() { done(nil) }) }

func (p *phone) UserInfo(done func(*wx.UserInfo, error)) {
	p.after(30, func() { done(&wx.UserInfo{}, nil) })
}

// Request is the developer server: a login gets a token, and everything else wants it.
func (p *phone) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	answer := &wx.Response{Status: 200, Body: []byte(`{"data": "welcome"}`)}
	switch {
	case strings.HasSuffix(r.URL, "/login"):
		answer.Body = []byte(`{"data": {"token": "token 1"}}`)
	case r.HeaderValue("Authorization") != "token 1":
		answer = &wx.Response{Status: 401}
	}
	return p.after(50, func() { to.Receive(answer, nil) })
}

// run runs the timers until none is left.
func (p *phone) run() {
	for len(p.timers) > 0 {
		first := 0
		for i, t := range p.timers {
			if t.at < p.timers[first].at {
				first = i
			}
		}
		t := p.timers[first]
		p.timers = append(p.timers[:first], p.timers[first+1:]...)
		if !t.stopped {
			p.now = t.at
			t.task.Run()
		}
	}
}

// open runs an app with a wrapper on a phone: it is launched, and a page makes two
// requests. What the platform sees is printed.
func open(info wrapper.Info) {
	p := &phone{}
	l := loop.New(p, nil)
	defer l.Close()
	platform := wx.New(p, l, &wx.Storage{}, wx.Config{EnvVersion: "release", Observe: func(e *wx.Event) {
		switch e.Kind {
		case wx.LoginCall:
			fmt.Printf("%3d wx.login\n", p.now.Milliseconds())
		case wx.RequestSend:
			fmt.Printf("%3d %s %s %q\n", p.now.Milliseconds(), e.Request.Method, e.Request.URL, e.Request.HeaderValue("Authorization"))
		default: // the rest is not printed
		}
	}})
	settings := info.Defaults
	settings.Domains = map[string]string{"release": "https://api.example.com"}
	app := info.New(wrapper.Env{Loop: l, WX: platform}, &settings)

	request := func(c *wrapper.Call) {
		app.Request(c).OnSettled(func(r *wx.Response, err error) {
			if err != nil {
				fmt.Printf("%3d %s: %v\n", p.now.Milliseconds(), c.Name, err)
			} else {
				fmt.Printf("%3d %s: %s\n", p.now.Milliseconds(), c.Name, r.JSON("data"))
			}
		})
	}
	l.Turn(func() { app.Launch() })
	l.Turn(func() {
		app.Load([]*wrapper.Call{
			{ID: 1, Name: "banner", Method: "GET", URL: "/banner", Identity: true},
			{ID: 2, Name: "list", Method: "GET", URL: "/list", Identity: true},
		}, request)
	})
	p.run()
}

// The reference wrapper logs in once for the launch and both requests.
func Example() {
	reference, _ := wrapper.Find("reference")
	open(reference)

	// Output:
	//   0 wx.login
	//  30 POST https://api.example.com/login ""
	//  80 GET https://api.example.com/banner "token 1"
	//  80 GET https://api.example.com/list "token 1"
	// 130 banner: welcome
	// 130 list: welcome
}

// hasty is a wrapper of one's own, which sends at once whatever token there is. It
// logs in on launch, and lets nobody wait for that.
type hasty struct {
	wrapper.Env
	settings *wrapper.Settings
}

func (w *hasty) Launch() *loop.Promise[any] {
	return loop.Async(w.Loop, func() (any, error) {
		code := loop.NewPromise[string](w.Loop)
		w.WX.Login(code.Settle)
		c, err := code.Await()
		if err != nil {
			return nil, err
		}
		r := w.settings.Target.LoginRequest(c)
		r.URL = w.settings.Domains[w.WX.AccountInfo().EnvVersion] + r.URL
		answer, err := w.send(r).Await()
		if err != nil {
			return nil, err
		}
		token, ok := w.settings.Target.NewToken(answer)
		if !ok {
			return nil, wrapper.ErrNoToken
		}
		return nil, w.WX.SetStorage(w.settings.TokenKey, token)
	})
}

func (w *hasty) Request(c *wrapper.Call) *loop.Promise[*wx.Response] {
	r := &wx.Request{Method: c.Method, Name: c.Name, Caller: c.ID, Header: c.Header, Body: c.Body}
	r.URL = w.settings.Domains[w.WX.AccountInfo().EnvVersion] + c.URL
	w.settings.Target.Carry(r, w.WX.GetStorage(w.settings.TokenKey))
	return loop.Then(w.send(r), func(answer *wx.Response) (*wx.Response, error) {
		if !w.settings.Target.Succeeded(answer) {
			return nil, &wrapper.StatusError{Response: answer}
		}
		return answer, nil
	}, nil)
}

func (w *hasty) send(r *wx.Request) *loop.Promise[*wx.Response] {
	answer := loop.NewPromise[*wx.Response](w.Loop)
	w.WX.Request(r, answer.Settle)
	return answer
}

func (w *hasty) Load(calls []*wrapper.Call, issue func(*wrapper.Call)) {
	for _, c := range calls {
		issue(c)
	}
}

func (w *hasty) Show() {}

func (w *hasty) Logout() { w.WX.RemoveStorage(w.settings.TokenKey) }

// A wrapper of one's own is an Info: whoever runs wrappers is given it.
func ExampleInfo() {
	reference, _ := wrapper.Find("reference")
	open(wrapper.Info{
		ID:       "hasty",
		Summary:  "sends at once; logs in on launch",
		Shape:    "flyjs", // the backend that it is written for
		New:      func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper { return &hasty{env, s} },
		Defaults: reference.Defaults,
	})

	// Output:
	//   0 wx.login
	//   0 GET https://api.example.com/banner ""
	//   0 GET https://api.example.com/list ""
	//  30 POST https://api.example.com/login ""
	//  50 banner: http 401
	//  50 list: http 401
}

// A Target knows how requests and answers of a developer server are to be read.
func ExampleTarget() {
	target := wrapper.Target{
		Login: wrapper.LoginEndpoint{Path: "/login", Token: "data.token", ExpiresIn: "data.expires_in",
			Code: wrapper.Place{In: wrapper.InBody, Name: "code"}},
		Token:       wrapper.Place{In: wrapper.InHeader, Name: "Authorization"},
		Prefix:      "Bearer ",
		AuthFailure: wrapper.Match{Status: []int{401}, Path: "code", Values: []string{"40100"}},
	}

	login := target.LoginRequest("code 1")
	fmt.Printf("%s %s %s\n", login.Method, login.URL, login.Body)

	answer := &wx.Response{Status: 200, Body: []byte(`{"data": {"token": "token 1", "expires_in": 7200}}`)}
	token, ok := target.NewToken(answer)
	life, unit := target.Lifetime(answer, time.Now())
	fmt.Println(token, ok, life, unit)

	r := &wx.Request{URL: "https://api.example.com/me"}
	target.Carry(r, token)
	fmt.Println(r.HeaderValue("Authorization"), "is", target.TokenOf(r))

	// A number is another value than a string of the same digits.
	fmt.Println(target.AuthFailed(&wx.Response{Status: 200, Body: []byte(`{"code": 40100}`)}),
		target.AuthFailed(&wx.Response{Status: 200, Body: []byte(`{"code": "40100"}`)}))

	// Output:
	// POST /login {"code":"code 1"}
	// token 1 true 2h0m0s s
	// Bearer token 1 is token 1
	// true false
}
