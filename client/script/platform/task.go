package platform

import (
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wx"
)

// task is what wx.request and its like return. Most scripts never look at it, so
// that its methods are made when they are asked for. It implements
// [goja.DynamicObject].
type task struct {
	p        *Platform
	running  *wx.RequestTask // nil where no request was made
	over     bool
	received []goja.Value // of onHeadersReceived
	watching []goja.Value // of onProgressUpdate
	members  []taskMember // that were made, or set
}

type taskMember struct {
	name  string
	value goja.Value
}

// taskMethods are the names of its methods.
const taskMethods = " abort onHeadersReceived offHeadersReceived onChunkReceived offChunkReceived onProgressUpdate offProgressUpdate "

func isTaskMethod(name string) bool { return strings.Contains(taskMethods, " "+name+" ") }

func (t *task) object() goja.Value { return t.p.rt.NewDynamicObject(t) }

func (t *task) find(name string) int {
	return slices.IndexFunc(t.members, func(m taskMember) bool { return m.name == name })
}

// Get is a member; nil where there is none.
func (t *task) Get(name string) goja.Value {
	if i := t.find(name); i >= 0 {
		return t.members[i].value
	}
	if !isTaskMethod(name) {
		return nil
	}
	f := t.p.e.Function(name, func(c goja.FunctionCall) goja.Value {
		t.call(name, c.Argument(0))
		return goja.Undefined()
	})
	t.Set(name, f)
	return f
}

// Set sets a member.
func (t *task) Set(name string, v goja.Value) bool {
	if i := t.find(name); i >= 0 {
		t.members[i].value = v
	} else {
		t.members = append(t.members, taskMember{name, v})
	}
	return true
}

// Has reports whether there is a member.
func (t *task) Has(name string) bool { return isTaskMethod(name) || t.find(name) >= 0 }

// Delete deletes a member that was set; a method is there again.
func (t *task) Delete(name string) bool {
	t.members = slices.DeleteFunc(t.members, func(m taskMember) bool { return m.name == name })
	return true
}

// Keys are the names of the members.
func (t *task) Keys() []string {
	keys := strings.Fields(taskMethods)
	for _, m := range t.members {
		if !isTaskMethod(m.name) {
			keys = append(keys, m.name)
		}
	}
	return keys
}

func (t *task) call(name string, f goja.Value) {
	switch name {
	case "abort":
		if !t.over && t.running != nil {
			t.running.Abort()
		}
	case "onHeadersReceived":
		t.received = append(t.received, f)
	case "offHeadersReceived":
		t.received = without(t.received, f)
	case "onProgressUpdate":
		if callable(f) {
			t.watching = append(t.watching, f)
		}
	case "offProgressUpdate":
		t.watching = without(t.watching, f)
	}
}

// without are the listeners but for f, or none where f is undefined.
func without(listeners []goja.Value, f goja.Value) []goja.Value {
	return slices.DeleteFunc(listeners, func(g goja.Value) bool { return goja.IsUndefined(f) || g.StrictEquals(f) })
}

// headersReceived calls those who wait for the header of an answer, before
// success.
func (t *task) headersReceived(result *goja.Object) {
	for _, f := range t.received {
		t.p.e.Call(f, nil, t.p.fill("header", result.Get("header"), "statusCode", result.Get("statusCode"), "cookies", result.Get("cookies")))
	}
}
