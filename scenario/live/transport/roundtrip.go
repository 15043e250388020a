package transport

import (
	"bytes"
	"cmp"
	"errors"
	"net/http"
	"time"
)

// roundTripper sends each request on a connection of the client whose call it
// serves, and reads the whole answer.
type roundTripper struct{}

// RoundTrip implements [http.RoundTripper].
func (roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	call := callOf(r)
	answer, err := call.send(r)
	if err != nil {
		call.err = err
	}
	return answer, err
}

// send sends one request, of which redirects make several. It sends it again where a
// device would: see [mayResend].
func (c *Call) send(r *http.Request) (*http.Response, error) {
	to, err := originOf(r.URL)
	if err != nil {
		return nil, err
	}
	for resends := 0; ; resends++ {
		c.reused = false
		on, err := c.connect(to)
		if err != nil {
			return nil, err
		}
		answer, err := c.exchange(on, r)
		c.leave()
		c.stats.BytesIn += on.bytesIn
		c.stats.BytesOut += on.bytesOut
		c.reused = on.used
		again := c.client.transport.config.Resend && err != nil && resends < maxResends && mayResend(on, err) && rewind(r)
		keep := err == nil && !answer.Close && !on.hasUnread() && !on.cutShort
		on.end()
		c.client.pool.put(on, keep)
		if !again {
			return answer, err
		}
		c.stats.Resent++
	}
}

// exchange sends the request on a connection that has begun and reads the
// answer.
func (c *Call) exchange(on *conn, r *http.Request) (*http.Response, error) {
	up := c.upload(r)
	err := on.write(r, up.length())
	if err == nil && up != nil {
		block, back := c.client.transport.borrow()
		err = on.upload(up, block)
		back()
	}
	c.stats.Sent = c.stats.Sent || on.bytesOut > 0
	if err != nil && !up.mayBeAnswered(err) {
		return nil, err
	}
	answer, headErr := on.readHead(r)
	if headErr != nil {
		return nil, cmp.Or(err, headErr)
	}
	if err != nil && answer.StatusCode < http.StatusBadRequest {
		return nil, err
	}
	c.memory.clear() // of the answer that redirected here
	if c.body, err = c.readAnswer(on, answer); err != nil {
		c.memory.clear()
		return nil, err
	}
	c.spelled = on.spelled
	answer.Body = &inMemory{*bytes.NewReader(c.body)}
	return answer, nil
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

// inMemory is a body that was read already.
type inMemory struct{ bytes.Reader }

func (*inMemory) Close() error { return nil }
