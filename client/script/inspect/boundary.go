package inspect

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/wx"
)

// function is one that was under way at requests.
type function struct {
	frame    engine.Frame
	count    int // of requests
	business int // of these: those that pages make
	called   int // of these: where Taro itself was further out
	depth    int // of the outermost place in a stack, summed
}

// boundary finds what pages call for a request: of the functions through which most
// requests go it is the outermost. Pages themselves do not count, nor do libraries
// where the code has functions of its own.
func (in *inspection) boundary(r *run, login *foundLogin) []Call {
	if in.app == nil {
		return in.moduleCalls()
	}
	sends := in.business(r, login)
	if len(sends) == 0 {
		return nil
	}
	business := len(sends)
	for _, s := range r.sends { // a login often goes the same way
		if login.takes(s) {
			sends = append(sends, s)
		}
	}
	all := in.underWay(sends, business)
	if oneRoute(sends) { // whatever is around the request is for that one
		general := func(f *function) bool { return verbNames.MatchString(in.call(r, f.frame).Export) }
		if slices.ContainsFunc(all, general) {
			all = slices.DeleteFunc(all, func(f *function) bool { return !general(f) })
		}
	}
	all = slices.DeleteFunc(all, func(f *function) bool { return 2*f.called > f.count || r.isPlatforms(f) })
	core := outermost(all, len(sends), business)
	if core == nil {
		return nil
	}
	if outer := in.aboveLogin(r, all, core, business); outer != nil {
		core = outer
	}
	calls := in.callers(r, core, login)
	for i := range calls {
		calls[i].shared = in.shared(calls[i].File, calls[i].Export)
	}
	return calls
}

// underWay are the functions between requests and the pages that these were made for. The
// first requests are those that pages make, the others logins.
func (in *inspection) underWay(sends []*sent, business int) []*function {
	var all []*function
	for n, s := range sends {
		frames := in.below(s.frames)
		taro := -1
		for i, f := range frames {
			if path.Base(f.At.File) == taroFile {
				taro = i
			}
		}
		for i, f := range frames {
			j := slices.IndexFunc(all, func(x *function) bool { return x.frame.Begin == f.Begin })
			if j < 0 {
				all = append(all, &function{frame: f})
				j = len(all) - 1
			}
			all[j].count++
			all[j].depth += i
			if n < business {
				all[j].business++
			}
			if i < taro {
				all[j].called++
			}
		}
	}
	return all
}

// isPlatforms reports whether a function is one that a framework has put around those of
// the platform: all calls of wx.login go through it, too.
func (r *run) isPlatforms(f *function) bool {
	if path.Base(f.frame.At.File) == taroFile {
		return true
	}
	through := func(frames []engine.Frame) bool {
		return slices.ContainsFunc(frames, func(x engine.Frame) bool { return x.Begin == f.frame.Begin })
	}
	return library(f.frame.At.File) && len(r.logins) > 0 && !slices.ContainsFunc(r.logins, func(frames []engine.Frame) bool { return !through(frames) })
}

func oneRoute(sends []*sent) bool {
	return !slices.ContainsFunc(sends, func(s *sent) bool { return s.route != sends[0].route })
}

// outermost is the outermost of the functions through which almost all requests go, or
// most, or almost all that pages make and no login; one of a library only where no other
// is.
func outermost(all []*function, sends, business int) *function {
	through := func(libraries bool, share float64) *function {
		return furthest(all, func(f *function) bool {
			return library(f.frame.At.File) == libraries && float64(f.count) >= share*float64(sends)
		})
	}
	ofPages := func(libraries bool) *function {
		return furthest(all, func(f *function) bool {
			return library(f.frame.At.File) == libraries && f.business == f.count && float64(f.count) >= 0.9*float64(business)
		})
	}
	return cmp.Or(through(false, 0.9), through(false, 0.6), ofPages(false), ofPages(true), through(true, 0.9), through(true, 0.6))
}

