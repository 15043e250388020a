package wrapper

import (
	"slices"
	"strings"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// Call is one request as a page makes it.
type Call struct {
	ID       int    // numbers the client's calls from 1
	Name     string // by which it is reported
	Method   string // upper case
	URL      string // a path, or an absolute URL, which bypasses the domain
	Identity bool   // it needs a token
	// Bare tells that the call is a request of wx itself: what a page gets of its answer is
	// not known, so that no defect can be drawn from it.
	Bare bool
	// Own tells that a page of the app's own made the call: that it needs a token shows
	// when it carries one, or is refused without.
	Own    bool
	Header []wx.Header
	Body   []byte // JSON; nil sends none
	// Transfer makes it an upload, whose form has the members of Body besides the file, or a
	// download; nil for a request.
	Transfer *wx.Transfer
	Sealed   *Sealed // where Body holds data that WeChat has sealed for the user; nil for others
}

// Sealed tells of data that WeChat has sealed with the user's session_key. A login may
// change that key: what was sealed before it may be of no use after it.
type Sealed struct {
	// At is when the page asked WeChat for the data.
	At time.Time
	// Again makes the body from what wx.getUserInfo gives now. It is nil where WeChat
	// gives such data only when the user taps a button (getPhoneNumber,
	// getUserProfile).
	Again func(*wx.UserInfo) []byte
}

// Wrapper is the code that an app puts between its pages and wx. All methods are
// called in a turn of its loop and return at once.
type Wrapper interface {
	// Launch is App.onLaunch. The promise settles when everything that it started has
	// ended; it is nil where nothing waits for that.
	Launch() *loop.Promise[any]
	// Load is a page's onLoad with the requests that it makes in one turn. It calls
	// issue for each of them, when the page's code would call Request.
	Load(calls []*Call, issue func(*Call))
	// Request is the request function of the pages. It resolves with the answer from
	// which the page's value is taken, nil where the page receives undefined.
	Request(c *Call) *loop.Promise[*wx.Response]
	// Show is App.onShow after the app was hidden.
	Show()
	// Logout is called when the user logs out: the app forgets the token.
	Logout()
}

// Hiding is a [Wrapper] that wants to know when its app goes to the background.
type Hiding interface {
	// Hide is what App.onHide does, in a turn of its loop.
	Hide()
}

// Located is a [Wrapper] whose code knows where it is.
type Located interface {
	// Where is the place in the user's files that runs now, "utils/request.js:12:5", and
	// then those that called it; empty where none runs.
	Where() []string
}

// Paged is a [Wrapper] with pages of its own: a whole mini program. Their calls are
// told by [Env.Called].
type Paged interface {
	// Open opens a page as its user does, who may have opened others before: by its
	// route, "pages/index/index", and its query, "id=1&from=home".
	Open(route, query string)
	// Do runs a handler of the page that is open.
	Do(h Handler)
}

// Handler is a handler of a page, and what it is called with: what a tap brings.
type Handler struct {
	// Name is that of a function, "onTap", or what an element binds or has, by a selector:
	// "#login tap", "goods-card onAdd".
	Name            string
	Detail, Dataset []byte // JSON objects; nil is an empty one
}

// Query is a page's query, "a=1&b=2", in the order of its names.
func Query(values map[string]string) string {
	names := make([]string, 0, len(values))
	for name := range values { // sorted below
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		names[i] = name + "=" + strings.ReplaceAll(values[name], "&", "%26")
	}
	return strings.Join(names, "&")
}

// TimeReader is a [Wrapper] that knows whether its code has read the clock. Others are
// taken not to.
type TimeReader interface {
	// ReadsTime reports whether it has.
	ReadsTime() bool
}

// Env is the world of one run of an app.
type Env struct {
	Loop *loop.Loop
	WX   *wx.Platform
	// Called takes in a call that a page of the app's own has made, and numbers it.
	// Settle takes in how it was settled, once. It is nil where nobody wants to know.
	Called func(*Call) (settle func(*wx.Response, error))
	// Crash ends the app soon after the turn that calls it, as WeChat ends one that
	// freezes. It is nil where nobody sees to that.
	Crash func()
}

// base is common to most of the wrappers: an environment, settings, pages that
// request at once, nothing to do on show, and a token in storage.
type base struct {
	Env
	s *Settings
	// domain of the build that runs; empty where none is configured.
	domain string
}

func newBase(env Env, s *Settings) base {
	return base{env, s, s.Domains[env.WX.AccountInfo().EnvVersion]}
}

// Load requests at once.
func (b *base) Load(calls []*Call, issue func(*Call)) {
	for _, c := range calls {
		issue(c)
	}
}

// Show does nothing.
func (b *base) Show() {}

// Logout removes the stored token.
func (b *base) Logout() { b.WX.RemoveStorage(b.s.TokenKey) }

// resolveURL puts the domain before a path; an absolute URL passes.
func (b *base) resolveURL(url string) string {
	if isAbsolute(url) {
		return url
	}
	return b.domain + url
}

// wxLogin is a promise around wx.login.
func (b *base) wxLogin() *loop.Promise[string] {
	p := loop.NewPromise[string](b.Loop)
	b.WX.Login(p.Settle)
	return p
}

// plainHTTP is the request function that two documents leave to the reader: it
// resolves with a 2xx answer and rejects with any other.
func (b *base) plainHTTP(r *wx.Request) *loop.Promise[*wx.Response] {
	p := loop.NewPromise[*wx.Response](b.Loop)
	b.WX.Request(r, func(resp *wx.Response, err error) {
		if err == nil && !resp.Success() {
			err = &StatusError{resp}
		}
		p.Settle(resp, err)
	})
	return p
}
