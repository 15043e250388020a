package engine

import (
	"slices"

	"github.com/dop251/goja"
)

// rejection is a promise that was rejected while nobody listened.
type rejection struct {
	promise *goja.Promise
	stack   []goja.StackFrame
}

// deepest is how much of a stack is looked at for a place.
const deepest = 16

func (e *Engine) trackRejection(p *goja.Promise, what goja.PromiseRejectionOperation) {
	if what == goja.PromiseRejectionReject {
		e.rejected = append(e.rejected, rejection{p, e.rt.CaptureCallStack(deepest, nil)})
		return
	}
	e.rejected = slices.DeleteFunc(e.rejected, func(r rejection) bool { return r.promise == p })
}

// reportUnhandled tells, at the end of a turn, of the rejections that nobody
// handles, in their order.
func (e *Engine) reportUnhandled() {
	for len(e.rejected) > 0 && !e.dead {
		late := e.rejected
		e.rejected = nil
		e.turn(func() {
			for _, r := range late {
				e.unhandled(r)
			}
		})
	}
}

func (e *Engine) unhandled(r rejection) {
	reason := r.promise.Result()
	err := &Error{Kind: Rejected, Text: e.Describe(reason)}
	if o, is := reason.(*goja.Object); is {
		err.Place = e.thrownAt(o)
	}
	e.report(err, r.stack)
	if e.cfg.Unhandled != nil {
		e.cfg.Unhandled(reason, e.rt.ToValue(r.promise))
	}
}
