package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// collectSeldom lets the garbage collector run a quarter as often until the
// function that it returns is called, unless GOGC says otherwise. A search makes
// and drops small worlds all the time, on a heap of a few megabytes.
func collectSeldom() (restore func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(400)
	return func() { debug.SetGCPercent(before) }
}

// room is how much garbage a run of few clients may leave before it is collected.
const room = 32 << 20

// keepRoom lets a heap of a few megabytes fill the room before the garbage collector
// runs, which otherwise does so many times a second; a large heap is collected as ever.
// The user's GOGC and GOMEMLIMIT win. It lasts until the function that it returns is
// called.
//
// The collector runs when the heap has doubled. So it is made to look larger, by memory
// that nobody touches, which costs addresses alone.
func keepRoom() (release func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	untouched := make([]byte, room)
	return func() { runtime.KeepAlive(untouched) }
}
