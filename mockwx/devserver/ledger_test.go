package devserver

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// imbalance says which of the ledger's equations does not hold, if any.
func imbalance(l Ledger) string {
	for name, sides := range map[string][2]int{
		"requests":  {l.Requests, l.LoginPosts + l.TicketPosts + l.RefreshPosts + l.Public + l.Authenticated + l.AuthFailures + l.Unrouted},
		"logins":    {l.LoginPosts, l.Logins + l.LoginsRefused + l.LoginsOpen},
		"tickets":   {l.TicketPosts, l.Tickets + l.TicketsRefused + l.TicketsOpen},
		"refreshes": {l.RefreshPosts, l.Refreshes + l.RefreshesRefused},
		"tokens": {l.TokensIssued + l.TokensSeeded + l.TokensRestored,
			l.TokensValid + l.TokensExpired + l.TokensReplaced + l.TokensDropped},
		"issued": {l.TokensIssued, l.Logins + l.Refreshes + l.TokensRenewed},
	} {
		if sides[0] != sides[1] {
			return fmt.Sprintf("%s: %d is not %d in %+v", name, sides[0], sides[1], l)
		}
	}
	return ""
}

func TestTheLedgerBalancesWhateverHappens(t *testing.T) {
	protocols := [2]*Protocol{refreshing(t), protocolOf(t, withRefresh, withRenewed)}
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 0))
		m := New(Options{
			Seed: seed, Token: counted, Protocol: protocols[r.IntN(2)], RefreshToken: countedRefresh,
			Refresh: RefreshPolicy{OneTime: r.IntN(2) == 0, TTL: time.Duration(r.IntN(2)) * time.Minute},
			Policy:  []TokenPolicy{Single, Multi}[r.IntN(2)],
			TTL:     time.Duration(r.IntN(3)) * time.Minute,
			Limits:  Limits{TokensPerUser: 1 + r.IntN(4), Tokens: 5 + r.IntN(40), Users: 12, Orders: 3},
		})
		now := start
		var open []*Exchange
		for range 400 {
			now = now.Add(time.Duration(r.IntN(20)) * time.Second)
			open = anything(t, m, r, now, open)
			l := m.Ledger(now)
			if s := imbalance(l); s != "" {
				t.Fatalf("seed %d: %s", seed, s)
			}
			if n := validTokens(m, now); l.TokensValid != n {
				t.Fatalf("seed %d: %d tokens are valid, the ledger has %d", seed, n, l.TokensValid)
			}
		}
	}
}

func validTokens(m *Machine, now time.Time) (n int) {
	for _, t := range m.tokens {
		if t.valid(now) {
			n++
		}
	}
	return n
}

// anything does one random thing to the machine.
func anything(t *testing.T, m *Machine, r *rand.Rand, now time.Time, open []*Exchange) []*Exchange {
	openid := fmt.Sprint("o", r.IntN(15))
	token := fmt.Sprint("t", r.IntN(60))
	switch r.IntN(12) {
	case 10, 11:
		m.Handle(now, Request{Method: "POST", Path: "/refresh", Body: []byte(`{"refresh_token":"r` + token[1:] + `"}`)})
	case 0, 1:
		return append(open, begin(t, m, now))
	case 2, 3, 4:
		if len(open) == 0 {
			return open
		}
		i := r.IntN(len(open)) // settled ones stay, to be settled again
		var err error
		if r.IntN(5) == 0 {
			err = &WeChatError{-1, "system error"}
		}
		m.Exchanged(now, open[i], Session{OpenID: openid, SessionKey: token}, err)
	case 5:
		m.Expire(now, nil, r.Float64()/3)
	case 6:
		m.Expire(now, []string{openid}, 1)
	case 7:
		m.Seed(now, openid, "", r.IntN(2) == 0)
	default:
		path := []string{"/api/A", "/public/B", "/orders", "/login", "/nowhere", "/me"}[r.IntN(6)]
		m.Handle(now, carrying(m, "POST", path, token, `{"id":"`+openid+`"}`))
	}
	return open
}

func TestTheLedgerHasTheNamesThatOthersRelyOn(t *testing.T) {
	m := New(Options{Boot: "b1", Token: counted})
	logIn(t, m, start, "o1")
	m.Handle(start, carrying(m, "POST", "/orders", "t1", `{"id":"a"}`))
	m.Handle(start, carrying(m, "POST", "/orders", "t1", `{"id":"a"}`))
	m.Handle(start, carrying(m, "GET", "/me", "t9", ""))
	m.ExpireToken(start, "t1")
	b, err := json.Marshal(m.Ledger(start))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"logins": 1.0, "tokens_issued": 1.0, "tokens_expired": 1.0, "requests": 4.0, "auth_failures": 1.0,
		"boot": "b1", "orders": map[string]any{"a": 2.0},
	} {
		if fmt.Sprint(got[name]) != fmt.Sprint(want) {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if b, _ := json.Marshal(New(Options{}).Ledger(start)); json.Unmarshal(b, &got) != nil || got["orders"] == nil {
		t.Errorf("without orders: %s, want an empty object for them", b)
	}
}

func TestTheLedgerIsACopy(t *testing.T) {
	m := New(Options{Token: counted})
	logIn(t, m, start, "o1")
	m.Handle(start, carrying(m, "POST", "/orders", "t1", `{"id":"a"}`))
	m.Ledger(start).Orders["a"] = 99
	if n := m.Ledger(start).Orders["a"]; n != 1 {
		t.Errorf("the order counts %d after the copy was changed", n)
	}
}
