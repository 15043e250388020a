package world

import (
	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// arena is the memory of a runner's world, which its next world takes over: a search
// makes thousands of runs a second, of a few dozen steps each. Nothing of a run may be
// used any more when the next one begins.
type arena struct {
	world  World
	host   host
	config client.Config       // of the client, the same in all runs
	pages  [][][]*wrapper.Call // the calls of each thread's deeds; nil until needed

	callSlab   slab[Call]
	timerSlab  slab[timer]
	answerSlab slab[wx.Response]
}

// calls are those of the page that a deed loads. Each run numbers them anew.
func (r *arena) calls(thread, deed int) []*wrapper.Call {
	page := &r.pages[thread][deed]
	if *page == nil {
		*page = r.world.situation.Calls(thread, deed)
	}
	return *page
}

// slab hands out values one after another, and after a reset again.
type slab[T any] struct{ chunk []T }

// take gives a zero value.
func (s *slab[T]) take() *T {
	if len(s.chunk) == cap(s.chunk) {
		s.chunk = make([]T, 0, max(16, 2*cap(s.chunk))) // what is in use keeps the old one
	}
	s.chunk = s.chunk[:len(s.chunk)+1]
	taken := &s.chunk[len(s.chunk)-1]
	var zero T
	*taken = zero
	return taken
}

func (s *slab[T]) reset() { s.chunk = s.chunk[:0] }
