// Package loop is the event loop of one mini program, with JavaScript's
// semantics: one macrotask (a turn) runs, then all microtasks, then the next.
//
// A wrapper is written as straight Go. [Loop.Go] starts an async function that
// runs at once up to its first [Promise.Await], as in JavaScript; Await parks
// it until a microtask of a later moment resumes it. Async functions are
// coroutines ([iter.Pull]), not goroutines: exactly one runs at a time, on the
// goroutine that called [Loop.Turn], so nothing here needs a lock and the order
// of all steps is a function of the order of the turns.
//
// The order of microtasks is that of the ECMAScript specification, tick by
// tick: a settled promise's reactions take one, a promise resolved with another
// promise takes two more ([Promise.Follow]).
//
// Nothing in this package is safe for concurrent use.
package loop
