package loop

// Task is something that a loop or a clock runs later. It is an interface and not a
// function, so that a timer, a promise or a pending answer can itself be the task;
// that saves a closure for each.
type Task interface{ Run() }

// Func is a function as a [Task].
type Func func()

// Run calls f.
func (f Func) Run() { f() }

// Stopper cancels something that has not happened yet. Stopping twice, or too late,
// does nothing.
type Stopper interface{ Stop() }