// takesPath are the parameters of functions that make any request.
var takesPath = regexp.MustCompile(`(?i)\((?:method[^,]*, *)?(?:\{[^}]*\burl\b|(?:request|api|req)?_?(?:url|path|uri|api|endpoint|options?|opts?|config|conf|settings|req|request)\b)`)

// aboveLogin is a function around one that logins go through, too, where almost all that
// pages ask for goes through it, and it can make any request: it logs in, and sends again.
func (in *inspection) aboveLogin(r *run, all []*function, core *function, business int) *function {
	if core.business == core.count {
		return nil
	}
	return furthest(all, func(f *function) bool {
		call := in.call(r, f.frame)
		perMethod := f.frame.Begin.File == core.frame.Begin.File && verbNames.MatchString(call.Export) // see callers
		return !perMethod && f.average() > core.average() && f.business == f.count && float64(f.count) >= 0.9*float64(business) && !library(f.frame.At.File) &&
			takesPath.MatchString(call.Signature)
	})
}

// furthest is the function that is furthest from the requests of those that are wanted;
// nil where there is none.
func furthest(all []*function, wanted func(*function) bool) (best *function) {
	for _, f := range all {
		if wanted(f) && (best == nil || f.average() > best.average()) {
			best = f
		}
	}
	return best
}

// maxCalls is how many functions for methods are around the one that all have in
// common at most.
const maxCalls = 6

// verbNames are those of functions that make any request of a method.
var verbNames = regexp.MustCompile(`(?i)^_?(wx|http|api|do|send|my)?_?(get|post|put|delete|del|patch|head|request|req|fetch|ajax|http)(json|form|data|request|req|promise|async|api)?\d*$`)

// helpers are functions that compilers put around others.
var helpers = regexp.MustCompile(`asyncGeneratorStep|_asyncToGenerator|__awaiter|regeneratorRuntime|_classCallCheck`)

// callers are the outermost functions in the file of the one that all have in common.
func (in *inspection) callers(r *run, core *function, login *foundLogin) []Call {
	var outer []*function
	for _, s := range r.sends { // logins too, which may be the only ones of a method
		var last *engine.Frame
		through := false
		for _, f := range in.below(s.frames) {
			through = through || f.Begin == core.frame.Begin
			if through && f.Begin.File == core.frame.Begin.File {
				last = &f
			}
		}
		if last == nil || !verbNames.MatchString(in.call(r, *last).Export) {
			if login.takes(s) {
				continue // it goes another way
			}
			last = &core.frame
		}
		i := slices.IndexFunc(outer, func(x *function) bool { return x.frame.Begin == last.Begin })
		if i < 0 {
			outer = append(outer, &function{frame: *last})
			i = len(outer) - 1
		}
		outer[i].count++
	}
	if len(outer) > maxCalls {
		outer = []*function{core}
	}
	slices.SortStableFunc(outer, func(a, b *function) int { return b.count - a.count })
	var calls []Call
	for _, f := range outer {
		calls = append(calls, in.call(r, f.frame))
	}
	return calls
}

// below are the functions between a request and the page that it was made for, each
// once, the innermost first.
func (in *inspection) below(frames []engine.Frame) []engine.Frame {
	var out []engine.Frame
	for _, f := range frames {
		if in.isPage(f.Begin.File) || f.Begin.File == in.project.Entry() && strings.HasPrefix(f.Name, "on") {
			break
		}
		known := func(x engine.Frame) bool { return x.Begin == f.Begin }
		if f.Begin.Line > 0 && !slices.ContainsFunc(out, known) && !in.helper(f) {
			out = append(out, f)
		}
	}
	return out
}

// helper reports whether a compiler has put a function there.
func (in *inspection) helper(f engine.Frame) bool {
	if known, is := in.helps[f.Begin]; is {
		return known
	}
	line := in.line(in.current.engine.Locate(f.Begin))
	in.helps[f.Begin] = len(line) < 2000 && helpers.MatchString(line)
	return in.helps[f.Begin]
}

