package engine

import (
	"cmp"
	"fmt"
	"time"

	"github.com/wxload/wxload/client/script/engine/watchdog"
)

// Limits bound what a script may take. Zero is the default of each.
type Limits struct {
	// Turn is the CPU of each processor that one turn may take; 200 ms. A turn that takes more would
	// freeze a device, too.
	Turn time.Duration
	// Patience is how much it is let take before it is interrupted, Turn at least: more
	// of it where a turn must end alike on all machines. Zero means Turn.
	Patience time.Duration
	// Load is the same for turns that load files; [watchdog.Longest], which is the
	// most that any of the three may be.
	Load time.Duration
	// Stack is how many calls may be under way inside each other; 1000. A device has
	// room for ten times as many, but here an endless recursion through built-in
	// functions takes a time that grows with the square.
	Stack int
	// Memory is by how many bytes one turn may let the heap grow; 64 MB. Turns of
	// clients that run at the same time are counted together.
	Memory int64
	// Client is how many bytes the runtime of one client may hold; 64 MB. It is looked
	// at every 2,000 turns, and the later the more it holds.
	Client int64
	// Total is the heap of the process, in bytes; 0 sets no limit.
	Total int64
	// Microtasks is how many of them one turn may have; 100,000.
	Microtasks int
	// Calls is how many calls of the platform one turn may make; 10,000.
	Calls int
	// Timers is how many may be pending; 10,000.
	Timers int
	// Length is how long a text or an array may get by one call of a built-in
	// function; 16,777,216.
	Length int
}

func (l Limits) orDefaults() Limits {
	l.Turn = min(cmp.Or(l.Turn, 200*time.Millisecond), watchdog.Longest)
	l.Patience = min(max(l.Patience, l.Turn), watchdog.Longest)
	l.Load = min(cmp.Or(l.Load, watchdog.Longest), watchdog.Longest)
	l.Stack = cmp.Or(l.Stack, 1000)
	l.Memory = cmp.Or(l.Memory, 64<<20)
	l.Client = cmp.Or(l.Client, 64<<20)
	l.Microtasks = cmp.Or(l.Microtasks, 100_000)
	l.Calls = cmp.Or(l.Calls, 10_000)
	l.Timers = cmp.Or(l.Timers, 10_000)
	l.Length = cmp.Or(l.Length, 1<<24)
	return l
}

func tooBig(bytes int64) string { return fmt.Sprintf("the app holds more than %d MB", bytes>>20) }

func tooMany(n int, what string) string { return fmt.Sprintf("more than %d %s", n, what) }
