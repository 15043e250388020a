package engine

import (
	"regexp"
	"strconv"

	"github.com/dop251/goja"
)

// place is where a frame of the stack is, in the user's file; false for frames
// that are not the user's.
func (e *Engine) place(f *goja.StackFrame) (Place, bool) {
	at := f.Position()
	return e.user(f.SrcName(), at.Line, at.Column)
}

// user translates a place that the engine names.
func (e *Engine) user(name string, line, column int) (Place, bool) {
	p := e.program(name)
	if p == nil {
		return Place{}, false
	}
	return e.locate(p.place(line, column)), true
}

func (e *Engine) program(name string) *Program {
	if e.cfg.Program == nil {
		return nil
	}
	return e.cfg.Program(name)
}

func (e *Engine) locate(p Place) Place {
	if e.cfg.Locate == nil {
		return p
	}
	return e.cfg.Locate(p)
}

// Here is the user's place that runs now; none where nothing of theirs does.
func (e *Engine) Here() Place {
	if at := e.Stack(); len(at) > 0 {
		return at[0]
	}
	return Place{}
}

// Stack are the user's places that run now, the innermost first; none where nothing of
// theirs does.
func (e *Engine) Stack() []Place {
	if !e.inside {
		return nil
	}
	return e.places(e.rt.CaptureCallStack(deepest, nil))
}

func (e *Engine) places(stack []goja.StackFrame) []Place {
	var places []Place
	for i := range stack {
		if p, is := e.place(&stack[i]); is && len(places) < deepest {
			places = append(places, p)
		}
	}
	return places
}

// loopIn is the outermost loop of the user's that a stack is in.
func (e *Engine) loopIn(stack []goja.StackFrame) (Place, bool) {
	for i := len(stack) - 1; i >= 0; i-- {
		if begin, found := e.loopOf(&stack[i], (*Program).loopAt); found {
			return begin, true
		}
	}
	if len(stack) == 0 {
		return Place{}, false
	}
	return e.loopOf(&stack[0], (*Program).loopAfter)
}

func (e *Engine) loopOf(f *goja.StackFrame, find func(*Program, Place) (Place, bool)) (Place, bool) {
	p := e.program(f.SrcName())
	if p == nil {
		return Place{}, false
	}
	at := f.Position()
	begin, found := find(p, p.place(at.Line, at.Column))
	if !found {
		return Place{}, false
	}
	return e.locate(begin), true
}

// frame is a line of an Error's stack, as the engine writes it.
var frame = regexp.MustCompile(`(?:\(|at )([^()\n]+):(\d+):(\d+)\(\d+\)`)

// thrownAt is where an Error was made.
func (e *Engine) thrownAt(o *goja.Object) Place {
	if o.ClassName() != "Error" {
		return Place{}
	}
	var text string
	e.rt.Try(func() {
		if s, is := o.Get("stack").(goja.String); is {
			text = s.String()
		}
	})
	for _, m := range frame.FindAllStringSubmatch(text, deepest) {
		line, _ := strconv.Atoi(m[2])
		column, _ := strconv.Atoi(m[3])
		if p, is := e.user(m[1], line, column); is {
			return p
		}
	}
	return Place{}
}