func (f *function) average() float64 { return float64(f.depth) / float64(f.count) }

// business are the requests that pages make: to the origin of the login where that is
// known, but not the logins themselves.
func (in *inspection) business(r *run, login *foundLogin) []*sent {
	origin := ""
	if login != nil {
		origin, _ = wx.Origin(login.first.URL)
	}
	var all []*sent
	for _, s := range r.sends {
		if o, _ := wx.Origin(s.URL); !login.takes(s) && (origin == "" || o == origin) && len(s.frames) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// isPage reports whether a module is a page's or a component's.
func (in *inspection) isPage(module string) bool {
	for _, p := range in.app.Pages {
		if p.Module == module {
			return true
		}
	}
	for _, c := range in.app.Components {
		if c.Module == module {
			return true
		}
	}
	return false
}

var (
	methodAt  = regexp.MustCompile(`([A-Za-z_$][\w$]*)\s*(?::\s*(?:async\s*)?(?:function\b[^(]*)?|=\s*(?:async\s*)?(?:function\b[^(]*)?)?\(`)
	parameter = regexp.MustCompile(`\(([^()]*(?:\([^()]*\)[^()]*)*)\)`)
)

// call tells of a function.
func (in *inspection) call(r *run, f engine.Frame) Call {
	at := r.engine.Locate(f.Begin)
	c := Call{File: f.At.File, Export: f.Name, Line: at.Line, Column: at.Column}
	line := in.line(at)
	if at.Column > 0 && at.Column <= len(line) {
		before, after := line[:at.Column-1], line[at.Column-1:]
		if c.Export == "" {
			if m := nameBefore.FindStringSubmatch(before); m != nil {
				c.Export = m[1]
			} else if m := methodAt.FindStringSubmatch(after); m != nil && m[1] != "function" && m[1] != "async" {
				c.Export = m[1]
			}
		}
		if m := parameter.FindStringSubmatch(after); m != nil {
			c.Signature = c.Export + "(" + strings.Join(strings.Fields(m[1]), " ") + ")"
		}
	}
	return c
}

// shared reports whether several functions of a file have a name, as those of minified
// files do.
func (in *inspection) shared(fileName, name string) bool {
	i := slices.IndexFunc(in.files, func(f file) bool { return f.name == fileName })
	if i < 0 || name == "" {
		return false
	}
	n := 0
	in.files[i].each(name, func(at int) {
		before, after := in.files[i].around(at, at+len(name))
		if definedBefore.MatchString(before) && strings.HasPrefix(strings.TrimLeft(after, " "), "(") ||
			!strings.HasSuffix(before, ".") && definedBehind.MatchString(after) || assignedBehind.MatchString(after) {
			n++
		}
	})
	return n > 1
}

// How a function gets its name: function NAME(, NAME(…) {, and NAME = function, NAME: () =>.
var (
	definedBefore  = regexp.MustCompile(`\bfunction\s+$`)
	definedBehind  = regexp.MustCompile(`^\s*\([^()]*\)\s*\{`)
	assignedBehind = regexp.MustCompile(`^\s*[:=]\s*(?:async\b\s*)?(?:function\b|\([^()]*\)\s*=>|[\w$]+\s*=>)`)
)

var nameBefore = regexp.MustCompile(`([A-Za-z_$][\w$]*)\s*[:=]\s*(?:async\s*)?\(?\s*$`)

func (in *inspection) line(at engine.Place) string {
	for i := range in.files {
		f := &in.files[i]
		if f.name == at.File && at.Line > 0 && at.Line <= len(f.lines) {
			line, _, _ := strings.Cut(f.text[f.lines[at.Line-1]:], "\n")
			return line
		}
	}
	return ""
}

// moduleCalls are those of a module.
func (in *inspection) moduleCalls() []Call {
	found := in.script.Found()
	name, _, _ := strings.Cut(found.Call, "(")
	return []Call{{File: found.File, Export: name, Signature: found.Call}}
}
