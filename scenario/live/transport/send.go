package transport

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/wxload/wxload/scenario/live/wire"
)

// follow sends the request, and its next legs where redirects lead.
func (c *Call) follow() error {
	leg, err := wire.First(c.request)
	if err != nil {
		return err
	}
	for {
		if err := c.send(&leg); err != nil {
			return err
		}
		next, follow, err := leg.Redirect(c.answer.Status, c.answer.HeaderValue("Location"))
		if !follow {
			return err
		}
		if host := next.URL.Hostname(); !c.client.transport.allows(host) {
			return &RedirectError{host[:min(len(host), maxHostname)]}
		}
		c.memory.Clear() // of the answer that redirected
		c.stats.Redirects++
		leg = next
	}
}

// send sends one leg, and again where a device would: see [mayResend].
func (c *Call) send(leg *wire.Leg) error {
	to := origin{tls: leg.URL.TLS, host: leg.URL.Host}
	for resends := 0; ; resends++ {
		c.reused = false
		on, err := c.connect(to)
		if err != nil {
			return err
		}
		err = c.exchange(on, leg)
		c.leave()
		c.stats.BytesIn += on.bytesIn
		c.stats.BytesOut += on.bytesOut
		c.reused = on.used
		again := c.client.transport.config.Resend && err != nil && resends < maxResends && mayResend(on, err)
		keep := err == nil && on.answer().KeepsOpen() && !on.cutShort
		on.end()
		c.client.pool.put(on, keep)
		if !again {
			return err
		}
		c.stats.Resent++
	}
}

// exchange sends a leg on a connection that has begun, and reads the answer.
func (c *Call) exchange(on *conn, leg *wire.Leg) error {
	up, answer := c.upload(leg), on.answer()
	answer.Begin(c.request, leg, c.client.transport.config.MaxBody, &c.memory)
	sendErr := on.write(c.request, leg, up.length())
	if sendErr == nil && up != nil {
		block, back := c.client.transport.borrow()
		sendErr = on.upload(up, block)
		back()
	}
	c.stats.Sent = c.stats.Sent || on.bytesOut > 0
	if sendErr != nil && !up.mayBeAnswered(sendErr) {
		return sendErr
	}
	err := c.receive(on)
	if sendErr != nil && (!answer.HeadDone() || answer.Status() < http.StatusBadRequest) {
		err = sendErr
	}
	if err != nil {
		c.memory.Clear()
		return err
	}
	c.answer = answer.Response()
	return nil
}

// receive reads until the answer is complete.
func (c *Call) receive(on *conn) error {
	in, report := on.buffers.in[:], func() {}
	if c.progress != nil && c.downloads() {
		report = c.reportReceived(on.answer())
	}
	large := false
	for {
		n, readErr := on.read(in)
		if n > 0 {
			done, err := on.answer().Feed(in[:n])
			if done || err != nil {
				return err
			}
			report()
		}
		switch {
		case errors.Is(readErr, io.EOF):
			return on.answer().End()
		case readErr != nil:
			return readErr
		}
		if n == len(in) && !large { // there is more where that came from
			block, back := c.client.transport.borrow()
			defer back()
			in, large = block[:], true
		}
	}
}

// connect gives the call a connection that is ready for its request: an idle
// one that the server has not closed, or a new one.
func (c *Call) connect(to origin) (*conn, error) {
	for {
		found, err := c.take(to)
		if err != nil {
			return nil, err
		}
		if found == nil {
			if found, err = c.dial(to); err != nil {
				return nil, err
			}
		}
		err = found.begin(c.deadline)
		if err == nil {
			// In this order: begin would undo an interrupt.
			if err = c.enter(found.interrupt); err == nil {
				return found, nil
			}
			found.end()
		}
		c.client.pool.put(found, false)
		if !errors.Is(err, errStale) {
			return nil, err
		}
	}
}

// take gives an idle connection, or nil with a place in the pool to dial one. It
// waits for its turn while all are in use.
func (c *Call) take(to origin) (*conn, error) {
	p := c.client.pool
	found, w, err := p.take(to)
	if err != nil || w == nil {
		return found, err
	}
	start := time.Now()
	defer func() { c.stats.Wait += time.Since(start) }()
	if err := c.enter(func() { p.give(w, grant{err: errAborted}) }); err != nil {
		p.give(w, grant{err: err})
	}
	defer c.leave()
	timer := time.AfterFunc(time.Until(c.deadline), func() { p.give(w, grant{err: errTimeout}) })
	defer timer.Stop()
	g := <-w.granted
	return g.conn, g.err
}
