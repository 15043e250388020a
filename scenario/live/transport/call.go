package transport

import (
	"sync"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/wire"
)

// Call is one wx.request.
type Call struct {
	client   *Client
	request  *wx.Request
	deadline time.Time
	stats    Stats
	answer   wx.Response
	reused   bool // what it went wrong on, if anything, had served a request before
	memory   wire.Account
	held     bool // the memory is the body's until Release

	mu        sync.Mutex
	aborted   bool
	interrupt func() // ends what the call is blocked in; nil if in nothing

	// progress, if set, is told now and then how far an upload or a download is.
	progress func(done, of int64)
}

// Stats is what a call did to the network.
type Stats struct {
	Sent      bool          // at least one byte of the request was written
	Redirects int           // how many were followed
	Resent    int           // how often a request was sent again because a reused connection had been closed
	Wait      time.Duration // for one of the client's connections to be free
	Connect   time.Duration // for new connections: name, TCP and TLS
	BytesOut  int64         // heads and bodies written, before TLS
	BytesIn   int64         // heads and bodies read, before TLS
}

// Do sends the request and blocks until it is answered, has failed, has timed
// out or was aborted. Every error is an [*Error]. It may be called once.
func (c *Call) Do() (*wx.Response, error) {
	err := c.follow()
	if err != nil || !c.held {
		c.memory.Clear()
	}
	if err != nil {
		return nil, c.failure(err)
	}
	c.answer.Caller = c.request.Caller
	return &c.answer, nil
}

// Hold keeps the answer in flight when Do, called after it, returns it: its body counts
// towards [Config].Bodies until Release.
func (c *Call) Hold() { c.held = true }

// Release tells that nobody needs the body of a held call any more. It may be called
// once Do has returned, also more than once.
func (c *Call) Release() { c.memory.Clear() }

// OnProgress sets what is told, before Do and on its goroutine, how many bytes of an upload
// or a download are done, and of how many: at most [progressSteps] times.
func (c *Call) OnProgress(f func(done, of int64)) { c.progress = f }

// Stats is what the call has done. It may be called when Do has returned.
func (c *Call) Stats() Stats { return c.stats }

// Abort makes Do return at once, with an error unless it is about to return
// anyway. It may be called at any time from any goroutine, and more than once.
func (c *Call) Abort() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.aborted = true
	if c.interrupt != nil {
		c.interrupt()
	}
}

// enter says how to interrupt what the call is going to block in. It fails if
// the call was aborted already.
func (c *Call) enter(interrupt func()) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.aborted {
		return errAborted
	}
	c.interrupt = interrupt
	return nil
}

// leave ends what enter began: once it returns, the interrupt is not called.
func (c *Call) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.interrupt = nil
}

func (c *Call) wasAborted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.aborted
}
