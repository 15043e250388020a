package devserver

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"testing"
	"time"
)

// used is a server after so many random things, not all of its tokens alive.
func used(t *testing.T, steps int) *Server {
	t.Helper()
	now := start
	s, err := NewServer(ServerOptions{
		WeChat:  "http://127.0.0.1:1",
		Machine: Options{TTL: time.Minute, Token: counted, Limits: Limits{TokensPerUser: 3}},
		Now:     func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	err = s.Update(func(m *Machine, _ time.Time) {
		var open []*Exchange
		for i := range steps {
			now = now.Add(time.Duration(r.IntN(200)) * time.Millisecond)
			open = anything(t, m, r, now, open)
			id := fmt.Sprint((i*7919)%steps, "<")
			m.setOrder(id, 1)
			if i%3 == 0 {
				m.setReplayed(id, m.enrol(now, Session{OpenID: fmt.Sprint("o", i)}))
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// watched is a client of the ledger who looks at the server whenever a piece comes.
type watched struct {
	*httptest.ResponseRecorder
	server            *Server
	change            func() // when a piece comes; may be nil
	guarded           bool   // since the last piece
	pieces, unguarded int
	largest           int  // bytes of a piece
	busy              bool // the server could not have answered a request, once
}

func (w *watched) SetWriteDeadline(at time.Time) error {
	w.guarded = !at.IsZero()
	return nil
}

func (w *watched) Write(piece []byte) (int, error) {
	if w.server.mu.TryLock() {
		w.server.mu.Unlock()
	} else {
		w.busy = true
	}
	if !w.guarded {
		w.unguarded++
	}
	w.guarded = false
	w.pieces++
	w.largest = max(w.largest, len(piece))
	if w.change != nil {
		w.change()
	}
	return w.ResponseRecorder.Write(piece)
}

func readLedger(s *Server, change func()) *watched {
	w := &watched{ResponseRecorder: httptest.NewRecorder(), server: s, change: change}
	s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/_dev/ledger", nil))
	return w
}

func TestTheLedgerInPagesIsTheMachinesByteForByte(t *testing.T) {
	for _, steps := range []int{0, 1, pageSize - 1, pageSize, pageSize + 1, 10 * pageSize} {
		s := used(t, steps)
		want, err := json.Marshal(ledgerOf(s))
		if err != nil {
			t.Fatal(err)
		}
		w := readLedger(s, nil)
		if got := w.Body.String(); got != string(want) || w.Header().Get("Content-Type") != typeJSON {
			t.Errorf("%d steps: %s, want %s", steps, got, want)
		}
	}
}

func TestTheLedgerIsSentInPagesWhileOtherRequestsAreAnswered(t *testing.T) {
	const pages = 10
	w := readLedger(used(t, pages*pageSize), nil)
	if w.busy || w.unguarded > 0 {
		t.Errorf("busy %v, %d pieces without a deadline", w.busy, w.unguarded)
	}
	if w.pieces < pages || w.largest > w.Body.Len()/5 {
		t.Errorf("%d pieces, the largest of %d bytes, in all %d", w.pieces, w.largest, w.Body.Len())
	}
}

// The sums are of the moment of the call, whatever comes while it is answered.
func TestALedgerThatIsReadWhileItChangesBalances(t *testing.T) {
	s := used(t, 5*pageSize)
	want, n := ledgerOf(s), 0
	w := readLedger(s, func() {
		s.Update(func(m *Machine, now time.Time) {
			m.Seed(now, fmt.Sprint("new", n), fmt.Sprint("new", n), true)
			m.setOrder(fmt.Sprint("new", n), 1)
			n++
		})
	})
	var got Ledger
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if text := imbalance(got); text != "" || got.TokensValid != want.TokensValid || got.Users != want.Users || len(got.Orders) != len(want.Orders) {
		t.Errorf("%s\n got %+v\nwant %+v", text, got, want)
	}
}

// Between the sums' moment and the last page tokens are ended that lapsed before.
func TestTokensThatLapsedAreCountedOnceWhoeverNoticesThem(t *testing.T) {
	m := New(Options{TTL: time.Minute, Token: counted})
	for i := range 4 {
		m.Seed(start, fmt.Sprint("o", i), "", true)
	}
	then, sums, sequence := start.Add(time.Hour), m.sums(), m.sequence
	m.ExpireToken(then, "t1")
	m.Seed(then, "o2", "", true)
	for _, u := range m.users {
		sums.lapse(u.lapsed(then, sequence))
	}
	if sums.TokensValid != 0 || sums.TokensExpired != 4 {
		t.Errorf("%+v", sums)
	}
}

func TestManyTokensAreHandedOutInStepsBetweenWhichRequestsAreAnswered(t *testing.T) {
	steps := 0 // the clock is asked once for each
	s := serve(t, ServerOptions{Now: func() time.Time { steps++; return start }})
	var users []string
	for i := range 10 * pageSize {
		users = append(users, fmt.Sprint("o", i))
	}
	body, err := json.Marshal(map[string]any{"users": users})
	if err != nil {
		t.Fatal(err)
	}
	status, answer := send(t, s, "POST", "/_dev/tokens", "", string(body))
	var got struct{ Tokens map[string]string }
	if err := json.Unmarshal([]byte(answer), &got); err != nil || status != 200 || len(got.Tokens) != len(users) || steps != 10 {
		t.Errorf("HTTP %d, %d tokens in %d steps, error %v", status, len(got.Tokens), steps, err)
	}
}
