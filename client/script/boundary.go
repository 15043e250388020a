package script

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// boundary is the functions of a mini program that count as a page's call: what lies
// behind them is the wrapper.
type boundary struct {
	names    []string // as they were given
	programs map[string]*engine.Program
	files    []string // of the programs, in their order
}

// newBoundary finds the functions that names name: "utils/request.js#request", or the
// place where one begins, "vendor.js:1:2034". The error names the first that there is
// not.
func newBoundary(m *mini, names []string) (*boundary, error) {
	b := &boundary{names: names, programs: map[string]*engine.Program{}}
	for _, name := range names {
		if file := fileOf(name); b.programs[file] == nil {
			p, err := m.source.Hooked(file, func(function string, begin engine.Place) bool { return isNamed(names, file, function, begin) })
			if err != nil {
				return nil, fmt.Errorf("wrapper.calls: %s: %w", name, err)
			}
			b.programs[file], b.files = p, append(b.files, file)
			if p.Hooks() == 0 {
				return nil, fmt.Errorf("wrapper.calls: %s: there is no function of that name", name)
			}
		}
	}
	return b, nil
}

// fileOf is the file in the name of a function.
func fileOf(name string) string {
	if file, _, named := strings.Cut(name, "#"); named {
		return file
	}
	for range 2 { // line and column
		if i := strings.LastIndexByte(name, ':'); i > 0 {
			name = name[:i]
		}
	}
	return name
}

// isNamed reports whether a function is one of those that are named.
func isNamed(names []string, file, function string, begin engine.Place) bool {
	return slices.Contains(names, begin.String()) ||
		function != "" && slices.ContainsFunc(names, func(name string) bool {
			in, way, named := strings.Cut(name, "#")
			return named && in == file && way[strings.LastIndexByte(way, '.')+1:] == function
		})
}

// hooked is what is known of a function of the boundary in one run of an app.
type hooked struct {
	f     goja.Callable
	text  string // of the function
	proxy goja.Value
	owner *goja.Object // of a method: the class, or its prototype; nil for others
	this  goja.Value   // with which it was called last, or of a method the first object that has it; nil before
	roles []role
}

