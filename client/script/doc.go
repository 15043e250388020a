// Package script runs a user's own JavaScript as a [wrapper.Info] like any other:
// the code that ships is the code that is tested.
//
// A [Script] is made of a [Source], which has the compiled files, and shared by all
// clients; each run of an app gets a runtime of its own. What a page asked, what
// was sent for it and how it was settled are seen from outside, whatever the shape
// of the script's functions: see calls.go for how a send is told to belong to a
// call.
package script
