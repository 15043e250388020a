package script

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// ErrNoCall says that a script has no function for pages.
var ErrNoCall = errors.New("nothing that a page could call was found: export a function request(call) that returns a promise, " +
	"where call is {name, url, method, data, header, identity}")

var errOver = errors.New("ended before the code was loaded")

// survey runs the script once, on a device on which nothing ever happens.
func (s *Script) survey() (*Found, error) {
	host := &nowhere{}
	l := loop.New(host, nil)
	defer l.Close()
	a := s.newApp(wrapper.Env{Loop: l, WX: wx.New(host, l, &wx.Storage{}, wx.Config{EnvVersion: "develop"})}, &s.options.Settings)
	a.ended = s.options.Over
	var first error
	a.report = func(err *engine.Error) {
		if first == nil && err.Kind != engine.Rejected {
			first = err
		}
	}
	if err := a.start(); err != nil {
		return nil, err
	}
	if a.ended != nil && a.ended() {
		return nil, errOver
	}
	if first != nil {
		return nil, fmt.Errorf("%s cannot be loaded: %w", s.options.ID, first)
	}
	if s.mini != nil {
		return a.surveyPages(), nil
	}
	found, err := a.findShape()
	if err != nil {
		return nil, err
	}
	s.shape = found
	return &Found{Call: found.words(), File: found.file, Launch: a.export("launch") != nil || a.p.HasApp(), Load: a.export("load") != nil, Lacks: a.lacks()}, nil
}

// nowhere is a world in which the time stands still and nobody answers.
type nowhere struct{}

func (nowhere) Now() time.Time                                { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }
func (nowhere) After(time.Duration, loop.Task) loop.Stopper   { return nowhere{} }
func (nowhere) Request(*wx.Request, wx.Receiver) loop.Stopper { return nowhere{} }
func (nowhere) Login(func(string, error))                     {}
func (nowhere) CheckSession(func(error))                      {}
func (nowhere) UserInfo(func(*wx.UserInfo, error))            {}
func (nowhere) Rand() *rand.Rand                              { return rand.New(rand.NewPCG(1, 1)) }
func (nowhere) Stop()                                         {}

// requestNames are those by which the function of a page's call is found, the
// likeliest first.
var requestNames = []string{"request", "fetch", "http", "ajax", "httpRequest", "requestPromise", "wxRequest", "sendRequest", "send", "api"}

// findShape finds what a page calls: what the user names, or what is there among
// the exports of the entry.
func (a *app) findShape() (found *shape, err error) {
	err = ErrNoCall
	a.Loop.Turn(func() {
		a.e.Enter(func() {
			if len(a.s.options.Calls) > 0 {
				found, err = a.namedShape(a.s.options.Calls[0])
			} else if found = a.exportedShape(); found != nil {
				err = nil
			}
		})
	})
	return found, err
}

func (a *app) exportedShape() *shape {
	exports, is := a.exports.(*goja.Object)
	if !is {
		return nil
	}
	main := [][]string{nil, {"default"}}
	members := main
	for _, name := range exports.Keys() {
		members = append(members, []string{name}, []string{"default", name})
	}
	for _, try := range []struct {
		find   func(*goja.Object, *shape) bool
		owners [][]string
	}{{a.byName, members}, {a.itself, main}, {a.byVerbs, members}, {a.ofClass, members}, {a.likely, members}} {
		for _, way := range try.owners {
			found := &shape{file: a.s.source.Entry(), owner: way, params: map[string][]role{}}
			if o := a.follow(exports, way); o != nil && try.find(o, found) {
				return found
			}
		}
	}
	return nil
}

// namedShape is that of a function which the user names: "utils/request.js#request".
func (a *app) namedShape(name string) (*shape, error) {
	file, way, _ := strings.Cut(name, "#")
	found := &shape{file: file, params: map[string][]role{}}
	if way != "" {
		found.owner = strings.Split(way, ".")
	}
	if _, err := a.program(file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	exports, is := a.load(file).(*goja.Object)
	if !is {
		return nil, fmt.Errorf("%s: the module exports nothing", name)
	}
	o := a.follow(exports, found.owner)
	if o == nil || !a.itself(o, found) && !a.byName(o, found) && !a.byVerbs(o, found) && !a.ofClass(o, found) {
		return nil, fmt.Errorf("%s: there is no function of that name", name)
	}
	return found, nil
}

// follow goes from an object to one of its members' members; nil where it ends.
func (a *app) follow(o *goja.Object, way []string) *goja.Object {
	for _, name := range way {
		next, is := o.Get(name).(*goja.Object)
		if !is {
			return nil
		}
		o = next
	}
	return o
}

// byName finds a function with a telling name in an object.
func (a *app) byName(o *goja.Object, s *shape) bool {
	for _, name := range requestNames {
		if f := o.Get(name); callable(f) && !isClass(f) {
			s.name = name
			s.params[name] = paramsOf(name, f)
			return true
		}
	}
	return false
}

// itself takes the object where it is a function that may take a request.
func (a *app) itself(o *goja.Object, s *shape) bool {
	if !callable(o) || isClass(o) {
		return false
	}
	name := ""
	if n := len(s.owner); n > 0 {
		name = s.owner[n-1]
	}
	roles := paramsOf(name, o)
	s.name, s.owner = name, s.owner[:max(len(s.owner)-1, 0)]
	s.params[s.name] = roles
	return true
}

// likely takes a function whose parameters say that it makes a request.
func (a *app) likely(o *goja.Object, s *shape) bool {
	if !callable(o) || isClass(o) {
		return false
	}
	list, body := parameters(o.String())
	if len(list) == 0 || roleOf(list[0], 0) != urlRole && !strings.Contains(body, plainName(list[0])+".url") && !strings.Contains(list[0], "url") {
		return false
	}
	return a.itself(o, s)
}

// byVerbs finds get, post and the like in an object.
func (a *app) byVerbs(o *goja.Object, s *shape) bool {
	for _, name := range verbs {
		if f := o.Get(name); callable(f) {
			s.verbs = true
			s.params[name] = paramsOf(name, f)
		}
	}
	return s.verbs
}

// ofClass finds them in the objects of a class.
func (a *app) ofClass(o *goja.Object, s *shape) bool {
	prototype, is := o.Get("prototype").(*goja.Object)
	if !callable(o) || !isClass(o) || !is {
		return false
	}
	s.class = true
	return a.byName(prototype, s) || a.byVerbs(prototype, s)
}

// isClass reports whether a function is a class.
func isClass(f goja.Value) bool {
	text := strings.TrimSpace(f.String())
	return strings.HasPrefix(text, "class ") || strings.HasPrefix(text, "class{")
}

func paramsOf(name string, f goja.Value) []role {
	length := 0
	if n := f.(*goja.Object).Get("length"); n != nil {
		length = int(n.ToInteger())
	}
	return rolesOf(name, f.String(), length)
}

// export is one of the entry's own exports, or of its default export; nil where
// there is none.
func (a *app) export(name string) goja.Value {
	exports, is := a.exports.(*goja.Object)
	if !is {
		return nil
	}
	if f := exports.Get(name); callable(f) {
		return f
	}
	if o := a.follow(exports, []string{"default"}); o != nil {
		if f := o.Get(name); callable(f) {
			return f
		}
	}
	return nil
}
