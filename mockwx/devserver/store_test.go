package devserver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// memory is a store that ends with the test. Once it is broken it keeps nothing.
type memory struct {
	mu     sync.Mutex
	held   []Change // a Put for each thing
	broken error
}

// key names the thing that a change is about.
func (c Change) key() string {
	switch c.Op {
	case PutUser:
		return "user " + c.User.OpenID
	case PutToken, DropToken:
		return "token " + c.Token.Value
	case PutRefresh, DropRefresh:
		return "refresh token " + c.Refresh.Value
	case PutOrder:
		return "order " + c.Order.ID
	default:
		return ""
	}
}

func (s *memory) Load(each func(Change) error) error {
	for _, c := range s.held {
		if err := each(c); err != nil {
			return err
		}
	}
	return nil
}

func (s *memory) Add(changes []Change) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range changes {
		i := slices.IndexFunc(s.held, func(old Change) bool { return old.key() == c.key() })
		switch {
		case c.Op == DropToken, c.Op == DropRefresh:
			s.held = slices.DeleteFunc(s.held, func(old Change) bool { return old.key() == c.key() })
		case i < 0:
			s.held = append(s.held, c)
		default:
			s.held[i] = c
		}
	}
	return 0
}

func (s *memory) Flush(uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken
}

func (s *memory) fail() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = errors.New("the disk is full")
}

func TestUsersTokensAndOrdersSurviveARestart(t *testing.T) {
	o := ServerOptions{Store: new(memory), Machine: Options{Policy: Single}}
	s := serve(t, o)
	old := tokenOf(t, s, "o1")
	current := tokenOf(t, s, "o1")
	other := tokenOf(t, s, "o2")
	expired := tokenOf(t, s, "o3")
	send(t, s, "POST", "/orders", current, `{"id":"a"}`)
	send(t, s, "POST", "/orders", current, `{"id":"a"}`)
	send(t, s, "POST", "/_dev/expire-tokens", "", `{"users":["o3"]}`)
	boot := ledgerOf(s).Boot
	if err := s.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}

	s = serve(t, o)
	for token, want := range map[string]int{old: 401, current: 200, other: 200, expired: 401} {
		if status, _ := send(t, s, "GET", "/me", token, ""); status != want {
			t.Errorf("after the restart a token gives %d, want %d", status, want)
		}
	}
	if _, body := send(t, s, "GET", "/me", other, ""); !strings.Contains(body, `{"openid":"o2","user":2}`) {
		t.Errorf("after the restart: %s", body)
	}
	send(t, s, "POST", "/orders", current, `{"id":"a"}`)
	l := ledgerOf(s)
	if l.Boot == boot || l.Orders["a"] != 3 || l.Users != 3 || l.TokensRestored != 2 || imbalance(l) != "" {
		t.Errorf("the ledger has %+v", l)
	}
}

func TestLapsedTokensAreNotRestored(t *testing.T) {
	now := start
	o := ServerOptions{Store: new(memory), Machine: Options{TTL: time.Minute}, Now: func() time.Time { return now }}
	s := serve(t, o)
	token := tokenOf(t, s, "o1")
	s.Shutdown(context.Background())
	now = start.Add(time.Minute)
	s = serve(t, o)
	if status, _ := send(t, s, "GET", "/me", token, ""); status != 401 {
		t.Errorf("a lapsed token gives %d", status)
	}
	if l := ledgerOf(s); l.TokensRestored != 0 || l.Users != 1 {
		t.Errorf("the ledger has %+v", l)
	}
}

func TestAMachineAndItsStoreAgree(t *testing.T) {
	store := new(memory)
	m := New(Options{Token: counted, Policy: Single, Limits: Limits{TokensPerUser: 2, Tokens: 10, Orders: 5},
		Protocol: refreshing(t), RefreshToken: countedRefresh, Refresh: RefreshPolicy{OneTime: true}})
	m.journaling = true
	for i := range 200 {
		logIn(t, m, start, fmt.Sprint("o", i%13))
		m.Handle(start, carrying(m, "POST", "/orders", fmt.Sprint("t", i), fmt.Sprintf(`{"id":"%d"}`, i%7)))
		if i%20 == 19 {
			m.Expire(start, nil, 0.3)
			m.Seed(start, "o1", "t5", true)
			m.Handle(start, refreshWith(countedRefresh(i)))
		}
		store.Add(m.takeJournal())
	}
	again := New(Options{})
	if err := store.Load(func(c Change) error { return again.restore(start, c) }); err != nil {
		t.Fatal(err)
	}
	for token := range m.tokens {
		if m.TokenValid(start, token) != again.TokenValid(start, token) {
			t.Errorf("%s is valid: %v, after a restart: %v", token, m.TokenValid(start, token), !m.TokenValid(start, token))
		}
	}
	for value := range m.refresh.byValue {
		if m.RefreshTokenValid(start, value) != again.RefreshTokenValid(start, value) {
			t.Errorf("%s is valid: %v, after a restart: %v", value, m.RefreshTokenValid(start, value), !m.RefreshTokenValid(start, value))
		}
	}
	if len(m.refresh.byValue) != len(again.refresh.byValue) {
		t.Errorf("%d refresh tokens, after a restart: %d", len(m.refresh.byValue), len(again.refresh.byValue))
	}
	a, b := m.Ledger(start), again.Ledger(start)
	if a.TokensValid != b.TokensValid || a.Users != b.Users || fmt.Sprint(a.Orders) != fmt.Sprint(b.Orders) {
		t.Errorf("before: %+v\nafter: %+v", a, b)
	}
}

func TestTheStoreHasTheNewestSessionKey(t *testing.T) {
	store := new(memory)
	m := New(Options{Token: counted})
	m.journaling = true
	for _, key := range []string{"k1", "k2"} {
		m.Exchanged(start, begin(t, m, start), Session{OpenID: "o1", SessionKey: key}, nil)
		store.Add(m.takeJournal())
	}
	if u := store.held[0].User; len(store.held) != 3 || u.SessionKey != "k2" || !u.Created.Equal(start) {
		t.Errorf("held: %+v", store.held)
	}
}

func TestALoginThatCannotBeSavedIsNotConfirmed(t *testing.T) {
	store := new(memory)
	s := serve(t, ServerOptions{Store: store})
	tokenOf(t, s, "o1")
	store.fail()
	status, body := send(t, s, "POST", "/login", "", `{"code":"ok-o2"}`)
	if status != 500 || strings.Contains(body, "token\"") {
		t.Errorf("the login gives %d %s", status, body)
	}
	if status, body := send(t, s, "POST", "/_dev/tokens", "", `{"users":["o1"]}`); status != 500 || !strings.Contains(body, "the disk is full") {
		t.Errorf("the control call gives %d %s", status, body)
	}
}

func TestAStoreThatIsNoneOfAServerIsRefused(t *testing.T) {
	for _, op := range []ChangeOp{DropToken, 9} {
		store := &memory{held: []Change{{Op: op}}}
		if _, err := NewServer(ServerOptions{Store: store, WeChat: "http://127.0.0.1"}); err == nil || !strings.Contains(err.Error(), "developer server: the store gives") {
			t.Errorf("change %d: error %v", op, err)
		}
	}
}
