package wx

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx/errno"
)

// DestroyAfter is how long after it was hidden an app is destroyed. WeChat: 30
// minutes.
const DestroyAfter = 30 * time.Minute

// WeChat: a hidden app's running requests are interrupted, and its JavaScript
// suspended, after 5 seconds.
const suspendAfter = 5 * time.Second

// Hide sends the app to the background. Calls of wx.request fail from now on;
// after 5 seconds those that still run fail, too, and the JavaScript stands still
// until Show, when the callbacks that it missed run.
func (p *Platform) Hide() {
	if p.hidden {
		return
	}
	p.hidden = true
	p.emit(Event{Kind: AppHide})
	p.suspend = p.host.After(suspendAfter, loop.Func(func() {
		p.loop.Suspend()
		p.interruptAll()
	}))
}

// Show brings the app back to the foreground.
func (p *Platform) Show() {
	if !p.hidden {
		return
	}
	p.hidden = false
	p.suspend.Stop()
	p.emit(Event{Kind: AppShow})
	p.loop.Resume()
	p.fillSlots()
}

// Hidden reports whether the app is in the background.
func (p *Platform) Hidden() bool { return p.hidden }

func (p *Platform) interruptAll() {
	for _, t := range slices.Concat(p.waiting, p.running) { // a copy: interrupt takes them out
		if !t.over {
			p.interrupt(t, &Error{ErrMsg: "request:fail interrupted", Errno: errno.Interrupted})
		}
	}
}

// Destroy ends the run of the app: what is in flight is aborted and counts as
// failed, no callback comes any more, the loop is closed. The storage stays. It
// must not be called from an async function.
func (p *Platform) Destroy() {
	if p.loop.Closed() {
		return
	}
	if p.suspend != nil {
		p.suspend.Stop()
	}
	for _, t := range p.running {
		t.over = true
		t.sent.Stop()
		p.emit(Event{Kind: RequestFail, ID: t.id, Request: t.r, Err: &Error{ErrMsg: "request:fail interrupted", Errno: errno.Interrupted}})
	}
	p.running, p.waiting = nil, nil
	p.emit(Event{Kind: AppDestroy})
	p.loop.Close()
}
