package engine

import (
	"errors"
	"time"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script/engine/watchdog"
)

// Config is what an engine is made of.
type Config struct {
	Loop *loop.Loop
	// Random gives numbers from 0 to 1, without 1, for Math.random.
	Random func() float64
	Limits Limits
	// Watchdog enforces the limits of CPU and memory; nil sets none.
	Watchdog *watchdog.Watchdog
	// Program finds a program of the user's by its name; nil where there is none.
	// Only such programs have a part in the places of errors.
	Program func(name string) *Program
	// Locate translates a place of a program into one of the user's file; nil leaves
	// it as it is.
	Locate func(Place) Place
	// Report is told of everything that goes wrong and that the script does not see
	// to. After an error of kind [Exceeded] the engine does nothing any more.
	Report func(*Error)
	// Roots, if set, are values that others hold for the script, for [Engine.Size].
	Roots func() []goja.Value
	// Done, if set, is called at the end of each turn, when no microtask is left.
	Done func()
	// Unhandled, if set, is told of each rejection that nobody handles, inside of
	// Enter, after Report was.
	Unhandled func(reason, promise goja.Value)
	// Over, if set, ends the engine once it says so: turns are interrupted, and nothing is
	// reported any more. It is safe for concurrent use.
	Over func() bool
	// Past is shared by the engines of one script. When a turn of one of them was
	// interrupted for its CPU none has more patience than Limits.Turn any more. nil stands
	// for one of its own.
	Past *watchdog.Past
	// Trails lets causes keep the functions that were under way, for [Engine.Trail]. It
	// costs time.
	Trails bool
	// Mentions tells whether a program mentions a name; nil means that they may
	// mention any. Built-in functions that are not mentioned are not bounded.
	Mentions func(name string) bool
}

// Engine is the JavaScript of one run of an app.
type Engine struct {
	cfg    Config
	limits Limits
	rt     *goja.Runtime
	loop   *loop.Loop

	trampoline goja.Callable
	native     goja.Value // calls work
	wrap       goja.Callable
	work       func()
	inside     bool // in Enter
	loading    bool // in Load
	readsTime  bool // see ReadsTime
	dead       bool
	watched    watchdog.Turn

	cause      any // see Cause
	turns      int // so far
	microtasks int // of the turn that runs
	calls      int
	rejected   []rejection

	timers   timers
	matched  *goja.Object // the last match of a regular expression; see lastMatch
	baseline *baseline    // nil where the runtime is not kept

	measureAt int // the turn after which the size is looked at
}

// New makes an engine.
func New(cfg Config) (*Engine, error) {
	watchdog.BoundRegexps()
	e := &Engine{cfg: cfg, limits: cfg.Limits.orDefaults(), rt: goja.New(), loop: cfg.Loop, measureAt: sizeEvery}
	if e.cfg.Past == nil {
		e.cfg.Past = &watchdog.Past{}
	}
	e.watched = watchdog.Turn{Memory: e.limits.Memory, Total: e.limits.Total, Over: cfg.Over, Past: e.cfg.Past,
		Interrupt: func(why string) { e.rt.Interrupt(why) }}
	e.rt.SetTimeSource(e.Now)
	e.rt.SetRandSource(cfg.Random)
	e.rt.SetMaxCallStackSize(e.limits.Stack)
	e.rt.SetPromiseRejectionTracker(e.trackRejection)
	e.rt.SetAsyncContextTracker((*tracker)(e))
	var err error
	if e.trampoline, err = e.function(trampoline); err != nil {
		return nil, err
	}
	if e.wrap, err = e.function(wrapper); err != nil {
		return nil, err
	}
	e.native = e.rt.ToValue(func(goja.FunctionCall) goja.Value {
		e.work()
		return goja.Undefined()
	})
	e.guard()
	e.symbols()
	if err := e.lastMatch(); err != nil {
		return nil, err
	}
	return e, e.complete()
}

// Where no JavaScript function is under way, the engine drains its microtasks
// each time that one returns to Go. So there is one under all that Go does in a
// turn, and one around each function of Go's that a promise calls.
var (
	trampoline = goja.MustCompile("<turn>", "(f) => { f() }", true)
	wrapper    = goja.MustCompile("<wrap>", "(f) => (v) => { f(v) }", true)
)

func (e *Engine) function(p *goja.Program) (goja.Callable, error) {
	v, err := e.rt.RunProgram(p)
	if err != nil {
		return nil, err
	}
	f, _ := goja.AssertFunction(v)
	return f, nil
}

// Runtime is the engine's own, for those who make objects and functions.
func (e *Engine) Runtime() *goja.Runtime { return e.rt }

// Turn numbers the turns in which something was entered, from 1.
func (e *Engine) Turn() int { return e.turns }

// Loop is the loop that the engine runs on.
func (e *Engine) Loop() *loop.Loop { return e.loop }

// Enter runs f as all JavaScript of a turn of the loop, and then the microtasks.
// Inside of Enter it only calls f.
func (e *Engine) Enter(f func()) {
	switch {
	case e.dead:
	case e.inside:
		f()
	default:
		e.turn(f)
		e.measure()
		if e.cfg.Done != nil {
			e.cfg.Done()
		}
		e.reportUnhandled()
	}
}

