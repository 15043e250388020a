package mockwx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx/internal/answer"
)

// crowded is a mock of two apps with n users, of whom some are in both, in an order
// that is not that of their names.
func crowded(t testing.TB, n int, now func() time.Time) *Server {
	t.Helper()
	s, err := NewUnstarted(ServerOptions{Now: now, Options: Options{Apps: twoApps(), Quota: -1, SessionTTL: time.Hour}})
	if err != nil {
		t.Fatal(err)
	}
	s.Do(func(_ time.Time, m *Machine) {
		for i := range n {
			name := fmt.Sprintf("<%d>", (i*7919)%n)
			for app := range m.apps {
				if appid := m.apps[(i+app)%2].AppID; app == 0 || i%3 == 0 {
					code := loginCode(t, m, start, appid, name)
					if i%5 == 0 {
						errcode(m, start, code)
					}
				}
			}
			if i%4 == 0 {
				m.PhoneNumber(start, DefaultAppID, name)
			}
		}
		m.ExpireSessions(start, Selection{Share: 0.25})
	})
	return s
}

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

func TestTheLedgerInPagesIsTheMachinesByteForByte(t *testing.T) {
	for _, n := range []int{0, 1, pageUsers - 1, pageUsers, pageUsers + 1, 5*pageUsers + 7} {
		s := crowded(t, n, at(start.Add(time.Minute)))
		for _, query := range []string{"", "appid=" + DefaultAppID, "appid=" + otherAppID, "appid=wx0", "user=%3C3%3E", "user=nobody", "user=%3C3%3E&appid=" + otherAppID} {
			for _, method := range []string{"GET", "POST"} {
				w := httptest.NewRecorder()
				s.Handler().ServeHTTP(w, httptest.NewRequest(method, "/_wx/ledger?"+query, nil))
				var want Reply
				s.Do(func(now time.Time, m *Machine) {
					want = m.Handle(now, Request{Method: method, Path: ledgerPath, Query: query})
				})
				if w.Code != want.Status || w.Header().Get("Content-Type") != want.ContentType || !bytes.Equal(w.Body.Bytes(), want.Body) {
					t.Errorf("%d users, %s ?%s: %d %s, want %d %s", n, method, query, w.Code, w.Body, want.Status, want.Body)
				}
			}
		}
	}
}

// watched is a client of the ledger who looks at the mock whenever a piece comes.
type watched struct {
	*httptest.ResponseRecorder
	mock      *Server
	busy      bool // the mock could not have answered another call, once
	guarded   bool // since the last piece
	unguarded int  // pieces
	pieces    int
	largest   int // bytes of a piece
	fails     int // the piece that cannot be sent; zero is none
}

func (w *watched) SetWriteDeadline(at time.Time) error {
	w.guarded = !at.IsZero()
	return nil
}

func (w *watched) Write(piece []byte) (int, error) {
	if w.mock.mu.TryLock() {
		w.mock.mu.Unlock()
	} else {
		w.busy = true
	}
	if !w.guarded {
		w.unguarded++
	}
	w.guarded = false
	w.pieces++
	w.largest = max(w.largest, len(piece))
	if w.pieces == w.fails {
		return 0, errors.New("gone")
	}
	return w.ResponseRecorder.Write(piece)
}

func readWatched(s *Server, fails int) *watched {
	w := &watched{ResponseRecorder: httptest.NewRecorder(), mock: s, fails: fails}
	s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/_wx/ledger", nil))
	return w
}

func TestTheLedgerIsSentInPagesWhileOtherCallsAreAnswered(t *testing.T) {
	const pages = 20
	w := readWatched(crowded(t, pages*pageUsers, at(start)), 0)
	if w.busy || w.unguarded > 0 {
		t.Errorf("busy %v, %d pieces without a deadline", w.busy, w.unguarded)
	}
	// A line has some 140 bytes.
	if w.pieces < pages || w.largest > 2*pageUsers*140 || w.Body.Len() < 10*w.largest {
		t.Errorf("%d pieces, the largest of %d bytes, in all %d", w.pieces, w.largest, w.Body.Len())
	}
}