// hook is $wxload: it puts a proxy around a function, or around a method of an object,
// and hears of the objects that have such methods.
func (a *app) hook(c goja.FunctionCall) goja.Value {
	switch len(c.Arguments) {
	case 0:
		return goja.NewSymbol("wxload")
	case 1:
		return a.around(c.Argument(0), nil, "")
	}
	o, isObject := c.Arguments[0].(*goja.Object)
	if name, isName := c.Arguments[1].(goja.String); isObject && isName {
		o.DefineDataProperty(name.String(), a.around(o.Get(name.String()), o, name.String()), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	} else if isObject {
		a.made(o)
	}
	return goja.Undefined()
}

func (a *app) around(v goja.Value, owner *goja.Object, name string) goja.Value {
	f, is := goja.AssertFunction(v)
	if !is {
		return v
	}
	o := v.(*goja.Object)
	if name == "" && o.Get("name") != nil {
		name = o.Get("name").String()
	}
	h := &hooked{f: f, text: o.String(), owner: owner, roles: paramsOf(name, o)}
	h.proxy = a.e.Runtime().ToValue(a.e.Runtime().NewProxy(o, &goja.ProxyTrapConfig{
		Apply: func(_ *goja.Object, this goja.Value, args []goja.Value) goja.Value {
			h.this = this
			return a.pageCalls(h, this, args)
		},
	}))
	a.hooks = append(a.hooks, h)
	return h.proxy
}

// pageCalls is a call of a function of the boundary. One from inside of another is the
// wrapper's own: it sends again, or refreshes.
func (a *app) pageCalls(h *hooked, this goja.Value, args []goja.Value) goja.Value {
	if x, is := a.e.Cause().(*call); a.Called == nil || is && !x.settled {
		return a.passed(h.f(this, args...))
	}
	h.learn(args)
	x := &call{Call: &wrapper.Call{}, hooked: true}
	a.read(x, h.roles, args)
	args, heard := a.listen(x, h.roles, args)
	a.calls.open = append(a.calls.open, x)
	var result goja.Value
	var err error
	a.e.For(x, func() { result, err = h.f(this, args...) })
	if err == nil && !heard && !hasThen(result) && x.settle == nil { // nothing was asked for, and nobody waits
		a.calls.open = slices.DeleteFunc(a.calls.open, func(y *call) bool { return x == y })
		return result
	}
	a.announce(x, nil)
	var thrown *goja.Exception
	switch {
	case errors.As(err, &thrown):
		a.rejected(x, thrown.Value())
	case err != nil: // the app ends
	case a.e.After(result, func(v goja.Value) { a.resolved(x, v) }, func(v goja.Value) { a.rejected(x, v) }):
	case !heard:
		x.unheard = true
	}
	return a.passed(result, err)
}

// learn corrects what the function's text tells of its first parameter by what a page's
// call has there.
func (h *hooked) learn(args []goja.Value) {
	if len(args) == 0 || len(h.roles) == 0 {
		return
	}
	takesAll := h.roles[0] == callRole || h.roles[0] == callBothRole
	_, isText := args[0].(goja.String)
	o, isObject := args[0].(*goja.Object)
	switch {
	case isText && takesAll:
		h.roles = []role{urlRole, dataRole, methodRole}
	case isObject && !takesAll && textOf(o, "url") != "":
		h.roles = []role{callRole}
	}
}

// hasThen reports whether a value is a promise, or like one.
func hasThen(v goja.Value) bool {
	o, is := v.(*goja.Object)
	return is && callable(o.Get("then"))
}

// passed gives back what a function returned or threw.
func (a *app) passed(v goja.Value, err error) goja.Value {
	if err != nil {
		panic(err)
	}
	return v
}

// read finds out what a call asks for.
func (a *app) read(x *call, roles []role, args []goja.Value) {
	for i, v := range args {
		r := unknown
		if i < len(roles) {
			r = roles[i]
		}
		o, isObject := v.(*goja.Object)
		switch text, isText := v.(goja.String); {
		case isText && (r == urlRole || r == unknown && x.URL == ""):
			x.URL = text.String()
		case isText && r == methodRole:
			x.Method = strings.ToUpper(text.String())
		case isObject && (r == callRole || r == callBothRole) || isObject && i == 0 && r != dataRole:
			a.readObject(x, o)
		case isObject && r == optionsRole:
			x.Method = strings.ToUpper(textOf(o, "method"))
		case isObject && r == dataRole:
			x.data = v
		}
	}
	if x.Method == "" {
		x.Method = "GET"
	}
}

func (a *app) readObject(x *call, o *goja.Object) {
	if _, isCode := goja.AssertFunction(o); isCode {
		return
	}
	x.object, x.data = o, o.Get("data")
	x.URL, x.Method = textOf(o, "url"), strings.ToUpper(textOf(o, "method"))
}

func textOf(o *goja.Object, name string) string {
	if text, is := o.Get(name).(goja.String); is {
		return text.String()
	}
	return ""
}

// listen puts functions around those that a call is settled by, and reports whether
// there are any.
func (a *app) listen(x *call, roles []role, args []goja.Value) (out []goja.Value, heard bool) {
	out = slices.Clone(args)
	ends := []func(*call, goja.Value){a.resolved, a.rejected}
	cause := a.e.Cause()
	around := func(f goja.Value, end func(*call, goja.Value)) goja.Value {
		heard = true
		return a.e.Function("callback", func(c goja.FunctionCall) (result goja.Value) {
			end(x, c.Argument(0))
			g, _ := goja.AssertFunction(f)
			var err error
			a.e.For(cause, func() { result, err = g(c.This, c.Arguments...) })
			return a.passed(result, err)
		})
	}
	n := 0
	for i, v := range args {
		switch o, is := v.(*goja.Object); {
		case !is:
		case callable(v):
			out[i] = around(v, ends[min(n, 1)])
			n++
		case i >= len(roles) || roles[i] != dataRole && roles[i] != headerRole:
			out[i] = a.listenIn(o, around, ends)
		}
	}
	return out, heard
}

// listenIn is a copy of an object with functions around its callbacks; the object itself
// where it has none.
func (a *app) listenIn(o *goja.Object, around func(goja.Value, func(*call, goja.Value)) goja.Value, ends []func(*call, goja.Value)) goja.Value {
	var copied *goja.Object
	for i, name := range []string{"success", "fail"} {
		f := o.Get(name)
		if !callable(f) {
			continue
		}
		if copied == nil {
			copied = a.e.Runtime().NewObject()
			for _, key := range o.Keys() {
				copied.Set(key, o.Get(key))
			}
		}
		copied.Set(name, around(f, ends[i]))
	}
	if copied == nil {
		return o
	}
	return copied
}

// announce tells of a call of a mini program's own page: when its first request is made,
// whose name it has then, or when the function that it called has returned.
func (a *app) announce(x *call, r *wx.Request) {
	if x.settle != nil || !x.hooked || x.settled || x.login {
		return
	}
	if r == nil {
		r = &wx.Request{Method: x.Method, URL: x.URL}
	}
	if a.targetOf(r).Apart(r) {
		x.login = true
		a.calls.open = slices.DeleteFunc(a.calls.open, func(y *call) bool { return x == y })
		return
	}
	x.Name, x.Method, x.URL, x.Own = a.nameOf(r.Method, r.URL), r.Method, r.URL, !a.whitelisted(r.URL)
	x.settle = a.Called(x.Call)
}

// endUnheard settles the calls whose end nobody tells: with their last answer, and where
// that refused the token only when the app does nothing any more, since its wrapper may
// log in and send again.
func (a *app) endUnheard() {
	if a.pages == nil {
		return
	}
	for _, x := range slices.Clone(a.calls.open) {
		s := a.sentFor(x)
		if !x.unheard || x.flying > 0 || s == nil || s.turn == 0 {
			continue
		}
		err := s.err
		if s.resp != nil && a.targetOf(s.r).AuthFailed(s.resp) {
			if !a.atRest() {
				continue
			}
			err = &wrapper.StatusError{Response: s.resp}
		}
		x.from = s
		a.settled(x, s.resp, err)
	}
}

// atRest reports whether nothing will happen in the app by itself but timers that look.
func (a *app) atRest() bool { return a.WX.Idle() && (a.Loop.Timers() == 0 || a.Loop.Polling()) }
