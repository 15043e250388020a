package wx

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/loop"
)

// Config describes a device and the build of the app that runs on it.
type Config struct {
	AppID string
	// EnvVersion is develop, trial or release.
	EnvVersion string
	// Version of the app; only a release has one.
	Version string
	// Slots is how many requests may be in flight, and as many uploads and downloads each
	// besides; more wait in order. Zero sets no limit. WeChat: 10, 5 before base library
	// 1.4.0.
	Slots int
	// Drop makes a request fail at once where it would have to wait for a slot, as
	// before base library 1.4.0.
	Drop bool
	// Domains are the request domains that the app may talk to, as origins
	// (https://api.example.com). None allows all, as the developer tools can.
	Domains []string
	// CallbackDelay, if set, is how long the callback of a storage or UI call takes.
	CallbackDelay func(ui bool) time.Duration
	// Traceparent, if set, gives the value of the header traceparent for each request
	// that has none of its own.
	Traceparent func() string
	// Observe, if set, is told of every event, in order. It must not call back, nor
	// keep the pointer.
	Observe func(*Event)
}

// Platform is wx for one run of an app, from a cold start to its end. It is not
// safe for concurrent use.
type Platform struct {
	host    Host
	loop    *loop.Loop
	storage *Storage
	cfg     Config
	referer Header

	calls   int // numbers the calls for the observer
	pings   pings
	running []*RequestTask // in the order they were sent
	waiting []*RequestTask // for a slot, in order
	flying  [lanes]int     // how many of the running ones share a limit
	asking  int            // calls of WeChat and of the UI without an answer

	event   Event // the one that is being reported; a local one would escape to the heap
	hidden  bool
	suspend loop.Stopper // the timer that suspends a hidden app; nil before it was first hidden
}

// New starts the platform of an app on a device with this storage.
func New(host Host, l *loop.Loop, storage *Storage, cfg Config) *Platform {
	p := &Platform{host: host, loop: l, storage: storage, cfg: cfg, running: make([]*RequestTask, 0, 4)}
	p.referer = Header{"Referer", referer(cfg.AppID, cfg.EnvVersion, cfg.Version)}
	return p
}

// referer is the header that every request of an app carries and that it cannot
// change. WeChat: the version is 0 in builds that are not released.
func referer(appID, envVersion, version string) string {
	if envVersion != "release" || version == "" {
		version = "0"
	}
	return "https://servicewechat.com/" + appID + "/" + version + "/page-frame.html"
}

// AccountInfo is wx.getAccountInfoSync().miniProgram.
type AccountInfo struct {
	AppID      string
	EnvVersion string
	Version    string // empty unless released
}

// AccountInfo tells which build of which app runs.
func (p *Platform) AccountInfo() AccountInfo {
	info := AccountInfo{AppID: p.cfg.AppID, EnvVersion: p.cfg.EnvVersion}
	if p.cfg.EnvVersion == "release" {
		info.Version = p.cfg.Version
	}
	return info
}

// Host is the world that the platform runs in.
func (p *Platform) Host() Host { return p.host }

// Idle reports whether no call of the platform waits for an answer that something
// might come of.
func (p *Platform) Idle() bool {
	return p.asking == 0 && !slices.ContainsFunc(p.running, isLoud) && !slices.ContainsFunc(p.waiting, isLoud)
}

func isLoud(t *RequestTask) bool { return !t.quiet }

// Slots is how many requests may be in flight; zero means any number.
func (p *Platform) Slots() int { return p.cfg.Slots }

// InFlight is the number of requests that have left and not come back.
func (p *Platform) InFlight() int { return len(p.running) }

// Navigate reports that the app opened another page. caller is the page's call
// that led to it, zero where none did.
func (p *Platform) Navigate(page string, caller int) {
	p.emit(Event{Kind: Navigate, ID: caller, Name: page})
}

// ScriptError reports a failure of the app's own code that it did not see to.
func (p *Platform) ScriptError(err error) { p.emit(Event{Kind: ScriptError, Err: err}) }

// PageError reports a failure of the code of one of the app's pages.
func (p *Platform) PageError(err error) { p.emit(Event{Kind: PageError, Err: err}) }

// Stubbed reports that the app called a function that does nothing here.
func (p *Platform) Stubbed(function string) { p.emit(Event{Kind: StubCall, Name: function}) }

func (p *Platform) emit(e Event) {
	if p.cfg.Observe != nil {
		p.event = e
		p.event.At = p.host.Now()
		p.cfg.Observe(&p.event)
		p.event = Event{} // let go of the answer
	}
}

// call numbers a call of the platform, which is a sign of life.
func (p *Platform) call() int {
	p.loop.Touch()
	p.pings.signs++
	return p.number()
}

// number numbers a call of the platform.
func (p *Platform) number() int {
	p.calls++
	return p.calls
}

// answer runs f as the turn in which a call of the platform calls back.
func (p *Platform) answer(f func()) {
	p.loop.Turn(func() {
		p.loop.Touch()
		f()
	})
}
