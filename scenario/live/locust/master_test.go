package locust

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
	"github.com/vmihailenco/msgpack/v5"
)

// master is a Locust master as far as one worker sees it.
type master struct {
	t        *testing.T
	addr     string
	listener net.Listener
	heard    chan heard
	closed   chan struct{}
	from     *zmq4.Conn // the latest that spoke
	nth      int        // which one that is
}

// heard is what a connection said.
type heard struct {
	from    *zmq4.Conn
	nth     int // of the connections
	message message
}

// listenAt begins a master; an empty address is a free port.
func listenAt(t *testing.T, addr string) *master {
	t.Helper()
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	m := &master{t: t, addr: listener.Addr().String(), listener: listener, heard: make(chan heard), closed: make(chan struct{})}
	go m.accept()
	t.Cleanup(m.close)
	return m
}

func (m *master) accept() {
	for nth := 1; ; nth++ {
		conn, err := m.listener.Accept()
		if err != nil {
			return
		}
		go m.listen(conn, nth)
	}
}

// listen hands over what a connection says.
func (m *master) listen(conn net.Conn, nth int) {
	defer conn.Close()
	go func() {
		<-m.closed
		conn.Close()
	}()
	from, err := zmq4.Open(conn, null.Security(), zmq4.Router, nil, true, nil)
	for err == nil {
		var got zmq4.Msg
		if got, err = from.RecvMsg(); err != nil {
			return
		}
		var said message
		if said, err = decode(got.Frames[0]); err == nil {
			select {
			case m.heard <- heard{from, nth, said}:
			case <-m.closed:
			}
		}
	}
}

func (m *master) close() {
	select {
	case <-m.closed:
	default:
		close(m.closed)
		m.listener.Close()
	}
}

// next is the next message of one of the types. Others before it are left out, and those of
// connections that are older than another that has spoken.
func (m *master) next(kinds ...string) message {
	m.t.Helper()
	for {
		h := <-m.heard
		if h.message.Node != node || h.from.Peer.Meta["Identity"] != node {
			m.t.Fatalf("%+v, from %v", h.message, h.from.Peer.Meta)
		}
		if h.nth < m.nth {
			continue
		}
		m.from, m.nth = h.from, h.nth
		if slices.Contains(kinds, h.message.Type) {
			return h.message
		}
	}
}

// node is the id of the workers under test.
const node = "host_1"

// data is that of the next message of the type.
func data[T any](m *master, kind string) (data T) {
	m.t.Helper()
	if err := m.next(kind).into(&data); err != nil {
		m.t.Fatal(err)
	}
	return data
}

// send sends a message. On a connection that is closed it is lost.
func (m *master) send(kind string, data any) {
	m.t.Helper()
	text, err := msgpack.Marshal([]any{kind, data, node})
	if err != nil {
		m.t.Fatal(err)
	}
	_ = m.from.SendMsg(zmq4.NewMsg(text))
}

// spawn is the data of a message that asks for so many clients.
func spawn(at float64, clients int, run string) map[string]any {
	options := map[string]any{"headless": true, "tags": nil}
	if run != "" {
		options["wxload_run"] = run
	}
	return map[string]any{"timestamp": at, "user_classes_count": map[string]int{"A": clients / 2, "B": clients - clients/2},
		"host": nil, "stop_timeout": nil, "parsed_options": options}
}

// acknowledge takes parts of a result until it has so many bytes, or the last one.
func (m *master) acknowledge(run string, until int64, have []byte) []byte {
	m.t.Helper()
	for int64(len(have)) < until {
		part := data[partData](m, typeResult)
		if part.Run != run {
			m.t.Fatalf("a part of %q", part.Run)
		}
		if part.Offset == int64(len(have)) {
			have = append(have, part.Data...)
		}
		m.send(typeHave, map[string]any{"run": run, "bytes": len(have)})
		if part.Last && !strings.HasSuffix(string(have), "end") { // which every test writes last
			m.t.Errorf("the last part is said to end %q", have)
		}
		if part.Last {
			return have
		}
	}
	return have
}

// work is a worker under test, whose tests do nothing but note what is asked of them.
type work struct {
	*Worker
	tests  chan Test   // that have begun
	write  chan []byte // into the result
	fail   error       // of the tests
	over   chan bool   // a test
	ended  chan error
	cancel context.CancelFunc

	mu    sync.Mutex
	told  []string
	asked []int // clients
}

func newWork(t *testing.T, addr string, p pace) *work {
	w := &work{tests: make(chan Test, 1), write: make(chan []byte), over: make(chan bool, 2), ended: make(chan error, 1)}
	w.Worker = New(Options{Master: addr, Node: node, Clients: 10, Run: w.run, Tell: w.note,
		Spool: func() (*os.File, error) { return os.CreateTemp(t.TempDir(), "") }})
	w.pace = p
	return w
}

// begin begins its work. It ends with the test, since the masters' connections do.
func (w *work) begin(t *testing.T, masters ...*master) {
	var ctx context.Context
	ctx, w.cancel = context.WithCancel(context.Background())
	var working sync.WaitGroup
	working.Go(func() { w.ended <- w.Work(ctx) })
	t.Cleanup(func() {
		w.cancel()
		for _, m := range masters {
			m.close()
		}
		working.Wait()
	})
}

func (w *work) note(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, text)
}

// said is how often it told something.
func (w *work) said(text string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Count(strings.Join(w.told, "\n"), text)
}

func (w *work) run(ctx context.Context, t Test) error {
	if w.fail != nil {
		return w.fail
	}
	t.Begun()
	w.tests <- t
	defer func() {
		fmt.Fprint(t.Result, "end")
		w.over <- true
	}()
	for {
		select {
		case n, more := <-t.Clients:
			if !more {
				return nil
			}
			w.mu.Lock()
			w.asked = append(w.asked, n)
			w.mu.Unlock()
		case text := <-w.write:
			t.Result.Write(text)
		case <-ctx.Done():
			return nil
		}
	}
}

// patient is the pace of a worker that waits for its master as long as a test takes.
func patient() pace {
	return pace{beat: 5 * time.Millisecond, report: 5 * time.Millisecond, silence: time.Hour, doubt: time.Hour, alone: time.Hour}
}

// free is an address where nobody listens.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
