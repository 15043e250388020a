package platform_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/platform"
	"github.com/wxload/wxload/client/wx"
)

const ms = time.Millisecond

// device is a platform in a world that answers at once, or as a test says.
type device struct {
	*platform.Platform
	t       *testing.T
	e       *engine.Engine
	loop    *loop.Loop
	wx      *wx.Platform
	storage wx.Storage
	now     time.Duration
	timers  []*timer // by time, then by creation
	lines   []string
	events  []string
	errors  []string
	program map[string]*engine.Program
	sent    []*wx.Request
	serve   func(*wx.Request) (*wx.Response, error) // nil: HTTP 200 with {}
	refuse  bool                                    // WeChat's own functions fail
	reason  string                                  // how, in words
}

type timer struct {
	at  time.Duration
	run func() // nil once it was stopped
}

func (d *device) Now() time.Time { return time.Unix(0, 0).UTC().Add(d.now) }

func (d *device) Rand() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

func (d *device) After(wait time.Duration, task loop.Task) loop.Stopper {
	t := &timer{d.now + wait, task.Run}
	i := len(d.timers)
	for i > 0 && d.timers[i-1].at > t.at {
		i--
	}
	d.timers = slices.Insert(d.timers, i, t)
	return t
}

func (t *timer) Stop() { t.run = nil }

func (d *device) later(f func()) loop.Stopper { return d.After(50*ms, loop.Func(f)) }

func (d *device) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	d.sent = append(d.sent, r)
	return d.later(func() {
		if d.serve == nil {
			to.Receive(&wx.Response{Status: 200, Body: []byte("{}")}, nil)
			return
		}
		to.Receive(d.serve(r))
	})
}

func (d *device) failure(name string) error {
	if d.refuse {
		return &wx.Error{ErrMsg: name + ":fail" + d.reason, Errno: 5}
	}
	return nil
}

func (d *device) Login(done func(string, error)) {
	d.later(func() {
		if err := d.failure("login"); err != nil {
			done("", err)
		} else {
			done("c1", nil)
		}
	})
}

func (d *device) CheckSession(done func(error)) {
	d.later(func() { done(d.failure("checkSession")) })
}

func (d *device) UserInfo(done func(*wx.UserInfo, error)) {
	d.later(func() {
		done(&wx.UserInfo{RawData: `{"nickName":"n"}`, Signature: "s", EncryptedData: "e", IV: "i"}, d.failure("getUserInfo"))
	})
}

// newDevice makes one with the function log(text).
func newDevice(t *testing.T, cfg platform.Config) *device {
	d := &device{t: t, program: map[string]*engine.Program{}}
	d.loop = loop.New(d, nil)
	t.Cleanup(d.loop.Close)
	d.wx = wx.New(d, d.loop, &d.storage, wx.Config{AppID: "wx1", EnvVersion: "develop", Slots: 10, Observe: func(e *wx.Event) {
		switch e.Kind {
		case wx.Navigate, wx.StubCall, wx.StorageSet, wx.StorageRemove:
			d.events = append(d.events, e.Kind.String()+" "+e.Name+e.Key)
		default: // of no matter
		}
	}})
	var err error
	d.e, err = engine.New(engine.Config{Loop: d.loop, Random: func() float64 { return 0 },
		Program:   func(name string) *engine.Program { return d.program[name] },
		Report:    func(err *engine.Error) { d.errors = append(d.errors, err.Error()); d.Failed(err) },
		Unhandled: func(reason, promise goja.Value) { d.Unhandled(reason, promise) },
	})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Engine, cfg.WX = d.e, d.wx
	if d.Platform, err = platform.New(cfg); err != nil {
		t.Fatal(err)
	}
	d.e.Runtime().Set("log", func(s string) { d.lines = append(d.lines, s) })
	return d
}

// run runs code in a turn, and what comes of it.
func (d *device) run(source string) {
	d.t.Helper()
	p, err := engine.Compile("user.js", source, false)
	if err != nil {
		d.t.Fatal(err)
	}
	d.program["user.js"] = p
	d.loop.Turn(func() {
		d.e.Enter(func() {
			f, err := d.e.Run(p)
			if err != nil {
				d.t.Fatal(err)
			}
			d.e.Call(f, nil)
		})
	})
	d.pass(time.Minute)
}

func (d *device) pass(wait time.Duration) {
	until := d.now + wait
	for len(d.timers) > 0 && d.timers[0].at <= until {
		t := d.timers[0]
		d.timers = d.timers[1:]
		if t.run != nil {
			d.now = t.at
			t.run()
		}
	}
	d.now = until
}

func want(t *testing.T, what string, got, wanted []string) {
	t.Helper()
	if !slices.Equal(got, wanted) {
		t.Errorf("%s %q\nwant %q", what, got, wanted)
	}
}
