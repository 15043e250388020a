// Package inspect finds out what a user's code does by itself: where it logs in and
// with what, which part of the answer is the token and where requests carry it, what
// it takes for a failure and what it does then.
//
// The code runs, in a world of its own whose time is virtual, against answers that
// watch how they are used: see watch.js. An unknown part of an answer is a value all
// of whose members are unknown in their turn. As a text it is a marker, by which it
// is known again in the storage and in later requests. What the code compares with
// literals is answered with these literals, one after another.
//
// Nothing is asked of the net. What was not seen is unknown, not guessed.
package inspect
