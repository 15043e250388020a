package client_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// device is a host in virtual time whose WeChat and server answer after 50 ms,
// the server with whatever the test gives; nil is no answer.
type device struct {
	now    time.Duration
	timers []*deviceTimer
	serve  func(*wx.Request) *wx.Response
}

type deviceTimer struct {
	at      time.Duration
	task    loop.Task
	stopped bool
}

func (t *deviceTimer) Stop() { t.stopped = true }

func (d *device) Now() time.Time { return epoch.Add(d.now) }

func (d *device) Rand() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

func (d *device) After(after time.Duration, t loop.Task) loop.Stopper {
	x := &deviceTimer{at: d.now + after, task: t}
	d.timers = append(d.timers, x)
	return x
}

func (d *device) soon(f func()) loop.Stopper { return d.After(50*ms, loop.Func(f)) }

func (d *device) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	resp := d.serve(r)
	if resp == nil {
		return &deviceTimer{}
	}
	return d.soon(func() { to.Receive(resp, nil) })
}

func (d *device) Login(done func(string, error)) { d.soon(func() { done("c1", nil) }) }

func (d *device) CheckSession(done func(error)) { d.soon(func() { done(nil) }) }

func (d *device) UserInfo(done func(*wx.UserInfo, error)) {
	d.soon(func() { done(&wx.UserInfo{}, nil) })
}

