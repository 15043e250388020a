package script

import (
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// direct is the call that a request of a mini program is by itself: nothing around it
// is known that a page waits for. It is nil for a login, and where nobody wants to know.
func (a *app) direct(r *wx.Request) *call {
	if a.pages == nil || a.Called == nil || a.targetOf(r).Apart(r) || !a.fromPage() {
		return nil
	}
	x := &call{Call: &wrapper.Call{Name: a.nameOf(r.Method, r.URL), Method: r.Method, URL: r.URL, Own: !a.whitelisted(r.URL)}}
	x.Bare = a.s.mini.boundary == nil
	x.settle = a.Called(x.Call)
	x.isDirect = true
	a.calls.open = append(a.calls.open, x)
	return x
}

// fromPage reports whether a page makes the request that is being made. Where the
// boundary is not known every one counts as such.
func (a *app) fromPage() bool {
	if a.s.mini.boundary == nil {
		return true
	}
	if x, is := a.e.Cause().(*call); is && !x.settled {
		return false // the wrapper's, for a call
	}
	frames := a.e.Frames()
	return len(frames) > 0 && a.s.mini.parts[frames[0].At.File]
}

// directEnds settles such a call with the end of its request. Where the boundary is not
// known and the token was refused, the wrapper may send it again.
func (a *app) directEnds(s *send) {
	x := s.by
	switch {
	case x == nil || !x.isDirect || x.settled:
	case x.Bare && s.resp != nil && a.targetOf(s.r).AuthFailed(s.resp):
		x.unheard = true
	default:
		x.from = s
		a.settled(x, s.resp, s.err)
	}
}

// whitelisted reports whether a request needs no token, as the settings say.
func (a *app) whitelisted(url string) bool {
	path := pathOf(url)
	return slices.ContainsFunc(a.settings.Whitelist, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

// names are those of the requests of one client's pages.
type names map[string]bool

// A client's requests have at most so many names; the rest is called otherwise.
const (
	maxNames  = 500
	otherName = "other"
)

// nameOf names a request by its method and path, "GET /api/goods/*", and at a further
// backend by its host, too.
func (a *app) nameOf(method, url string) string {
	name := wx.Route(method, url)
	if s := a.settings.At(url); s != a.settings {
		name = strings.Replace(name, " /", " "+s.Target.Host()+"/", 1)
	}
	return a.names.of(name)
}

// of is a name, while there are not too many.
func (n *names) of(name string) string {
	if !(*n)[name] {
		if len(*n) >= maxNames {
			return otherName
		}
		if *n == nil {
			*n = names{}
		}
		(*n)[name] = true
	}
	return name
}
