package script

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// calls are the calls of the pages of one run of an app, and the sends for them.
//
// Which call a send belongs to is told twice. When it is made, by what the engine
// knows of its cause, by the objects that the page gave and by the request itself:
// see attribute.go. And when a call is settled, which has the authority: by the
// answer that the page's value comes from, see settle.go.
type calls struct {
	open     []*call  // in order
	recent   []*send  // the last ones, oldest first
	answered []string // the last paths that were answered well, oldest first
	shared   []shared // sends that settled a call of this turn which they were not attributed to
}

// Of the sends that are over and serve no open call so many are remembered, in case
// their answers are given to others later; and so many of all.
const (
	maxPast   = 4
	maxRecent = 64
)

// call is one request of a page.
type call struct {
	*wrapper.Call
	out     *loop.Promise[*wx.Response] // nil where settle is set
	settle  func(*wx.Response, error)   // of a call of the app's own page
	object  *goja.Object                // what the script was given, where that was one object
	data    goja.Value                  // what the page gave as data
	flying  int                         // its sends without an answer
	served  bool                        // the last answer to one was a success
	settled bool
	// isDirect says that it is a request of the app's own with nothing around it: see own.go.
	isDirect bool
	// hooked says that it is one of a mini program's own page, by a function of the
	// boundary: see boundary.go. Then login says that it is none, but the login, and unheard
	// that nobody waits for its end.
	hooked, login, unheard bool
	from                   *send // whose answer it was settled with; nil where that is not known
}

// send is one request that the script made.
type send struct {
	r      *wx.Request
	task   *wx.RequestTask
	by     *call        // the call that it was attributed to; nil for the script itself
	resp   *wx.Response // nil before, and where it failed
	data   goja.Value   // what the script got for the answer
	err    error
	reason *goja.Object // what it got where it failed
	turn   int          // of the engine, in which it ended; zero before
}

// Request makes a page's call.
func (a *app) Request(c *wrapper.Call) *loop.Promise[*wx.Response] {
	out := loop.NewPromise[*wx.Response](a.Loop)
	x := &call{Call: c, out: out}
	a.calls.open = append(a.calls.open, x)
	a.enter(func() { a.e.For(x, func() { a.make(x) }) })
	return out
}

// make calls the script's function and waits for what it gives.
func (a *app) make(x *call) {
	s := a.s.shape
	if x.Transfer != nil {
		a.makeTransfer(x)
		return
	}
	if a.pages != nil {
		a.makeHooked(x)
		return
	}
	if a.owner == nil || s == nil {
		return // it could not be loaded: the app ends
	}
	name := s.function(x.Method)
	f, this := goja.Value(a.owner), goja.Value(a.owner)
	if name != "" {
		f = a.owner.Get(name)
	}
	roles := s.params[name]
	args := make([]goja.Value, len(roles))
	for i, r := range roles {
		args[i] = a.argument(x, r, roles)
	}
	result, thrown := a.e.Invoke(f, this, trimmed(args)...)
	switch {
	case a.e.Dead():
	case thrown != nil:
		a.rejected(x, thrown)
	case a.e.After(result, func(v goja.Value) { a.resolved(x, v) }, func(v goja.Value) { a.rejected(x, v) }):
	case !s.callsBack(name):
		a.resolved(x, result)
	}
}

// trimmed leaves out the arguments at the end that nothing is known of.
func trimmed(args []goja.Value) []goja.Value {
	for len(args) > 0 && args[len(args)-1] == nil {
		args = args[:len(args)-1]
	}
	for i, v := range args {
		if v == nil {
			args[i] = goja.Undefined()
		}
	}
	return args
}

// argument is what one of the parameters of the script's function gets; nil for
// nothing.
func (a *app) argument(x *call, r role, all []role) goja.Value {
	switch r {
	case callRole, callBothRole:
		return a.wholeCall(x, r == callBothRole)
	case urlRole:
		return a.e.Runtime().ToValue(x.URL)
	case dataRole:
		if x.Body == nil {
			return nil
		}
		x.data = a.p.Parse(x.Body)
		return x.data
	case methodRole:
		return a.e.Runtime().ToValue(x.Method)
	case headerRole:
		return a.headerObject(x.Call)
	case optionsRole:
		return a.rest(x, all)
	case successRole:
		return a.callback("success", func(v goja.Value) { a.resolved(x, v) })
	case failRole:
		return a.callback("fail", func(v goja.Value) { a.rejected(x, v) })
	case bothRole:
		o := a.e.Runtime().NewObject()
		a.setCallbacks(o, x)
		return o
	case unknown:
	}
	return nil
}

// wholeCall is the call as one object, with callbacks where the script takes them
// there.
func (a *app) wholeCall(x *call, callbacks bool) *goja.Object {
	x.object = a.callObject(x.Call)
	x.data = x.object.Get("data")
	if callbacks {
		a.setCallbacks(x.object, x)
	}
	return x.object
}

func (a *app) setCallbacks(o *goja.Object, x *call) {
	o.Set("success", a.argument(x, successRole, nil))
	o.Set("fail", a.argument(x, failRole, nil))
}

func (a *app) callback(name string, f func(goja.Value)) goja.Value {
	return a.e.Function(name, func(c goja.FunctionCall) goja.Value {
		f(c.Argument(0))
		return goja.Undefined()
	})
}

// rest is what of a call no other parameter takes, for one that takes options.
func (a *app) rest(x *call, all []role) goja.Value {
	o := a.e.Runtime().NewObject()
	if !slices.Contains(all, methodRole) && (a.s.shape == nil || !a.s.shape.verbs) {
		o.Set("method", x.Method)
	}
	if x.Body != nil && !slices.Contains(all, dataRole) {
		x.data = a.p.Parse(x.Body)
		o.Set("data", x.data)
		if x.Method == "GET" {
			o.Set("params", x.data)
		}
	}
	if header := a.headerObject(x.Call); header != nil {
		o.Set("header", header)
	}
	return o
}

// callObject is a call as an object.
func (a *app) callObject(c *wrapper.Call) *goja.Object {
	o := a.e.Runtime().NewObject()
	o.Set("name", c.Name)
	o.Set("url", c.URL)
	o.Set("method", c.Method)
	if c.Body != nil {
		o.Set("data", a.p.Parse(c.Body))
	}
	if header := a.headerObject(c); header != nil {
		o.Set("header", header)
	}
	o.Set("identity", c.Identity)
	return o
}

// headerObject is a call's header; nil where it has none.
func (a *app) headerObject(c *wrapper.Call) goja.Value {
	if len(c.Header) == 0 {
		return nil
	}
	o := a.e.Runtime().NewObject()
	for _, h := range c.Header {
		o.Set(h.Name, h.Value)
	}
	return o
}
