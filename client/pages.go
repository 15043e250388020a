package client

import (
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// page takes in an event of a page's call.
func (o *Observer) page(e *wx.Event) {
	switch e.Kind {
	case wx.PageCall:
		o.history.add(e, nil)
		byName := o.tally.name(e.Name)
		o.tally.callStarts(byName)
		c := newCall(e, byName)
		c.at = o.only()
		o.calls.open = append(o.calls.open, c)
	case wx.PageIssue:
		if c := o.calls.sender(e.ID); c != nil {
			c.issued()
		}
	default: // wx.PageSettle
		if c := o.calls.find(e.ID); c != nil && !c.settled {
			o.history.add(e, c)
			o.settled(c, e)
		}
	}
}

// settled takes in that a wrapper settled a call. A call that was found hung, or is
// past its deadline, stays hung in the books.
func (o *Observer) settled(c *call, e *wx.Event) {
	if !c.hung && o.pastDeadline(c, e.At) {
		o.abandonOld(e.At)
		o.hangs(c, e.At)
	}
	c.settled = true
	if c.isRejected() {
		c.at.rejections.gaveUp(c.lastToken.generation)
	}
	if !c.hung {
		how, v := c.judgeSettlement(e, o.targetOf(c))
		if c.bare {
			v = verdict{}
		}
		o.tally.callEnds(how, c.byName)
		var why Reason
		if how != outcomeOK {
			why = o.whyUnsettled(c, how, e)
			o.callFailed(c, why, e.At)
		}
		o.count(c.at, v)
		if !why.unanswered() {
			o.measure(RequestTime, c.name, e.At.Sub(c.called))
		}
	}
	c.failed, c.good = nil, nil // it is counted
	o.calls.letGo(c)
}

// targetOf is the target that answers a call: the first where that is not known.
func (o *Observer) targetOf(c *call) *wrapper.Target {
	if c.at == nil {
		return o.first.target
	}
	return c.at.target
}

// Open is the number of calls that are neither settled nor hung.
func (o *Observer) Open() int { return o.calls.unsettled() }

// FindHung marks the calls that are unsettled past their deadline or, where the
// client is stuck, all that are unsettled. It returns how many it marked.
func (o *Observer) FindHung(now time.Time, stuck bool) int {
	n := 0
	o.abandonOld(now)
	for _, c := range o.calls.open {
		if c.unsettled() && (stuck || o.pastDeadline(c, now)) {
			n++
			o.hangs(c, now)
		}
	}
	return n
}

func (o *Observer) pastDeadline(c *call, now time.Time) bool {
	return o.presence.longerThan(o.cfg.Deadline, c.called, now)
}

func (o *Observer) hangs(c *call, now time.Time) {
	c.hung = true
	o.tally.callEnds(outcomeHung, c.byName)
	kind := o.hungOn(c)
	o.callFailed(c, Reason{cause: causeHung, text: kind}, now)
	o.count(c.at, verdict{HungRequest, kind})
}

// hungOn is the kind of a hung call.
func (o *Observer) hungOn(c *call) string {
	if c.navigated {
		return "navigated"
	}
	return o.logins.hungOn(c.at, c.called)
}
