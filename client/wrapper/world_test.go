package wrapper

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// world is a host in virtual time with a developer server in a function.
type world struct {
	now    time.Duration
	events []*event
	seq    int
	serve  func(*wx.Request) *wx.Response // nil: an answer never comes
	sent   []*wx.Request
	// receivers of the requests without an answer, in their order
	receivers []wx.Receiver
	codes     []time.Duration // when wx.login was called
	checks    int
	over      error         // with which session checks fail; nil: the session holds
	sealed    int           // calls of wx.getUserInfo
	sealing   time.Duration // how long each takes; zero: 20 ms
	noProfile error         // with which they fail
}

type event struct {
	at      time.Duration
	seq     int
	task    loop.Task
	stopped bool
}

func (w *world) Now() time.Time   { return time.Unix(0, 0).Add(w.now) }
func (w *world) Rand() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

func (w *world) After(d time.Duration, t loop.Task) loop.Stopper {
	w.seq++
	e := &event{at: w.now + d, seq: w.seq, task: t}
	w.events = append(w.events, e)
	return e
}

func (w *world) after(d time.Duration, f func()) loop.Stopper { return w.After(d, loop.Func(f)) }

func (e *event) Stop() { e.stopped = true }

func (w *world) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	w.sent = append(w.sent, r)
	if resp := w.serve(r); resp != nil {
		return w.after(50*time.Millisecond, func() { to.Receive(resp, nil) })
	}
	w.receivers = append(w.receivers, to)
	return &event{} // it never calls back
}

func (w *world) Login(done func(string, error)) {
	w.codes = append(w.codes, w.now)
	w.after(30*time.Millisecond, func() { done("code", nil) })
}

func (w *world) CheckSession(done func(error)) {
	w.checks++
	w.after(20*time.Millisecond, func() { done(w.over) })
}

func (w *world) UserInfo(done func(*wx.UserInfo, error)) {
	w.sealed++
	info := &wx.UserInfo{EncryptedData: fmt.Sprint("sealed", w.sealed)}
	w.after(cmp.Or(w.sealing, 20*time.Millisecond), func() { done(info, w.noProfile) })
}

func (w *world) pass(d time.Duration) {
	until := w.now + d
	for len(w.events) > 0 {
		slices.SortFunc(w.events, func(a, b *event) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.seq, b.seq)) })
		if w.events[0].at > until {
			break
		}
		e := w.events[0]
		w.events = w.events[1:]
		w.now = e.at
		if !e.stopped {
			e.task.Run()
		}
	}
	w.now = until
}

// app is one run of a wrapper.
type app struct {
	*world
	Wrapper
	loop     *loop.Loop
	wx       *wx.Platform
	settings *Settings
	results  map[string]string // by URL: the status, or the reason
}

// newApp starts a wrapper in the develop build; serve is its developer server.
func newApp(t *testing.T, id string, serve func(*wx.Request) *wx.Response, change func(*Settings, *wx.Config, *wx.Storage)) *app {
	info, ok := Find(id)
	if !ok {
		t.Fatalf("no wrapper %q", id)
	}
	s := info.Defaults
	s.Domains = map[string]string{"develop": apiOrigin}
	cfg := wx.Config{EnvVersion: "develop"}
	storage := &wx.Storage{}
	if change != nil {
		change(&s, &cfg, storage)
	}
	a := &app{world: &world{serve: serve}, results: map[string]string{}, settings: &s}
	a.loop = loop.New(a.world, nil)
	t.Cleanup(a.loop.Close)
	a.wx = wx.New(a.world, a.loop, storage, cfg)
	a.Wrapper = info.New(Env{Loop: a.loop, WX: a.wx}, &s)
	return a
}

func (a *app) launch() { a.loop.Turn(func() { a.Launch() }) }

// call makes one request of a page.
func (a *app) call(c *Call) {
	if c.Method == "" {
		c.Method = "GET"
	}
	c.ID = 1
	a.loop.Turn(func() {
		loop.Then(a.Wrapper.Request(c), func(r *wx.Response) (any, error) {
			a.results[c.URL] = "ok"
			return nil, nil
		}, func(err error) (any, error) {
			a.results[c.URL] = err.Error()
			return nil, nil
		})
	})
}

func (a *app) want(t *testing.T, url, result string) {
	t.Helper()
	if got := a.results[url]; got != result {
		t.Errorf("%s at %v: got %q, want %q", url, a.now, got, result)
	}
}

// accepting answers every login with the token and everything else with success.
func accepting(login string) func(*wx.Request) *wx.Response {
	return func(r *wx.Request) *wx.Response {
		if strings.HasSuffix(r.URL, "/login") {
			return &wx.Response{Status: 200, Body: []byte(login)}
		}
		return &wx.Response{Status: 200, Body: []byte(`{"code":20000,"result":{},"data":{}}`)}
	}
}

// throughPlatform is a request as it leaves the platform.
func throughPlatform(t *testing.T, r *wx.Request) *wx.Request {
	w := &world{serve: func(*wx.Request) *wx.Response { return nil }}
	l := loop.New(w, nil)
	t.Cleanup(l.Close)
	wx.New(w, l, &wx.Storage{}, wx.Config{}).Request(r, func(*wx.Response, error) {})
	return w.sent[0]
}
