package engine

import (
	"sort"

	"github.com/dop251/goja"
)

// Frame is a function of the user's that is under way.
type Frame struct {
	// Name is the function's; empty where it has none.
	Name string
	// Begin is where the function begins in its program, which tells it from all
	// others. It has no line for what stands outside of functions.
	Begin Place
	// At is the user's place that is under way in it.
	At Place
}

// deepestFrame bounds how many frames are looked at.
const deepestFrame = 64

// Frames are the functions of the user's that are under way, the innermost first.
func (e *Engine) Frames() []Frame {
	if !e.inside {
		return nil
	}
	return e.framesOf(e.rt.CaptureCallStack(deepestFrame, nil))
}

func (e *Engine) framesOf(stack []goja.StackFrame) []Frame {
	var frames []Frame
	for i := range stack {
		f := &stack[i]
		p := e.program(f.SrcName())
		if p == nil {
			continue
		}
		position := f.Position()
		at := p.place(position.Line, position.Column)
		begin, _ := p.FunctionAt(at)
		frames = append(frames, Frame{Name: nameOf(f), Begin: begin, At: e.locate(at)})
	}
	return frames
}

func nameOf(f *goja.StackFrame) string {
	if name := f.FuncName(); name != "<anonymous>" {
		return name
	}
	return ""
}

// Locate is a place of a program in the user's file.
func (e *Engine) Locate(p Place) Place { return e.locate(p) }

// around is how many functions stand around a file: see before.
const around = 2

// FunctionAt is where the innermost function around a place begins, and whether there
// is one.
func (p *Program) FunctionAt(at Place) (Place, bool) {
	after := sort.Search(len(p.functions), func(i int) bool { return at.before(p.functions[i].from) })
	for i := after - 1; i >= around; i-- { // those inside come last, and first those around the file
		if f := p.functions[i]; f.holds(at) {
			return f.from, true
		}
	}
	return Place{File: p.name}, false
}
