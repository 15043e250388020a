package confirm

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/wxload/wxload/client/wrapper"
)

// callHeader numbers a call, so that the gate knows it again. No wrapper sees it.
const callHeader = "X-Wxload-Call"

// gate holds requests in front of the servers, and their answers behind them. It
// is a server itself. It is safe for concurrent use.
type gate struct {
	mu     sync.Mutex
	passes map[string]*pass // by number, of calls that have not arrived
	closed chan struct{}
}

// pass is how one call goes through the gate.
type pass struct {
	number  string
	server  http.Handler  // that the request is for
	arrived chan struct{} // closed when the request is there
	order   chan order    // what is to be done with it
	acted   chan struct{} // closed when the server has acted
	reply   *reply        // what it said then
	answer  chan bool     // the answer goes out, or else the connection breaks
	gone    chan struct{} // closed when the client has given the call up
}

// order is what becomes of a request: the server acts on it, or it is answered
// with reply in the server's place, or its connection breaks.
type order struct {
	reply *reply
	cut   bool
	spoil *wrapper.Target // takes the token that the request carries away; nil: not
}

func newGate() *gate {
	return &gate{passes: map[string]*pass{}, closed: make(chan struct{})}
}

// pass makes the pass of a call to a server.
func (g *gate) pass(call int, server http.Handler) *pass {
	p := &pass{number: strconv.Itoa(call), server: server, arrived: make(chan struct{}), order: make(chan order, 1), acted: make(chan struct{}),
		answer: make(chan bool, 1), gone: make(chan struct{})}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.passes[p.number] = p
	return p
}

// take gives the pass of a request; nil for one that no pass was made for.
func (g *gate) take(r *http.Request) *pass {
	number := r.Header.Get(callHeader)
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.passes[number]
	delete(g.passes, number)
	return p
}

// ServeHTTP lets a request through as its pass says.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p := g.take(r)
	if p == nil {
		http.Error(w, "this request has no pass", http.StatusForbidden)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		panic(http.ErrAbortHandler) // the client is gone
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	close(p.arrived)
	p.reply = hold(g, p, p.order).act(p.server, r)
	close(p.acted)
	if !hold(g, p, p.answer) {
		panic(http.ErrAbortHandler)
	}
	p.reply.write(w)
}

// maxBody bounds a request's body, in bytes.
const maxBody = 1 << 20

// hold waits for a word of the director. Where none comes any more, the
// connection breaks.
func hold[T any](g *gate, p *pass, word <-chan T) T {
	select {
	case w := <-word:
		return w
	case <-p.gone:
	case <-g.closed:
	}
	panic(http.ErrAbortHandler)
}

// act does what is to become of a request.
func (o order) act(server http.Handler, r *http.Request) *reply {
	switch {
	case o.cut:
		panic(http.ErrAbortHandler)
	case o.reply != nil:
		return o.reply
	}
	if o.spoil != nil {
		spoil(r, o.spoil)
	}
	held := &reply{status: http.StatusOK, header: http.Header{}}
	server.ServeHTTP(held, r)
	return held
}

// reply is an answer that is held. It implements [http.ResponseWriter].
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (h *reply) Header() http.Header { return h.header }

func (h *reply) WriteHeader(status int) { h.status = status }

func (h *reply) Write(b []byte) (int, error) {
	h.body = append(h.body, b...)
	return len(b), nil
}

// write sends the answer. One that cannot be sent shows at the client.
func (h *reply) write(w http.ResponseWriter) {
	for name, values := range h.header {
		w.Header()[name] = values
	}
	w.WriteHeader(h.status)
	_, _ = w.Write(h.body)
}

// jsonReply is an answer that a fault gives in a server's place.
func jsonReply(status int, body []byte) *reply {
	return &reply{status, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, body}
}
