package wx

import (
	"slices"
	"strings"
)

// task is one wx.request on its way.
type task struct {
	p     *Platform
	id    int
	r     *Request
	done  func(*Response, error)
	abort func() // the host's, while the request is in flight
	over  bool   // its callback has run, or must not run any more
}

// Request is wx.request: done receives the answer, whatever its status, or an
// error in the platform's words where there was none. At most Config.Slots
// requests are in flight; the others wait in order. The platform adds the
// Referer and keeps r until done was called. abort makes it fail with
// "request:fail abort", if it is not over.
func (p *Platform) Request(r *Request, done func(*Response, error)) (abort func()) {
	t := &task{p: p, id: p.call(), r: r, done: done}
	p.complete(r)
	p.emit(Event{Kind: RequestCall, ID: t.id, Request: r})
	if err := p.refusal(r); err != nil {
		p.later(t, err)
		return t.cancel
	}
	if p.cfg.Slots > 0 && len(p.running) >= p.cfg.Slots {
		if p.cfg.Drop {
			p.later(t, &Error{"request:fail exceed max task count", ErrnoTooMany})
			return t.cancel
		}
		p.waiting = append(p.waiting, t)
		return t.cancel
	}
	t.send()
	return t.cancel
}

// complete fills in what the caller may leave out and what it may not choose.
func (p *Platform) complete(r *Request) {
	if r.Method == "" {
		r.Method = "GET"
	}
	if r.Timeout <= 0 {
		r.Timeout = DefaultTimeout
	}
	header := make([]Header, 0, len(r.Header)+2)
	for _, h := range r.Header {
		if !strings.EqualFold(h.Name, "Referer") {
			header = append(header, h)
		}
	}
	r.Header = append(header, p.referer)
	r.encode()
}

// refusal is why the platform will not send r; nil if it will.
func (p *Platform) refusal(r *Request) error {
	if p.hidden {
		return &Error{"request:fail interrupted", ErrnoInterrupted}
	}
	origin, ok := Origin(r.URL)
	if !ok {
		return &Error{"request:fail invalid url", ErrnoInvalidURL}
	}
	if len(p.cfg.Domains) > 0 && !slices.Contains(p.cfg.Domains, origin) {
		return &Error{"request:fail url not in domain list", ErrnoDomain}
	}
	return nil
}

// Origin is scheme and host of an absolute http or https URL, in lower case, and
// whether it is one.
func Origin(rawURL string) (string, bool) {
	scheme, rest, found := strings.Cut(rawURL, "://")
	if !found || !(strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")) {
		return "", false
	}
	host := len(rest)
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host = i
	}
	if host == 0 || rest[0] == ':' || strings.ContainsAny(rest[:host], " \t\r\n\"<>\\^`{|}") {
		return "", false
	}
	return strings.ToLower(rawURL[:len(scheme)+len("://")+host]), true
}

// later fails a task that never leaves. Its callback comes in a turn of its own.
func (p *Platform) later(t *task, err error) {
	p.asking++
	p.host.After(0, func() {
		p.answer(func() {
			p.asking--
			if !t.over {
				t.over = true
				p.emit(Event{Kind: RequestDrop, ID: t.id, Request: t.r, Err: err})
				t.done(nil, err)
			}
		})
	})
}

func (t *task) send() {
	p := t.p
	p.running = append(p.running, t)
	p.emit(Event{Kind: RequestSend, ID: t.id, Request: t.r})
	t.abort = p.host.Request(t.r, t.finish)
}

// finish takes the host's answer. The slot is free before the callback runs, as
// on a device, where the network is not JavaScript's.
func (t *task) finish(resp *Response, err error) {
	t.p.answer(func() {
		if t.over {
			return
		}
		t.over = true
		t.p.running = remove(t.p.running, t)
		if err != nil {
			t.p.emit(Event{Kind: RequestFail, ID: t.id, Request: t.r, Err: err})
		} else {
			resp.Caller = t.r.Caller
			t.p.emit(Event{Kind: RequestDone, ID: t.id, Request: t.r, Response: resp})
		}
		t.p.fillSlots()
		t.done(resp, err)
	})
}

func (p *Platform) fillSlots() {
	for len(p.waiting) > 0 && !p.hidden && (p.cfg.Slots == 0 || len(p.running) < p.cfg.Slots) {
		t := p.waiting[0]
		p.waiting = p.waiting[1:]
		t.send()
	}
}

// cancel is the abort function of a request.
func (t *task) cancel() {
	if !t.over {
		t.p.interrupt(t, &Error{ErrMsg: "request:fail abort"})
	}
}

// interrupt fails a task from this side, whether it has left or still waits.
func (p *Platform) interrupt(t *task, err error) {
	if t.abort == nil {
		if i := slices.Index(p.waiting, t); i >= 0 {
			p.waiting = slices.Delete(p.waiting, i, i+1)
			p.later(t, err)
		}
		return
	}
	t.abort()
	p.asking++
	p.host.After(0, func() {
		p.asking--
		t.finish(nil, err)
	})
}

func remove(tasks []*task, t *task) []*task {
	i := slices.Index(tasks, t)
	return slices.Delete(tasks, i, i+1)
}
