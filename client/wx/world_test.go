package wx_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

const (
	ms     = time.Millisecond
	origin = "https://api.example.com"
)

// world is a host whose network answers when a test says so.
type world struct {
	now      time.Duration
	timers   []*timer
	requests []*exchange // that have left
	logins   []func(string, error)
	checks   []func(error)
	infos    []func(*wx.UserInfo, error)
}

type timer struct {
	at      time.Duration
	task    loop.Task
	stopped bool
}

type exchange struct {
	r       *wx.Request
	to      wx.Receiver
	aborted bool
}

func (w *world) Now() time.Time { return time.Unix(0, 0).Add(w.now) }

func (w *world) Rand() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

func (w *world) After(d time.Duration, task loop.Task) loop.Stopper {
	t := &timer{at: w.now + d, task: task}
	w.timers = append(w.timers, t)
	return t
}

func (t *timer) Stop() { t.stopped = true }

func (w *world) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	x := &exchange{r: r, to: to}
	w.requests = append(w.requests, x)
	return x
}

func (x *exchange) Stop() { x.aborted = true }

func (w *world) Login(done func(string, error)) { w.logins = append(w.logins, done) }

func (w *world) CheckSession(done func(error)) { w.checks = append(w.checks, done) }

func (w *world) UserInfo(done func(*wx.UserInfo, error)) { w.infos = append(w.infos, done) }

// pass runs the timers of the next d.
func (w *world) pass(d time.Duration) {
	until := w.now + d
	for {
		next := -1
		for i, t := range w.timers {
			if t.at <= until && (next < 0 || t.at < w.timers[next].at) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		t := w.timers[next]
		w.timers = slices.Delete(w.timers, next, next+1)
		w.now = t.at
		if !t.stopped {
			t.task.Run()
		}
	}
	w.now = until
}

// device is a platform in a world, with what it reported and called back.
type device struct {
	w *world
	*wx.Platform
	t      *testing.T
	loop   *loop.Loop
	events []string
	back   []string
}

func newDevice(t *testing.T, cfg wx.Config) *device {
	d := &device{w: &world{}, t: t}
	d.loop = loop.New(d.w, nil)
	t.Cleanup(d.loop.Close)
	cfg.AppID = "wx123"
	cfg.Observe = func(e *wx.Event) {
		line := e.Kind.String()
		if e.ID > 0 {
			line += fmt.Sprint(" ", e.ID)
		}
		d.events = append(d.events, line)
	}
	d.Platform = wx.New(d.w, d.loop, &wx.Storage{}, cfg)
	return d
}

// ask calls wx.request in a turn of its own; the callback is noted as the name
// and what came.
func (d *device) ask(name string, r *wx.Request) (task *wx.RequestTask) {
	d.loop.Turn(func() { task = d.Request(r, d.note(name)) })
	return task
}

func (d *device) note(name string) func(*wx.Response, error) {
	return func(resp *wx.Response, err error) {
		switch e, isOurs := errors.AsType[*wx.Error](err); {
		case isOurs:
			d.back = append(d.back, fmt.Sprint(name, ": ", e.ErrMsg, " ", e.Errno))
		case err != nil:
			d.back = append(d.back, fmt.Sprint(name, ": ", err))
		default:
			d.back = append(d.back, fmt.Sprint(name, ": ", resp.Status))
		}
	}
}

func get(path string) *wx.Request { return &wx.Request{URL: origin + path} }

// answer answers the i-th request that left.
func (d *device) answer(i, status int) { d.w.requests[i].to.Receive(&wx.Response{Status: status}, nil) }

// left are the URLs of the requests that left.
func (d *device) left() []string {
	var urls []string
	for _, x := range d.w.requests {
		urls = append(urls, x.r.URL[len(origin):])
	}
	return urls
}

func (d *device) wantBack(lines ...string) {
	d.t.Helper()
	if !slices.Equal(d.back, lines) {
		d.t.Errorf("called back %q\nwant        %q", d.back, lines)
	}
	d.back = nil
}

func (d *device) wantLeft(paths ...string) {
	d.t.Helper()
	if got := d.left(); !slices.Equal(got, paths) {
		d.t.Errorf("left %q, want %q", got, paths)
	}
}

func (d *device) wantEvents(lines ...string) {
	d.t.Helper()
	if !slices.Equal(d.events, lines) {
		d.t.Errorf("events %q\nwant   %q", d.events, lines)
	}
	d.events = nil
}
