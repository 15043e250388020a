package wx

import (
	"slices"
	"strings"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx/errno"
)

// RequestTask is one wx.request on its way.
type RequestTask struct {
	p    *Platform
	id   int
	r    *Request
	done func(*Response, error)
	sent loop.Stopper // the host's, once the request has left
	over bool         // its callback has run, or must not run any more

	quiet bool // it is one of many pings that come to nothing

	resp *Response // the answer, or the error, until its turn runs
	err  error
}

// Request is wx.request: done receives the answer, whatever its status, or an
// error in the platform's words where there was none. At most Config.Slots
// requests are in flight; the others wait in order. The platform adds the
// Referer, and the traceparent where it is to, and keeps r, which is its own from now on.
func (p *Platform) Request(r *Request, done func(*Response, error)) *RequestTask {
	t := &RequestTask{p: p, r: r, done: done}
	if r.Ping {
		t.id, t.quiet = p.number(), p.pings.quiet(r)
	} else {
		t.id = p.call()
	}
	r.complete(p.referer)
	p.join(r)
	p.emit(Event{Kind: RequestCall, ID: t.id, Request: r})
	switch err := p.refusal(r); {
	case err != nil:
		p.later(t, err)
	case p.hasSlot(r):
		t.send()
	case p.cfg.Drop:
		p.later(t, &Error{ErrMsg: "request:fail exceed max task count", Errno: errno.TooMany})
	default:
		p.waiting = append(p.waiting, t)
	}
	return t
}

// complete fills in the defaults, and the Referer, which no caller may choose.
func (r *Request) complete(referer Header) {
	if r.Method == "" {
		r.Method = "GET"
	}
	if r.Timeout <= 0 {
		r.Timeout = DefaultTimeout
	}
	r.Header = slices.DeleteFunc(r.Header, func(h Header) bool {
		return len(h.Name) == len(referer.Name) && strings.EqualFold(h.Name, referer.Name)
	})
	r.Header = append(r.Header, referer)
	if r.lane() == uploads {
		r.encodeForm()
	} else {
		r.encode()
	}
}

// refusal is why the platform will not send r; nil if it will.
func (p *Platform) refusal(r *Request) error {
	if p.hidden {
		return &Error{ErrMsg: "request:fail interrupted", Errno: errno.Interrupted}
	}
	origin, ok := r.Origin()
	if !ok {
		return &Error{ErrMsg: "request:fail invalid url", Errno: errno.InvalidURL}
	}
	if len(p.cfg.Domains) > 0 && !slices.Contains(p.cfg.Domains, origin) {
		return &Error{ErrMsg: "request:fail url not in domain list", Errno: errno.Domain}
	}
	return nil
}

// Origin is scheme and host of an absolute http or https URL, in lower case and without
// the dot that may end a name, and whether it is one.
func Origin(rawURL string) (string, bool) {
	scheme, rest, found := strings.Cut(rawURL, "://")
	if !found || !(strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")) {
		return "", false
	}
	host, valid := hostLength(rest)
	if host == 0 || rest[0] == ':' || !valid {
		return "", false
	}
	return undotted(strings.ToLower(rawURL[:len(scheme)+len("://")+host])), true
}

// undotted is an origin without the dot at the end of its name.
func undotted(origin string) string {
	if dot := strings.Index(origin, ".:"); dot > 0 {
		return origin[:dot] + origin[dot+1:]
	}
	return strings.TrimSuffix(origin, ".")
}

// hostLength is how far the host at the start of s goes, and whether it has only
// characters that can stand in one. It is a loop because each request asks for
// its origin several times.
func hostLength(s string) (n int, valid bool) {
	for i := range len(s) {
		switch s[i] {
		case '/', '?', '#':
			return i, true
		case ' ', '\t', '\r', '\n', '"', '<', '>', '\\', '^', '`', '{', '|', '}':
			return i, false
		}
	}
	return len(s), true
}

// later fails a task that never leaves. Its callback comes in a turn of its own.
func (p *Platform) later(t *RequestTask, err error) {
	p.asking++
	p.host.After(0, loop.Func(func() {
		p.answer(func() {
			p.asking--
			if !t.over {
				t.over = true
				p.emit(Event{Kind: RequestDrop, ID: t.id, Request: t.r, Err: err})
				t.done(nil, err)
			}
		})
	}))
}

func (t *RequestTask) send() {
	p := t.p
	p.running = append(p.running, t)
	p.flying[t.r.lane()]++
	p.emit(Event{Kind: RequestSend, ID: t.id, Request: t.r})
	t.sent = p.host.Request(t.r, (*arrival)(t))
}

// arrival is a task as the receiver of the host's answer, and as the turn in which
// that answer calls back.
type arrival RequestTask

// Receive takes the first answer; later ones are ignored.
func (a *arrival) Receive(resp *Response, err error) {
	if a.resp == nil && a.err == nil {
		a.resp, a.err = resp, err
		a.p.loop.Run(a)
	}
}

// Run is the turn of the callback.
func (a *arrival) Run() {
	t := (*RequestTask)(a)
	if t.living() {
		a.p.loop.Touch()
	}
	t.finish()
}

// finish calls back. The slot is free before that, as on a device, where the
// network is not JavaScript's.
func (t *RequestTask) finish() {
	if t.over {
		return
	}
	t.over = true
	t.p.running = remove(t.p.running, t)
	t.p.flying[t.r.lane()]--
	if t.err != nil {
		t.p.emit(Event{Kind: RequestFail, ID: t.id, Request: t.r, Err: t.err})
	} else {
		t.resp.Caller = t.r.Caller
		t.p.emit(Event{Kind: RequestDone, ID: t.id, Request: t.r, Response: t.resp})
	}
	t.p.fillSlots()
	done := t.done
	t.done = nil // whoever keeps the task does not keep what it called back
	done(t.resp, t.err)
}

// hasSlot reports whether a request may leave now.
func (p *Platform) hasSlot(r *Request) bool {
	return p.cfg.Slots == 0 || p.flying[r.lane()] < p.cfg.Slots
}

// fillSlots sends what waits and may leave now, in order.
func (p *Platform) fillSlots() {
	for i := 0; i < len(p.waiting) && !p.hidden; {
		t := p.waiting[i]
		if !p.hasSlot(t.r) {
			i++
			continue
		}
		p.waiting = slices.Delete(p.waiting, i, i+1)
		t.send()
	}
}

// Served corrects which page's call the request serves: the call with this number
// and name, and not the one that it names.
func (t *RequestTask) Served(caller int, name string) {
	before := t.r.Caller
	t.r.Caller, t.r.Name = caller, name
	t.p.emit(Event{Kind: RequestServed, ID: t.id, Request: t.r, Response: t.resp, Before: before})
}

// Abort makes the request fail with "request:fail abort", if it is not over.
func (t *RequestTask) Abort() {
	if !t.over {
		t.p.interrupt(t, &Error{ErrMsg: "request:fail abort"})
	}
}

// interrupt fails a task from this side, whether it has left or still waits.
func (p *Platform) interrupt(t *RequestTask, err error) {
	if t.sent == nil {
		if i := slices.Index(p.waiting, t); i >= 0 {
			p.waiting = slices.Delete(p.waiting, i, i+1)
			p.later(t, err)
		}
		return
	}
	t.sent.Stop()
	p.asking++
	p.host.After(0, loop.Func(func() {
		p.asking--
		(*arrival)(t).Receive(nil, err)
	}))
}

func remove(tasks []*RequestTask, t *RequestTask) []*RequestTask {
	i := slices.Index(tasks, t)
	return slices.Delete(tasks, i, i+1)
}
