package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// repeated is how long further signals count as the first one. npx and timeout pass
// signals on to a process that has them already, since a terminal, or timeout itself,
// sends them to all of its group.
const repeated = 500 * time.Millisecond

// untilSignal returns a context that ends with the first SIGINT, SIGTERM or SIGHUP, or
// with ctx; a second signal ends the process at once. It is for the commands that
// stop gracefully: all others simply die of a signal. Under nohup SIGHUP stays
// ignored.
func untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(ctx, signals...)
	context.AfterFunc(ctx, func() { time.AfterFunc(repeated, stop) })
	return ctx, stop
}

// survivePipes makes writing to a closed pipe an error, which otherwise ends the
// process, until the function that it returns is called.
func survivePipes() (restore func()) {
	signal.Ignore(syscall.SIGPIPE)
	return func() { signal.Reset(syscall.SIGPIPE) }
}
