package wrapper

import (
	"errors"
	"slices"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// sendInSlot sends a call in the slot that it has acquired, and releases it. An
// answer that is no success is an error.
func (w *reference) sendInSlot(c *Call, t token) (*wx.Response, error) {
	r := w.newRequest(c, t.value)
	resp, err := w.sendInTime(r)
	w.leaveSlot(c)
	if err == nil {
		w.renewed(t, r, resp)
	}
	if err == nil && !w.s.Target.Succeeded(resp) {
		return nil, &StatusError{resp}
	}
	return resp, err
}

// watchdogGrace is how long after its timeout a request is given up that the
// platform never called back for.
const watchdogGrace = time.Second

var errNoCallback = errors.New("the platform did not call back")

func (w *reference) sendInTime(r *wx.Request) (*wx.Response, error) {
	p := loop.NewPromise[*wx.Response](w.Loop)
	task := w.WX.Request(r, p.Settle) // sets r.Timeout
	resp, err := p.AwaitFor(r.Timeout+watchdogGrace, errNoCallback)
	if errors.Is(err, errNoCallback) {
		task.Abort()
		return p.Await()
	}
	return resp, err
}

// slots lets so many business requests through at a time, in order.
type slots struct {
	loop    *loop.Loop
	limit   int // zero: no limit
	taken   int
	waiting []*loop.Promise[any]
}

// businessSlots leaves one of the platform's slots to the login.
func businessSlots(limit, platform int) int {
	if platform > 0 && (limit == 0 || limit > platform-1) {
		limit = max(platform-1, 1)
	}
	return limit
}

// slot waits for a slot of the caller's own. Uploads and downloads share none with the
// login: the device keeps them apart.
func (w *reference) slot(c *Call, left *waitBudget) error {
	if c.Transfer != nil {
		return nil
	}
	grant := w.slots.acquire()
	if grant == nil {
		return nil
	}
	err := w.within(grant, left)
	if err != nil {
		w.slots.giveUp(grant)
	}
	return err
}

// leaveSlot gives the slot of a call back.
func (w *reference) leaveSlot(c *Call) {
	if c.Transfer == nil {
		w.slots.release()
	}
}

// acquire takes a slot. Where none is free it joins the line and returns the
// promise that [slots.release] resolves when it hands a slot over.
func (s *slots) acquire() (grant *loop.Promise[any]) {
	if s.limit == 0 || s.taken < s.limit {
		s.taken++
		return nil
	}
	grant = loop.NewPromise[any](s.loop)
	s.waiting = append(s.waiting, grant)
	return grant
}

// giveUp leaves the line, or returns the slot that has just been handed over.
func (s *slots) giveUp(grant *loop.Promise[any]) {
	if grant.Settled() {
		s.release()
		return
	}
	s.waiting = slices.DeleteFunc(s.waiting, func(p *loop.Promise[any]) bool { return p == grant })
}

func (s *slots) release() {
	if len(s.waiting) > 0 {
		next := s.waiting[0]
		s.waiting = s.waiting[1:]
		next.Resolve(nil)
		return
	}
	s.taken--
}