func (e *Engine) turn(f func()) {
	e.inside, e.work, e.microtasks, e.calls = true, f, 0, 0
	e.turns++
	e.watched.CPU, e.watched.Limit = e.patience(), e.limits.Turn
	if e.loading {
		e.watched.CPU, e.watched.Limit = e.limits.Load, e.limits.Load
	}
	e.cfg.Watchdog.Begin(&e.watched)
	defer func() {
		if e.cfg.Watchdog.End(&e.watched) {
			e.rt.ClearInterrupt() // it may have come too late for this turn
		}
		e.inside, e.work, e.cause = false, nil, nil
	}()
	if _, err := e.trampoline(goja.Undefined(), e.native); err != nil {
		e.failed(err)
	}
}

// Load runs f as Enter does, as a turn that loads files.
func (e *Engine) Load(f func()) {
	e.loading = true
	e.Enter(f)
	e.loading = false
}

// patience is how much CPU a turn is let take. A script that has frozen once need not
// be given the benefit of the doubt again.
func (e *Engine) patience() time.Duration {
	if e.cfg.Past.Slow() {
		return e.limits.Turn
	}
	return e.limits.Patience
}

// Dead reports whether the engine has exceeded a limit, or was given up.
func (e *Engine) Dead() bool { return e.dead }

// Call calls a function of the script, inside of Enter. What it throws is
// reported, and ok is false then; a value that is no function is not called.
func (e *Engine) Call(f, this goja.Value, args ...goja.Value) (result goja.Value, ok bool) {
	call, is := goja.AssertFunction(f)
	if !is || e.dead {
		return goja.Undefined(), false
	}
	if this == nil {
		this = goja.Undefined()
	}
	result, err := call(this, args...)
	if err != nil {
		e.failed(err)
		return goja.Undefined(), false
	}
	return result, true
}

// Invoke is Call for those who see to what is thrown: it returns that, and nil
// where nothing was.
func (e *Engine) Invoke(f, this goja.Value, args ...goja.Value) (result, thrown goja.Value) {
	call, is := goja.AssertFunction(f)
	if !is {
		return nil, e.rt.NewTypeError("not a function")
	}
	result, err := call(this, args...)
	var exception *goja.Exception
	var overflow *goja.StackOverflowError
	switch {
	case err == nil:
		return result, nil
	case errors.As(err, &overflow):
		e.failed(err) // who gets what is thrown may take it for a failure like others
		return nil, e.rt.ToValue(e.overflowed())
	case errors.As(err, &exception):
		return nil, exception.Value()
	}
	e.failed(err)
	return nil, goja.Undefined()
}

func (e *Engine) overflowed() string {
	return "RangeError: " + tooMany(e.limits.Stack, "calls inside each other")
}

// Run runs a program and returns the function that its file was compiled to.
func (e *Engine) Run(p *Program) (goja.Value, error) { return e.rt.RunProgram(p.code) }

// Count counts a call of the platform. Where there are too many in one turn the
// engine is interrupted as soon as the script goes on.
func (e *Engine) Count() {
	if e.calls++; e.calls == e.limits.Calls {
		e.rt.Interrupt(tooMany(e.limits.Calls, "calls of the platform in one turn"))
	}
}

// failed reports what a call into the engine came back with.
func (e *Engine) failed(err error) {
	var interrupted *goja.InterruptedError
	var overflow *goja.StackOverflowError
	var thrown *goja.Exception
	switch {
	case e.dead:
	case errors.As(err, &interrupted):
		why, _ := interrupted.Value().(string)
		e.exceeded(why, interrupted.Stack())
	case errors.As(err, &overflow):
		e.report(&Error{Kind: Thrown, Text: e.overflowed()}, overflow.Stack())
	case errors.As(err, &thrown):
		e.report(&Error{Kind: Thrown, Text: e.Describe(thrown.Value())}, thrown.Stack())
	default:
		e.report(&Error{Kind: Thrown, Text: err.Error()}, nil)
	}
}

// exceeded ends the engine. An endless loop is interrupted anywhere in it; its
// error names the loop, so that it is the same in each run.
func (e *Engine) exceeded(why string, stack []goja.StackFrame) {
	e.dead = true
	if why == watchdog.GivenUp {
		return
	}
	err := &Error{Kind: Exceeded, Text: why}
	if at, found := e.loopIn(stack); found {
		err.Place = at
		err.Text += ", in the loop that begins here"
	}
	e.report(err, stack)
}

func (e *Engine) report(err *Error, stack []goja.StackFrame) {
	err.Stack = e.places(stack)
	if err.Place == (Place{}) && len(err.Stack) > 0 {
		err.Place = err.Stack[0]
	}
	if e.cfg.Report != nil {
		e.cfg.Report(err)
	}
}

// Now is the loop's time, for the script.
func (e *Engine) Now() time.Time {
	e.readsTime = true
	return e.loop.Now()
}

// ReadsTime reports whether the script has read the clock.
func (e *Engine) ReadsTime() bool { return e.readsTime }