// The clock is asked once for each step, in which no other call is answered.
func TestNoStepOfTheLedgerTakesInManyUsers(t *testing.T) {
	const users = 20 * pageUsers
	var steps atomic.Int64
	s := crowded(t, users, func() time.Time { steps.Add(1); return start })
	steps.Store(0)
	readWatched(s, 0)
	if n := steps.Load(); n < 2*users/pageUsers {
		t.Errorf("%d users in %d steps", users, n)
	}
}

// Where one client's piece kept others from having theirs, this would be a deadlock.
func TestOneClientReadsTheLedgerWhileAnotherDoesNot(t *testing.T) {
	s := crowded(t, 5*pageUsers, at(start))
	w := &watched{ResponseRecorder: httptest.NewRecorder(), mock: s}
	pieces := 0
	s.Handler().ServeHTTP(changingWriter{w, func() {
		if w.pieces == 0 {
			pieces = readWatched(s, 0).pieces
		}
	}}, httptest.NewRequest("GET", "/_wx/ledger", nil))
	if pieces < 5 {
		t.Errorf("the other client got %d pieces", pieces)
	}
}

func TestTheLedgerIsMadeForNobodyOnceTheClientIsGone(t *testing.T) {
	if w := readWatched(crowded(t, 20*pageUsers, at(start)), 3); w.pieces != 3 {
		t.Errorf("%d pieces for a client that took 2", w.pieces)
	}
}

// A login in the middle of the reading: what was counted before the call is there, and
// each line is of one moment.
func TestALedgerIsReadWhileItChanges(t *testing.T) {
	s := crowded(t, 5*pageUsers, at(start))
	before := s.Ledger()
	w := &watched{ResponseRecorder: httptest.NewRecorder(), mock: s}
	changing := changingWriter{w, func() {
		for i := range pageUsers {
			s.Login(DefaultAppID, fmt.Sprintf("<%d>", i))
			s.Login(DefaultAppID, fmt.Sprint("new", w.pieces, i))
		}
	}}
	s.Handler().ServeHTTP(changing, httptest.NewRequest("GET", "/_wx/ledger", nil))
	var got Ledger
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Codes != before.Codes || got.Sessions != before.Sessions {
		t.Errorf("sums %+v %+v, want those of the call", got.Codes, got.Sessions)
	}
	for name, was := range before.Users {
		if line := got.Users[name]; line.CodesIssued < was.CodesIssued || line.CodesIssued != line.CodesUsed+line.CodesExpired+line.CodesUnused {
			t.Errorf("%s: %+v, was %+v", name, line, was)
		}
	}
}

type changingWriter struct {
	*watched
	change func()
}

func (w changingWriter) Write(piece []byte) (int, error) {
	w.change()
	return w.watched.Write(piece)
}

// pipes is a listener whose connections hold nothing that was not read.
type pipes struct{ server chan net.Conn }

func (p pipes) Accept() (net.Conn, error) {
	if c, is := <-p.server; is {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func TestAClientThatDoesNotReadTheLedgerLosesItsConnection(t *testing.T) {
	const clients = 5
	s := crowded(t, 20*pageUsers, at(start))
	if s.patience != answer.Patience {
		t.Errorf("patience %v", s.patience)
	}
	s.patience = time.Millisecond
	closed := make(chan struct{}, clients)
	hs := &http.Server{Handler: s.Handler(), ConnState: func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			closed <- struct{}{}
		}
	}}
	p := pipes{make(chan net.Conn)}
	served := make(chan error, 1)
	go func() { served <- hs.Serve(p) }()
	for range clients {
		ours, theirs := net.Pipe()
		defer ours.Close()
		p.server <- theirs
		if _, err := ours.Write([]byte("GET /_wx/ledger HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Login(DefaultAppID, "in between"); err != nil {
		t.Error(err)
	}
	for range clients {
		<-closed
	}
	close(p.server)
	<-served
}
