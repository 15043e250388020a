package sim

import (
	"slices"

	"github.com/wxload/wxload/client/wrapper"
)

// load is one event that makes requests of pages.
type load struct {
	at    int64
	page  string
	gated bool // its calls need a token
	calls []*wrapper.Call
}

// insertActions inserts the actions in the script's order. Each request action is
// an event of its own; in a wrapper whose pages have an onLoad, the requests of
// one page at one time that need a token share one.
func (w *world) insertActions() {
	var loads []*load
	for i := range w.script.Actions {
		a := &w.script.Actions[i]
		switch a.Do {
		case doRequest:
			loads = w.insertLoad(loads, a.At, a.Page, []*wrapper.Call{w.newCall(&PageEntry{a.Name, a.Identity, a.Method, a.Path, a.Guarded}, a.At)})
		case doPageLoad:
			calls := []*wrapper.Call{}
			for i := range a.Requests {
				calls = append(calls, w.newCall(&a.Requests[i], a.At))
			}
			loads = w.insertLoad(loads, a.At, a.Page, calls)
		case doPage:
			w.at(a.At, func() { w.client.Open(a.Page, wrapper.Query(a.Query)) })
		case doHandler:
			w.at(a.At, func() { w.client.Do(wrapper.Handler{Name: a.Name, Detail: a.Detail, Dataset: a.Dataset}) })
		case doProfile:
			w.at(a.At, func() { w.askProfile(a) })
		default:
			w.at(a.At, w.deed(a.Do))
		}
	}
}

// deed is what the user does in actions without requests.
func (w *world) deed(do string) func() {
	switch do {
	case doLaunch:
		return w.client.Launch
	case doHide:
		return w.client.Hide
	case doShow:
		return w.client.Show
	case doRelaunch:
		return w.client.Relaunch
	default:
		return w.client.Logout
	}
}

func (w *world) insertLoad(loads []*load, at int64, page string, calls []*wrapper.Call) []*load {
	l := &load{at: at, page: page, calls: calls}
	l.gated = slices.ContainsFunc(calls, func(c *wrapper.Call) bool { return c.Identity })
	if w.wrapper.OnLoad && l.gated {
		for _, before := range loads {
			if before.gated && before.at == at && before.page == page {
				before.calls = append(before.calls, calls...)
				return loads
			}
		}
	}
	w.at(at, func() { w.client.Load(l.calls) })
	return append(loads, l)
}

// newCall declares a request of a page. The server takes it by its name, whatever
// path the wrapper sees.
func (w *world) newCall(e *PageEntry, at int64) *wrapper.Call {
	c := &wrapper.Call{Name: e.Name, Method: e.Method, Identity: orTrue(e.Identity), URL: e.Path}
	if c.Method == "" {
		c.Method = "GET"
	}
	if c.URL == "" {
		c.URL = pathOf(e.Name, c.Identity)
	}
	guarded := c.Identity
	if e.Guarded != nil {
		guarded = *e.Guarded
	}
	w.served[e.Name] = pathOf(e.Name, guarded)
	w.trace.declare(e.Name, c.Identity, at)
	return c
}

// pathOf is the developer server's path of a request.
func pathOf(name string, guarded bool) string {
	if guarded {
		return "/api/" + name
	}
	return "/public/" + name
}
