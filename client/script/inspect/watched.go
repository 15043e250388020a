package inspect

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/platform"
	"github.com/wxload/wxload/client/wx"
)

//go:embed watch.js
var watchSource string

// hooks are those of the run that is under way.
func (in *inspection) hooks() *platform.Watch {
	return &platform.Watch{
		Begin: func(e *engine.Engine) {
			if in.current != nil {
				in.current.begin(e)
			}
		},
		Data: func(q *wx.Request, _ *wx.Response) goja.Value {
			if in.current == nil {
				return nil
			}
			return in.current.data(q)
		},
		Stored: func(_ string, v goja.Value) goja.Value {
			if in.current == nil {
				return v
			}
			return in.current.revived(v)
		},
		Called: func(name string, stubbed bool, _ goja.Value) {
			if in.current != nil {
				in.current.called(name, stubbed)
			}
		},
	}
}

func (r *run) called(name string, stubbed bool) {
	if _, known := r.apis[name]; !known {
		r.apis[name] = stubbed
		r.at[name] = r.engine.Here()
	}
}

// revived is a stored value, whose markers are watched values again.
func (r *run) revived(v goja.Value) goja.Value {
	revived, err := r.watch.revive(goja.Undefined(), v)
	if err != nil {
		return v
	}
	return revived
}

// begin gives a new runtime the watched values.
func (r *run) begin(e *engine.Engine) {
	r.engine = e
	rt := e.Runtime()
	host := rt.NewObject()
	host.Set("read", func(path, name string) {
		at := e.Here()
		if at.Line > 0 && len(r.reads) < maxReads { // else an error is being told
			r.reads = append(r.reads, read{path, name, at})
		}
	})
	host.Set("literal", func(path, name string) goja.Value { return r.literal(path, name) })
	host.Set("marker", func(path string) string { return r.marks.text(path) })
	host.Set("path", func(text string) goja.Value {
		if path, is := r.marks.path(text); is {
			return rt.ToValue(path)
		}
		return goja.Undefined()
	})
	host.Set("names", r.names)
	made, err := rt.RunString("(function () { const module = {}; " + watchSource + "\n; return module.exports })()")
	if err != nil {
		panic(err)
	}
	create, _ := goja.AssertFunction(made)
	if made, err = create(goja.Undefined(), host); err != nil {
		panic(err)
	}
	o := made.(*goja.Object)
	r.watch.watched, _ = goja.AssertFunction(o.Get("watched"))
	r.watch.revive, _ = goja.AssertFunction(o.Get("revive"))
}

// data is what the code gets as an answer.
func (r *run) data(q *wx.Request) goja.Value {
	s := r.by[q]
	if s == nil {
		return nil
	}
	v, err := r.watch.watched(goja.Undefined(), r.engine.Runtime().ToValue(strconv.Itoa(s.number)))
	if err != nil {
		return nil
	}
	return v
}

// What members are called that are there only where something is wrong, and those
// that say when something ends.
var (
	wrongNames  = regexp.MustCompile(`(?i)^(err|errors?|exception|fail|failed|failure|need_?\w*|no[A-Z_]\w*|not[A-Z_]\w*|un[a-z]+ed|is_?(error|fail|expired?|black|banned|new|first)\w*|banned|forbid\w*|expired|timeout|redirect\w*)$`)
	expiryNames = regexp.MustCompile(`(?i)expire|ttl|lifetime|validity`)
	numberNames = regexp.MustCompile(`(?i)^(errcode|errno|err_?no|err_?code|error_?code|ret|retcode|code)$`)
	flagNames   = regexp.MustCompile(`[^A-Za-z0-9_$]`) // an SDK's own mark in an answer
	innerNames  = regexp.MustCompile(`(?i)^(meta|status|head|header|result|response|state|data)$`)
)

// farAway is a moment that no code takes for past, in seconds or milliseconds, and a
// lifetime that does not end.
const farAway = 4102444800000

// literal is a plain value for a member of an answer; undefined for one that is
// watched.
func (r *run) literal(path, name string) goja.Value {
	rt := r.engine.Runtime()
	parts := strings.Split(path, ".")
	top := len(parts) == 1 || len(parts) == 2 && innerNames.MatchString(parts[1])
	s := r.numbered(parts[0])
	if s != nil && s.failed != nil && top {
		if text, listed := s.failed.members[name]; listed {
			return r.value(text)
		}
	}
	if text, listed := r.policy.literals[name]; listed && top {
		return r.value(text)
	}
	switch {
	case expiryNames.MatchString(name):
		return rt.ToValue(farAway)
	case top && flagNames.MatchString(name) && (s == nil || !s.hasCode()):
		return goja.Null()
	case top && numberNames.MatchString(name):
		return rt.ToValue(0)
	case top && wrongNames.MatchString(name):
		return goja.Null()
	}
	return goja.Undefined()
}

func (r *run) value(text string) goja.Value {
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return goja.Undefined()
	}
	if f, is := v.(float64); is && f == float64(int64(f)) {
		return r.engine.Runtime().ToValue(int64(f))
	}
	return r.engine.Runtime().ToValue(v)
}

func (r *run) numbered(text string) *sent {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(r.sends) {
		return nil
	}
	return r.sends[n-1]
}
