package loop

// Task is something that a loop or a clock runs later. That it is an interface
// and not a function lets those who wait for something be their own tasks, which
// spares a closure for each timer, promise and answer.
type Task interface{ Run() }

// Func is a function as a [Task].
type Func func()

// Run calls f.
func (f Func) Run() { f() }

// Stopper takes back what has not happened yet. Stopping twice, or too late, does
// nothing.
type Stopper interface{ Stop() }
