package main

import (
	"context"
	"sync"
	"time"
)

// untilUsed returns a context that also ends when servers have been called and, since
// then, none of their calls has been open for a time; calls is to be told of each that
// begins (1) or ends (-1), concurrently. Without a time only ctx ends it, and calls is nil.
func untilUsed(ctx context.Context, unused time.Duration) (_ context.Context, calls func(change int)) {
	if unused == 0 {
		return ctx, nil
	}
	ctx, end := context.WithCancel(ctx)
	u := &usage{unused: unused, quiet: time.AfterFunc(time.Hour, end)}
	u.quiet.Stop() // it starts with the end of the first call
	context.AfterFunc(ctx, func() { u.quiet.Stop() })
	return ctx, u.calls
}

// usage counts the calls that are open.
type usage struct {
	unused time.Duration
	mu     sync.Mutex
	open   int
	quiet  *time.Timer // runs while no call is open
}

func (u *usage) calls(change int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.open += change; u.open == 0 {
		u.quiet.Reset(u.unused)
	} else {
		u.quiet.Stop()
	}
}