func (d *device) pass(time time.Duration) {
	until := d.now + time
	for {
		next := -1
		for i, t := range d.timers {
			if t.at <= until && (next < 0 || t.at < d.timers[next].at) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		t := d.timers[next]
		d.timers = slices.Delete(d.timers, next, next+1)
		d.now = t.at
		if !t.stopped {
			t.task.Run()
		}
	}
	d.now = until
}

// phone is a client with the reference wrapper on a device, and the kinds of its
// events.
type phone struct {
	*device
	*client.Client
	t      *testing.T
	events []wx.Kind
	last   wx.Event
}

func newPhone(t *testing.T, token string) *phone {
	p := &phone{t: t, device: &device{serve: func(*wx.Request) *wx.Response {
		return &wx.Response{Status: 200, Body: []byte(`{"data":{"token":"t1"}}`)}
	}}}
	info, _ := wrapper.Find("reference")
	settings := info.Defaults
	settings.Domains = map[string]string{"release": origin}
	p.Client = client.New(p.device, client.Config{Wrapper: info, Settings: &settings, Token: token,
		Platform: wx.Config{EnvVersion: "release", Observe: func(e *wx.Event) {
			p.events = append(p.events, e.Kind)
			p.last = *e
		}}})
	t.Cleanup(p.Stop)
	return p
}

// load opens a page with a request that needs a token.
func (p *phone) load() *wrapper.Call {
	call := &wrapper.Call{Name: "r", Method: "GET", URL: "/r", Identity: true}
	p.Load([]*wrapper.Call{call})
	return call
}

func (p *phone) count(k wx.Kind) int {
	n := 0
	for _, e := range p.events {
		if e == k {
			n++
		}
	}
	return n
}

func (p *phone) want(k wx.Kind, n int) {
	p.t.Helper()
	if got := p.count(k); got != n {
		p.t.Errorf("at %v: %s happened %d times, want %d", p.now, k, got, n)
	}
}

func TestTheFirstActionStartsTheAppCold(t *testing.T) {
	p := newPhone(t, "")
	if !p.Stuck() || p.InFlight() != 0 {
		t.Errorf("before it runs: stuck %v, %d in flight", p.Stuck(), p.InFlight())
	}
	p.Hide()
	p.End()
	p.want(wx.AppHide, 0)
	p.Launch()
	if p.Stuck() {
		t.Error("stuck while wx.login is asked")
	}
	p.pass(50 * ms)
	if p.InFlight() != 1 {
		t.Errorf("%d in flight, want the login POST", p.InFlight())
	}
	p.pass(time.Second)
	if !p.Stuck() || p.InFlight() != 0 || p.Storage().Get("token") != "t1" {
		t.Errorf("after the launch: stuck %v, %d in flight, token %q", p.Stuck(), p.InFlight(), p.Storage().Get("token"))
	}
	p.want(wx.AppLaunchDone, 1)
}

func TestALaunchThatIsRejectedIsReported(t *testing.T) {
	p := newPhone(t, "")
	p.serve = func(*wx.Request) *wx.Response { return &wx.Response{Status: 500} }
	p.Launch()
	p.pass(time.Second)
	p.want(wx.AppLaunchRejected, 1)
	p.want(wx.AppLaunchDone, 0)
}

func TestCallsAreNumberedFromOneThroughTheClientsLife(t *testing.T) {
	p := newPhone(t, "t0")
	a, b := p.load(), p.load()
	p.Relaunch()
	if c := p.load(); a.ID != 1 || b.ID != 2 || c.ID != 3 {
		t.Errorf("numbers %d, %d, %d", a.ID, b.ID, c.ID)
	}
	p.want(wx.PageCall, 3)
	p.want(wx.PageIssue, 3)
	p.want(wx.PageSettle, 0)
	p.pass(time.Second)
	p.want(wx.PageSettle, 1) // the end of the app took the others along
}

func TestAHiddenAppLivesForThirtyMinutes(t *testing.T) {
	p := newPhone(t, "t0")
	p.Launch()
	p.pass(time.Second)
	p.Hide()
	p.pass(wx.DestroyAfter - ms)
	p.Hide() // of no effect: it is hidden
	p.Show()
	p.want(wx.AppShow, 1)
	p.pass(2 * wx.DestroyAfter)
	p.want(wx.AppDestroy, 0)

	p.Hide()
	p.pass(wx.DestroyAfter)
	p.want(wx.AppDestroy, 1)
	p.want(wx.AppLaunch, 1)
	p.Show() // cold
	p.want(wx.AppLaunch, 2)
	p.want(wx.AppShow, 1)
	p.Show() // of no effect: it is not hidden
	p.want(wx.AppShow, 1)
	p.want(wx.AppLaunch, 2)
}

func TestTheWrapperIsToldThatItsAppReturns(t *testing.T) {
	p := newPhone(t, "t0")
	p.Launch()
	p.pass(2 * time.Second)
	p.want(wx.CheckCall, 1)
	p.Hide()
	p.Show()
	p.want(wx.CheckCall, 2) // reference checks the session then
}

func TestAnAppThatIsEndedByItsUserIsNotDestroyedTwice(t *testing.T) {
	p := newPhone(t, "t0")
	p.Launch()
	p.Hide()
	p.End()
	p.End()
	p.Launch()
	p.pass(2 * wx.DestroyAfter)
	p.want(wx.AppDestroy, 1)
}

func TestALogoutTakesTheTokenAway(t *testing.T) {
	p := newPhone(t, "t0")
	p.Logout()
	if p.last.Kind != wx.StorageRemove || p.Storage().Get("token") != "" {
		t.Errorf("the last event is %s, the token %q", p.last.Kind, p.Storage().Get("token"))
	}
	p.want(wx.Logout, 1)
	p.load()
	p.pass(time.Second)
	if y := p.Observer().Tally(); y.Justified != 1 || y.OK != 1 {
		t.Errorf("%d justified logins, %d calls succeeded", y.Justified, y.OK)
	}
}

func TestTheTokenOfAnEarlierRunIsTheCurrentOne(t *testing.T) {
	p := newPhone(t, "t0")
	if p.Storage().Get("token") != "t0" {
		t.Errorf("token %q in the storage", p.Storage().Get("token"))
	}
	p.load()
	p.pass(time.Second)
	if y := p.Observer().Tally(); y.OK != 1 || y.TokenlessSends != 0 || y.LoginsStarted != 0 {
		t.Errorf("%d succeeded, %d without a token, %d logins", y.OK, y.TokenlessSends, y.LoginsStarted)
	}
}

// A call that nothing will settle any more hangs; the end of the app makes open
// only those that something might have settled.
func TestTheEndOfAnAppFindsWhatHangs(t *testing.T) {
	silent := func(*wx.Request) *wx.Response { return nil }
	info, _ := wrapper.Find("template") // without a launch it waits for ever
	settings := info.Defaults
	settings.Domains = map[string]string{"release": origin}
	d := &device{serve: silent}
	c := client.New(d, client.Config{Wrapper: info, Settings: &settings, Platform: wx.Config{EnvVersion: "release"}})
	c.Load([]*wrapper.Call{{Name: "r", Method: "GET", URL: "/r", Identity: true}})
	d.pass(time.Second)
	c.Load([]*wrapper.Call{{Name: "p", Method: "GET", URL: "/p"}})
	c.End()
	if y := c.Observer().Tally(); y.Hung != 0 || y.Open != 2 {
		t.Errorf("with a request in flight: %d hung, %d open", y.Hung, y.Open)
	}
	c.Load([]*wrapper.Call{{Name: "r", Method: "GET", URL: "/r", Identity: true}})
	d.pass(time.Second)
	c.End()
	if y := c.Observer().Tally(); y.Hung != 1 || y.Open != 2 {
		t.Errorf("polling only: %d hung, %d open", y.Hung, y.Open)
	}
}

func TestNothingIsObservedAfterTheEnd(t *testing.T) {
	p := newPhone(t, "t0")
	p.serve = func(*wx.Request) *wx.Response { return nil }
	p.load()
	p.Observer().Finish(p.Now(), p.Stuck())
	events := len(p.events)
	p.Stop()
	y := p.Observer().Tally()
	if len(p.events) != events || y.InFlight != 1 || y.Failures != 0 || y.Open != 1 || y.Hung != 0 {
		t.Errorf("%d events more; %d in flight, %d failed, %d open, %d hung", len(p.events)-events, y.InFlight, y.Failures, y.Open, y.Hung)
	}
}

func TestAPageGetsTheUsersProfile(t *testing.T) {
	p := newPhone(t, "t0")
	var got *wx.UserInfo
	p.GetUserInfo(func(info *wx.UserInfo, err error) { got = info })
	p.pass(time.Second)
	if got == nil || p.count(wx.UserInfoOK) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestOnlySomeWrappersTellWhatTheirTurnsShare(t *testing.T) {
	for id, want := range map[string]bool{"reference": false, "template": true} {
		info, _ := wrapper.Find(id)
		settings := info.Defaults
		settings.Domains = map[string]string{"release": origin}
		c := client.New(&device{}, client.Config{Wrapper: info, Settings: &settings, Platform: wx.Config{EnvVersion: "release"}})
		if _, tells := c.Shared(); tells {
			t.Errorf("%s tells before it runs", id)
		}
		c.Launch()
		shared, tells := c.Shared()
		if tells != want || tells && !shared.Flags[0] {
			t.Errorf("%s tells %v: %v", id, shared, tells)
		}
		c.Stop()
	}
}
