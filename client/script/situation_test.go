package script_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// nodeSituation is one of conformance/node/situations.json; world.mjs says the rules.
type nodeSituation struct {
	Name      string
	Horizon   int64
	Latencies map[string][]int64
	Actions   []struct {
		At      int64
		Request string
		Expire  bool
	}
	LoginFails, AlwaysExpired, WXLoginFails bool
}

// counts are what is compared.
type counts struct {
	Logins, Posts, Checks, Infos, Sends, Resolved, Rejected, Never int
	Sent                                                           map[string]int
}

// conformance is the world of a situation.
type conformance struct {
	nodeSituation
	counts
	tally  *client.Tally
	now    int64
	events []*conformanceEvent // by time, then by insertion
	codes  int
	fresh  map[string]bool
	issued int
	valid  map[string]bool
}

type conformanceEvent struct {
	at  int64
	run func() // nil once it was stopped
}

func (e *conformanceEvent) Stop() { e.run = nil }

func conformanceSettings() wrapper.Settings {
	return wrapper.Settings{TokenKey: "token", Target: wrapper.Target{
		Login:       wrapper.LoginEndpoint{Path: "/login", Code: wrapper.Place{Name: "code"}, Token: "data.token"},
		Token:       wrapper.Place{In: wrapper.InHeader, Name: "Authorization"},
		AuthFailure: wrapper.Match{Status: []int{401}}}}
}

func (s nodeSituation) run(info wrapper.Info) counts { return s.play(info).counts }

// play is run for those who want the whole world at its end.
func (s nodeSituation) play(info wrapper.Info) *conformance {
	w := &conformance{nodeSituation: s, fresh: map[string]bool{}, valid: map[string]bool{"held": true}, counts: counts{Sent: map[string]int{}}, tally: client.NewTally()}
	settings := info.Defaults
	c := client.New(w, client.Config{Wrapper: info, Settings: &settings, Platform: wx.Config{EnvVersion: "develop", Observe: w.observe},
		Observer: client.ObserverConfig{Tally: w.tally}})
	for _, a := range s.Actions {
		w.at(a.At, func() {
			if a.Expire {
				w.valid = map[string]bool{}
				return
			}
			w.Never++
			c.Load([]*wrapper.Call{{Name: a.Request, Method: "GET", URL: "/api/" + a.Request, Identity: true}})
		})
	}
	for len(w.events) > 0 && w.events[0].at <= s.Horizon {
		e := w.events[0]
		w.events = w.events[1:]
		if e.run != nil {
			w.now = e.at
			e.run()
		}
	}
	c.Stop()
	return w
}

func (w *conformance) observe(e *wx.Event) {
	switch e.Kind {
	case wx.LoginCall:
		w.Logins++
	case wx.CheckCall:
		w.Checks++
	case wx.UserInfoCall:
		w.Infos++
	case wx.PageSettle:
		w.Never--
		if e.Err != nil {
			w.Rejected++
		} else {
			w.Resolved++
		}
	default: // not counted
	}
}

func (w *conformance) at(ms int64, f func()) *conformanceEvent {
	e := &conformanceEvent{ms, f}
	i := len(w.events)
	for i > 0 && w.events[i-1].at > ms {
		i--
	}
	w.events = slices.Insert(w.events, i, e)
	return e
}

func (w *conformance) after(ms int64, f func()) *conformanceEvent { return w.at(w.now+ms, f) }

func (w *conformance) Now() time.Time { return time.UnixMilli(w.now) }

func (w *conformance) Rand() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

func (w *conformance) After(d time.Duration, t loop.Task) loop.Stopper {
	return w.after(d.Milliseconds(), t.Run)
}

func (w *conformance) Login(done func(string, error)) {
	code := ""
	w.after(15, func() {
		if !w.WXLoginFails {
			w.codes++
			code = fmt.Sprint("c", w.codes)
			w.fresh[code] = true
		}
	})
	w.after(30, func() {
		if code == "" {
			done("", &wx.Error{ErrMsg: "login:fail"})
		} else {
			done(code, nil)
		}
	})
}

func (w *conformance) CheckSession(done func(error)) { w.after(20, func() { done(nil) }) }

func (w *conformance) UserInfo(done func(*wx.UserInfo, error)) {
	w.after(30, func() { done(&wx.UserInfo{RawData: "{}", EncryptedData: "e", IV: "i"}, nil) })
}

func (w *conformance) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	path, _, _ := strings.Cut(r.URL, "?")
	name := path[strings.LastIndexByte(path, '/')+1:]
	latency := int64(100)
	if name == "login" {
		w.Posts++
	} else {
		w.Sends++
		w.Sent[name]++
		latency = 50
		if list := w.Latencies[name]; len(list) >= w.Sent[name] {
			latency = list[w.Sent[name]-1]
		}
	}
	var answer *wx.Response
	w.after(latency/2, func() { answer = w.serve(r, name) })
	return w.after(latency, func() { to.Receive(answer, nil) })
}

const magic = "F2C224D4-2BCE-4C64-AF9F-A6D872000D1A"

func (w *conformance) serve(r *wx.Request, name string) *wx.Response {
	respond := func(status int, format string, values ...any) *wx.Response {
		return &wx.Response{Status: status, Body: fmt.Appendf(nil, format, values...)}
	}
	if name != "login" {
		if w.valid[r.HeaderValue("Authorization")] || w.valid[r.HeaderValue("X-WX-Skey")] {
			return respond(200, `{"code":0,"data":{"name":%q}}`, name)
		}
		return respond(401, `{"code":-1,"error":"ERR_INVALID_SESSION",%q:1}`, magic)
	}
	if w.LoginFails {
		return respond(500, `{"code":1,"message":"no"}`)
	}
	code := r.HeaderValue("X-WX-Code")
	if code == "" {
		var body struct{ Code string }
		json.Unmarshal(r.Body, &body)
		code = body.Code
	}
	if !w.fresh[code] {
		return respond(400, `{"code":2}`)
	}
	delete(w.fresh, code)
	w.issued++
	token := fmt.Sprint("t", w.issued)
	w.valid[token] = !w.AlwaysExpired
	return respond(200, `{"code":0,"data":{"token":%q,"skey":%[1]q,"userinfo":{}},"session":{"id":"1","skey":%[1]q},%[2]q:1}`, token, magic)
}
