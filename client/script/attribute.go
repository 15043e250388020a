package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// sending attributes a request to the call that caused it, as far as that can be
// told now.
func (a *app) sending(r *wx.Request, options *goja.Object) {
	a.watch.sending(a, r, options)
	s := &send{r: r}
	r.URL = a.atTarget(r.URL)
	if x := a.attribute(s, options); x != nil {
		a.announce(x, r)
		s.by = x
		r.Caller, r.Name = x.ID, x.Name
		x.flying++
	} else if x := a.direct(r); x != nil {
		s.by = x
		r.Caller, r.Name = x.ID, x.Name
		x.flying++
	} else if !a.targetOf(r).Apart(r) {
		r.Name = ownName(r.URL)
		r.Ping = a.Loop.InTimer() && !a.causedByOpen()
	}
	if len(a.calls.recent) == maxRecent {
		a.calls.recent = slices.Delete(a.calls.recent, 0, 1)
	}
	a.calls.recent = append(a.calls.recent, s)
}

// atTarget is a URL of the script's as one of the target's, where its host stands for
// the developer server that the settings name. The script sees its own.
func (a *app) atTarget(url string) string {
	domain := a.settings.Domains[a.WX.AccountInfo().EnvVersion]
	origin, is := wx.Origin(url)
	if s := a.settings.Named(origin); s != nil {
		return s.Domains[a.WX.AccountInfo().EnvVersion] + url[len(origin):]
	}
	if !is && a.asksWholly(url) {
		return domain + url
	}
	if own, _ := wx.Origin(domain); !is || own == "" || origin == own || !a.settings.Target.StandsFor(origin) {
		return url
	}
	return domain + url[len(origin):]
}

// asksWholly reports whether a URL without an origin is the path of a call that is not
// the code's own, to which the pages of a mini program give whole URLs: what the wrapper
// was given there had no domain.
func (a *app) asksWholly(url string) bool {
	return a.pages != nil && slices.ContainsFunc(a.calls.open, func(x *call) bool {
		return x.out != nil && strings.HasPrefix(x.URL, "/") && pathOf(url) == pathOf(x.URL)
	})
}

// causedByOpen reports whether the running code goes back to a call that is open.
func (a *app) causedByOpen() bool {
	x, is := a.e.Cause().(*call)
	return is && !x.settled
}

// sent notes the platform's handle of the request that is being made.
func (a *app) sent(_ *wx.Request, t *wx.RequestTask) {
	a.calls.recent[len(a.calls.recent)-1].task = t
}

// ownName names a request that serves no call by the end of its path.
func ownName(url string) string {
	name := pathOf(url)
	name = name[strings.LastIndexByte(name, '/')+1:]
	if len(name) > longestName || strings.ContainsAny(name, "0123456789") {
		return "*"
	}
	return name
}

// longestName bounds what can be the name of something, and not its number.
const longestName = 30

// attribute finds the call that a send serves; nil where that is the script
// itself. What the page gave, and is sent as it was, tells for sure. Else the send
// must ask for the same thing as the call; of several calls that do, the cause
// goes first, but not before one that still needs a send.
func (a *app) attribute(s *send, options *goja.Object) *call {
	cause, _ := a.e.Cause().(*call)
	login := a.targetOf(s.r).Apart(s.r)
	if x := a.given(options); x != nil && !(login && x.hooked) {
		return x
	}
	if login {
		if cause != nil && cause.hooked && cause.settle == nil && a.asks(s.r, cause) {
			a.announce(cause, s.r) // it is none
		}
		return nil
	}
	for _, sameMethod := range []bool{true, false} { // a script may not know all methods
		var best *call
		for _, x := range a.calls.open {
			if a.asks(s.r, x) && (!sameMethod || s.r.Method == x.Method) && (best == nil || better(x, best, cause)) {
				best = x
			}
		}
		if best != nil {
			return best
		}
	}
	switch {
	case cause == nil:
	case cause.settled && a.asks(s.r, cause):
		return cause // sent again after its end
	case cause.hooked && !cause.settled && a.sentFor(cause) == nil: // the wrapper calls it otherwise
		return cause
	}
	return nil
}

// given is the call whose own objects are sent.
func (a *app) given(options *goja.Object) *call {
	data := options.Get("data")
	for _, x := range a.calls.open {
		if x.object == options && x.object != nil || same(data, x.data) {
			return x
		}
	}
	return nil
}

// same reports whether two values are one object.
func same(v, w goja.Value) bool {
	a, is := v.(*goja.Object)
	b, both := w.(*goja.Object)
	return is && both && a == b
}

// asks reports whether a request asks for what a call asks for: its path, wherever
// the script sends it and whatever query it adds. Of several backends both name the same,
// where the call names one.
func (a *app) asks(r *wx.Request, x *call) bool {
	if x.URL == "" || !strings.HasSuffix(pathOf(r.URL), pathOf(x.URL)) {
		return false
	}
	whole := len(a.settings.Further) > 0 && strings.Contains(x.URL, "://")
	return !whole || a.settings.At(a.atTarget(x.URL)) == a.settings.At(r.URL)
}

// targetOf is the backend to which a request goes.
func (a *app) targetOf(r *wx.Request) *wrapper.Target { return &a.settings.At(r.URL).Target }

// pathOf is the path of a URL.
func pathOf(url string) string {
	url, _, _ = strings.Cut(url, "?")
	if origin, is := wx.Origin(url); is {
		url = url[len(origin):]
	}
	return url
}

// better reports whether a send belongs to the call x rather than to y, which came
// first.
func better(x, y, cause *call) bool {
	if x.needs() != y.needs() {
		return x.needs()
	}
	return x == cause
}

// needs reports whether nothing is in flight for a call, and nothing good came.
func (x *call) needs() bool { return x.flying == 0 && !x.served }

// answered notes an answer, and that it begins the turn.
func (a *app) answered(r *wx.Request, resp *wx.Response, data goja.Value) {
	a.watch.answered(r, resp, data)
	if s := a.over(r); s != nil {
		s.resp, s.data = resp, data
		good := a.targetOf(r).Succeeded(resp)
		if s.by != nil {
			s.by.served = good
			a.directEnds(s)
		}
		if good && !a.targetOf(r).IsLogin(r) {
			a.calls.wasAnswered(pathOf(r.URL))
		}
	}
}

// broke notes that a request failed.
func (a *app) broke(r *wx.Request, err error, reason *goja.Object) {
	if s := a.over(r); s != nil {
		s.err, s.reason = err, reason
		a.directEnds(s)
	}
}

func (a *app) over(r *wx.Request) *send {
	for i := len(a.calls.recent) - 1; i >= 0; i-- {
		if s := a.calls.recent[i]; s.r == r {
			s.turn = a.e.Turn()
			if s.by != nil {
				s.by.flying--
			}
			return s
		}
	}
	return nil
}

// caller is the number of the call that the running code serves; zero for none.
func (a *app) caller() int {
	if x, is := a.e.Cause().(*call); is {
		return x.ID
	}
	if s := a.answering(); s != nil && s.by != nil {
		return s.by.ID
	}
	return 0
}

// answering is the send whose answer began the turn that runs; nil where something
// else did.
func (a *app) answering() *send {
	for i := len(a.calls.recent) - 1; i >= 0; i-- {
		if s := a.calls.recent[i]; s.turn == a.e.Turn() {
			return s
		}
	}
	return nil
}
