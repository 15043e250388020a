package script_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// network is a world whose answers come in any order. Each answer carries the
// number of its send.
type network struct {
	random  *rand.Rand
	waiting []func()
	sends   []*wx.Request
	valid   string
	faulty  bool
}

func (n *network) Rand() *rand.Rand { return n.random }

func (n *network) Now() time.Time { return time.Unix(0, 0) }

func (n *network) After(d time.Duration, t loop.Task) loop.Stopper {
	e := &promptTimer{}
	if d < time.Minute {
		n.waiting = append(n.waiting, func() {
			if !e.stopped {
				t.Run()
			}
		})
	}
	return e
}

func (n *network) Login(done func(string, error)) {
	n.waiting = append(n.waiting, func() { done("c", nil) })
}

func (n *network) CheckSession(done func(error)) {
	n.waiting = append(n.waiting, func() { done(nil) })
}

func (n *network) UserInfo(func(*wx.UserInfo, error)) {}

func (n *network) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	n.sends = append(n.sends, r)
	number := len(n.sends)
	good := r.HeaderValue("Authorization") == n.valid // as the server finds it when it is sent
	n.waiting = append(n.waiting, func() {
		switch {
		case strings.HasSuffix(r.URL, "/login"):
			to.Receive(&wx.Response{Status: 200, Body: fmt.Appendf(nil, `{"token":%q}`, n.valid)}, nil)
		case n.faulty && n.random.IntN(4) == 0:
			to.Receive(nil, &wx.Error{ErrMsg: "request:fail"})
		case !good:
			to.Receive(&wx.Response{Status: 401, Body: []byte(`{}`)}, nil)
		default:
			to.Receive(&wx.Response{Status: 200, Body: n.body(r, number)}, nil)
		}
	})
	return &promptTimer{}
}

func (n *network) body(r *wx.Request, number int) []byte {
	if !strings.HasSuffix(r.URL, "/batch") {
		return fmt.Appendf(nil, `{"serial":%d,"items":[]}`, number)
	}
	var asked []any
	json.Unmarshal(r.Body, &asked)
	parts := make([]string, len(asked))
	for i := range parts {
		parts[i] = fmt.Sprintf(`{"serial":%d,"part":%d}`, number, i)
	}
	return fmt.Appendf(nil, `{"parts":[%s]}`, strings.Join(parts, ","))
}

// run lets everything happen, in any order.
func (n *network) run() {
	for steps := 0; len(n.waiting) > 0 && steps < 100_000; steps++ {
		i := n.random.IntN(len(n.waiting))
		f := n.waiting[i]
		n.waiting = append(n.waiting[:i], n.waiting[i+1:]...)
		f()
	}
}

// TestSendsBelongToTheCallsThatCausedThem runs the patterns of
// testdata/attribution: the answer that a page's value comes from must be to a send
// of that page's call, whatever order things come in, also where calls are alike.
func TestSendsBelongToTheCallsThatCausedThem(t *testing.T) {
	paths, err := filepath.Glob("testdata/attribution/*.js")
	if err != nil || len(paths) < 17 {
		t.Fatalf("%d patterns: %v", len(paths), err)
	}
	for _, path := range paths {
		name := filepath.Base(path)
		if name == "common.js" {
			continue
		}
		t.Run(strings.TrimSuffix(name, ".js"), func(t *testing.T) {
			info := pattern(t, name)
			for seed := range uint64(40) {
				attribute(t, info, &network{random: rand.New(rand.NewPCG(seed, 3)), valid: "t1", faulty: name == "retries.js"})
				if t.Failed() {
					t.Fatalf("seed %d", seed)
				}
			}
		})
	}
}

// pattern is a pattern whose pages write down what they get.
func pattern(t *testing.T, name string) wrapper.Info {
	files := []string{"page.js", `
		const inner = require('./` + name + `');
		const settled = [];
		module.exports = {
			launch: inner.launch,
			request: (call) => {
				const result = inner.request.length > 1 ?
					new Promise((success, fail) => inner.request(call, { success, fail })) : inner.request(call);
				return result.then((v) => { wx.setStorageSync('got ' + call.name, v.serial); return v });
			},
		};`}
	for _, file := range []string{name, "common.js"} {
		text, err := os.ReadFile("testdata/attribution/" + file)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file, string(text))
	}
	target := wrapper.Target{Login: wrapper.LoginEndpoint{Path: "/login", Code: wrapper.Place{Name: "code"}, Token: "token"},
		Token: wrapper.Place{In: wrapper.InHeader, Name: "Authorization"}, AuthFailure: wrapper.Match{Status: []int{401}}}
	return newScript(t, script.Options{Settings: wrapper.Settings{Target: target}}, files...).Info()
}

func attribute(t *testing.T, info wrapper.Info, n *network) {
	got := map[string]string{}        // by page, the serial number of its answer
	settled := map[int]*wx.Response{} // by call
	rejected := map[int]bool{}
	settings := info.Defaults
	c := client.New(n, client.Config{Wrapper: info, Settings: &settings,
		Platform: wx.Config{EnvVersion: "develop", Observe: func(e *wx.Event) {
			switch e.Kind {
			case wx.StorageSet:
				if page, is := strings.CutPrefix(e.Key, "got "); is {
					got[page] = e.Value
				}
			case wx.PageSettle:
				settled[e.ID], rejected[e.ID] = e.Response, e.Err != nil
			case wx.ScriptError, wx.Unhandled:
				t.Errorf("%v", e.Err)
			default: // of no matter
			}
		}}})
	c.Launch()
	var calls []*wrapper.Call
	for i := range 6 {
		call := &wrapper.Call{Name: fmt.Sprint("p", i), Method: "GET", URL: "/same", Identity: true}
		switch i {
		case 3, 4:
			call.Method, call.Body, call.URL = "POST", fmt.Appendf(nil, `{"n":%d}`, i), "/write"
		case 5:
			call.URL = "/other"
		}
		calls = append(calls, call)
	}
	c.Load(calls[:4])
	for range n.random.IntN(4) {
		if len(n.waiting) > 0 {
			n.waiting[0]()
			n.waiting = n.waiting[1:]
		}
	}
	c.Load(calls[4:])
	n.run()
	for _, call := range calls {
		if !rejected[call.ID] || !n.faulty {
			check(t, n, call, calls, settled[call.ID], got)
		}
	}
}

func check(t *testing.T, n *network, call *wrapper.Call, calls []*wrapper.Call, resp *wx.Response, got map[string]string) {
	if resp == nil {
		t.Errorf("%s: not settled with an answer", call.Name)
		return
	}
	serial := got[call.Name]
	if resp.Caller != call.ID || !strings.Contains(string(resp.Body), `"serial":`+serial) {
		t.Errorf("%s: settled with the answer %s of call %d, got serial %s", call.Name, resp.Body, resp.Caller, serial)
	}
	var number int
	fmt.Sscan(serial, &number)
	r := n.sends[number-1]
	alone := true // nobody else got this answer
	for _, other := range calls {
		alone = alone && (other == call || got[other.Name] != serial)
	}
	if alone && r.Caller != call.ID {
		t.Errorf("%s: its answer is to send %d, which is said to be for call %d", call.Name, number, r.Caller)
	}
}
