package inspect

import (
	"errors"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// policy is how a run's requests are answered.
type policy struct {
	// literals are plain values of members of every answer, JSON by name.
	literals map[string]string
	// isLogin tells which requests never fail so; nil for none.
	isLogin func(*sent) bool
}

// failure is an answer that may mean that the token is not valid.
type failure struct {
	status  int
	members map[string]string // of the body, JSON by name
}

// sent is a request that the code made.
type sent struct {
	*wx.Request
	number  int
	route   string
	carried []carried
	frames  []engine.Frame
	step    int
	failed  *failure // how it was answered; nil with a success
	done    bool
}

// deed is something that the code did.
type deed struct {
	kind  wx.Kind
	step  int // in which it was done
	at    engine.Place
	sent  *sent // of the Request kinds
	key   string
	value string
	name  string // of Navigate
	had   bool   // of StorageRemove: the key was there
}

// read is a member of an answer that the code asked for.
type read struct {
	path string // of the value that has it
	name string
	at   engine.Place
}

// depth is how deep the value lies in its answer, whose own depth is 1.
func (r read) depth() int { return strings.Count(r.path, ".") + 1 }

// run is one run of the code.
type run struct {
	inspection *inspection
	policy     policy
	world      *world
	client     *client.Client
	engine     *engine.Engine
	watch      struct{ watched, revive goja.Callable }
	names      []string // that watched values have as their own
	marks      marks
	failing    *failure // from the next step on: see policy

	step  int // the number of the one under way
	steps []step
	// again and anew are the steps at which a survey begins to open pages for the second
	// time, and after the app was started anew.
	again, anew int
	sends       []*sent
	by          map[*wx.Request]*sent
	deeds       []deed
	reads       []read
	apis        map[string]bool // that were called: whether they do nothing
	at          map[string]engine.Place
	errs        []error
	logins      [][]engine.Frame // the functions that were under way at each call of wx.login
	frozen      int              // how often the code went on without an end
}

// maxReads and the like bound what a run keeps.
const (
	maxReads = 20_000
	maxDeeds = 5_000
	maxSends = 600
)

// serve answers a request; nil lets it fail.
func (r *run) serve(q *wx.Request) *wx.Response {
	s := r.by[q]
	if s == nil {
		return nil
	}
	s.done = true
	status := 200
	if f := r.failing; f != nil && (r.policy.isLogin == nil || !r.policy.isLogin(s)) {
		s.failed = f
		status = f.status
	}
	header := []wx.Header{{Name: "Content-Type", Value: "application/json"},
		{Name: "Set-Cookie", Value: "SESSION=" + r.marks.text(strconv.Itoa(s.number)+".Set-Cookie") + "; Path=/; HttpOnly"}}
	return &wx.Response{Status: status, Header: header, Body: []byte(`{}`)}
}

// observe takes in what the code does.
func (r *run) observe(e *wx.Event) {
	d := deed{kind: e.Kind, step: r.step, key: e.Key, value: e.Value, name: e.Name, had: e.Had}
	switch e.Kind {
	case wx.RequestCall:
		d.sent = r.send(e.Request)
	case wx.LoginCall:
		r.failing = nil // it is healed by that
		if r.engine != nil && len(r.logins) < maxSends {
			r.logins = append(r.logins, r.engine.Frames())
		}
	case wx.CheckCall, wx.UserInfoCall, wx.StorageSet, wx.StorageRemove, wx.Navigate:
	case wx.ScriptError, wx.PageError:
		if err, is := errors.AsType[*engine.Error](e.Err); is && err.OverLimit() {
			r.frozen++
			r.inspection.frozen++
		}
		if len(r.errs) < maxDeeds {
			r.errs = append(r.errs, e.Err)
		}
		return
	default:
		return
	}
	if r.engine != nil {
		d.at = r.engine.Here()
	}
	if len(r.deeds) < maxDeeds {
		r.deeds = append(r.deeds, d)
	}
}

func (r *run) send(q *wx.Request) *sent {
	if len(r.sends) >= maxSends {
		return nil
	}
	s := &sent{Request: q, number: len(r.sends) + 1, route: wx.Route(q.Method, unmarked(q.URL)), carried: carriedBy(q), step: r.step}
	if r.engine != nil {
		s.frames = r.engine.Trail()
	}
	r.sends = append(r.sends, s)
	r.by[q] = s
	again := 0
	for i := len(r.sends) - 1; i >= 0 && r.sends[i].step == r.step; i-- {
		if r.sends[i].route == s.route {
			again++
		}
	}
	r.world.enough = r.world.enough || again > stepSends
	return s
}

// unmarked is a text with a star for each marker.
func unmarked(text string) string { return marker.ReplaceAllString(text, "*") }

// tryRun is newRun, unless enough was tried.
func (in *inspection) tryRun(p policy) (*run, error) {
	if in.runs > maxRuns || in.frozen > maxFrozen || in.over() {
		return nil, errEnough
	}
	return in.newRun(p), nil
}

// newRun starts the code as it is after an installation.
func (in *inspection) newRun(p policy) *run {
	r := &run{inspection: in, policy: p, names: in.names, by: map[*wx.Request]*sent{}, apis: map[string]bool{}, at: map[string]engine.Place{}}
	r.world = newWorld(r.serve)
	in.current = r
	settings := &wrapper.Settings{Domains: map[string]string{}, TokenKey: "wxload", Target: wrapper.Target{
		Login: wrapper.LoginEndpoint{Path: "/wxload/login"}, Token: wrapper.Place{Name: "wxload"}}}
	r.client = client.New(r.world, client.Config{
		Wrapper: in.wrapper, Settings: settings,
		Platform: wx.Config{AppID: appID, EnvVersion: in.env, Version: "1.0.0", Observe: r.observe},
		Observer: client.ObserverConfig{NoExamples: true},
	})
	in.runs++
	return r
}

const appID = "wx0123456789abcdef"
