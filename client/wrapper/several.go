package wrapper

import (
	"slices"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// Start makes the wrapper of one run of an app. Where the app talks to several backends
// there is one for each of them, as in an app that uses an SDK twice; a user's own code,
// which knows all of them, is one.
func (i *Info) Start(env Env, s *Settings) Wrapper {
	if len(s.Further) == 0 || i.Source != "" {
		return i.New(env, s)
	}
	w := &several{env: env, settings: s, parts: []Wrapper{i.New(env, s)}}
	for _, f := range s.Further {
		w.parts = append(w.parts, i.New(env, f))
	}
	shareSlots(w.parts)
	return w
}

// several are wrappers of one app, each for a backend of its own. They share the device,
// and nothing else.
type several struct {
	env      Env
	settings *Settings
	parts    []Wrapper // for the first backend, and for each further one
}

// partOf is the number of the part that a URL belongs to.
func (w *several) partOf(url string) int {
	origin, _ := wx.Origin(url)
	return 1 + slices.IndexFunc(w.settings.Further, func(f *Settings) bool { return f.Target.isAt(origin) })
}

// Launch launches all, and ends with the last of them.
func (w *several) Launch() *loop.Promise[any] {
	var running []*loop.Promise[any]
	for _, part := range w.parts {
		if p := part.Launch(); p != nil {
			running = append(running, p)
		}
	}
	if len(running) == 0 {
		return nil
	}
	return loop.Async(w.env.Loop, func() (any, error) {
		var first error
		for _, p := range running {
			if _, err := p.Await(); err != nil && first == nil {
				first = err
			}
		}
		return nil, first
	})
}

// Load lets each part load the calls that are its own.
func (w *several) Load(calls []*Call, issue func(*Call)) {
	for i, part := range w.parts {
		own := slices.DeleteFunc(slices.Clone(calls), func(c *Call) bool { return w.partOf(c.URL) != i })
		if len(own) > 0 {
			part.Load(own, issue)
		}
	}
}

// Request leaves a call to its part, which gives it its own domain.
func (w *several) Request(c *Call) *loop.Promise[*wx.Response] {
	i := w.partOf(c.URL)
	if i == 0 {
		return w.parts[0].Request(c)
	}
	origin, _ := wx.Origin(c.URL)
	own := *c
	own.URL = c.URL[len(origin):]
	return w.parts[i].Request(&own)
}

// Show shows all.
func (w *several) Show() {
	for _, part := range w.parts {
		part.Show()
	}
}

// Hide tells the parts that want to know.
func (w *several) Hide() {
	for _, part := range w.parts {
		if h, wants := part.(Hiding); wants {
			h.Hide()
		}
	}
}

// Logout logs the user out everywhere.
func (w *several) Logout() {
	for _, part := range w.parts {
		part.Logout()
	}
}

// shareSlots lets wrappers that keep a slot of the device free for their login do so
// together: one slot for each of them.
func shareSlots(parts []Wrapper) {
	first, is := parts[0].(*reference)
	if !is {
		return
	}
	for _, part := range parts[1:] {
		part.(*reference).slots = first.slots
	}
	if first.slots.limit > 0 {
		first.slots.limit = max(first.slots.limit-(len(parts)-1), 1)
	}
}
