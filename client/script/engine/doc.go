// Package engine runs JavaScript on a [loop.Loop]: one [Engine] for each run of
// an app, all of them with the same compiled [Program]s.
//
// JavaScript and the loop have a queue of microtasks each. So that there is one
// order, every turn of the loop enters the engine exactly once, by
// [Engine.Enter]: all that the turn calls runs without a microtask in between,
// and the engine's queue is empty when Enter returns. What ends inside a
// microtask is told at once, see [loop.Loop.Drain].
//
// A script reaches what it is given, and nothing else: there are no files, no
// network and no environment; the time, randomness and timers are the loop's.
// [Limits] bound what it may take.
//
// An Engine is used by one goroutine at a time, that of its loop.
package engine
