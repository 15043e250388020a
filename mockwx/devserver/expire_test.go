package devserver

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// seeded is a machine whose users o0 to o<n-1> hold the tokens t0 to t<n-1>.
func seeded(t *testing.T, n int, seed uint64) *Machine {
	t.Helper()
	m := New(Options{Seed: seed})
	for i := range n {
		if _, err := m.Seed(start, fmt.Sprint("o", i), fmt.Sprint("t", i), true); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// valid lists which of the tokens t0 to t<n-1> are valid.
func valid(m *Machine, n int) string {
	var list []string
	for i := range n {
		if token := fmt.Sprint("t", i); m.TokenValid(start, token) {
			list = append(list, token)
		}
	}
	return strings.Join(list, " ")
}

func TestExpireHitsTheListedUsers(t *testing.T) {
	for _, c := range []struct {
		users []string
		hit   int
		left  string
	}{
		{nil, 4, ""},
		{[]string{}, 0, "t0 t1 t2 t3"},
		{[]string{"o2"}, 1, "t0 t1 t3"},
		{[]string{"o3", "o0", "o3", "nobody"}, 2, "t1 t2"},
	} {
		m := seeded(t, 4, 0)
		if hit := m.Expire(start, c.users, 1); hit != c.hit || valid(m, 4) != c.left {
			t.Errorf("%v: %d hit, left %q, want %d and %q", c.users, hit, valid(m, 4), c.hit, c.left)
		}
	}
}

func TestExpireHitsAnExactShareOfThoseWhoHoldAToken(t *testing.T) {
	for _, c := range []struct {
		share float64
		want  int
	}{{0, 0}, {-1, 0}, {0.004, 0}, {0.1, 10}, {0.5, 50}, {0.999, 100}, {1, 100}, {2, 100}} {
		m := seeded(t, 120, 1)
		m.Expire(start, nil, 20.0/120)
		if got := m.Expire(start, nil, c.share); got != c.want {
			t.Errorf("share %v of 100: %d hit, want %d", c.share, got, c.want)
		}
		if got := m.Ledger(start).TokensValid; got != 100-c.want {
			t.Errorf("share %v of 100: %d left, want %d", c.share, got, 100-c.want)
		}
	}
	m := seeded(t, 10, 1)
	if got := m.Expire(start, []string{"o1", "o2", "o3", "o4"}, 0.5); got != 2 {
		t.Errorf("half of 4 listed users: %d hit", got)
	}
}

func TestTheDrawDependsOnTheSeedAndTheCallOnly(t *testing.T) {
	halves := map[string]int{}
	for seed := range uint64(5) {
		a, b := seeded(t, 64, seed), seeded(t, 64, seed)
		a.Expire(start, nil, 0.5)
		b.Expire(start, nil, 0.5)
		if valid(a, 64) != valid(b, 64) {
			t.Errorf("seed %d: two machines draw differently", seed)
		}
		halves[valid(a, 64)]++
		c := seeded(t, 64, seed)
		c.Expire(start, nil, 0)
		c.Expire(start, nil, 0.5)
		halves[valid(c, 64)]++
	}
	if len(halves) != 10 {
		t.Errorf("10 draws gave %d different halves", len(halves))
	}
}

func TestOneTokenCanBeExpired(t *testing.T) {
	m := seeded(t, 2, 0)
	if !m.ExpireToken(start, "t1") || m.ExpireToken(start, "t1") || m.ExpireToken(start, "t9") {
		t.Error("want true for a valid token, once")
	}
	if got := valid(m, 2); got != "t0" {
		t.Errorf("left: %q", got)
	}
}

func TestSeedHandsOutTokensWithoutALogin(t *testing.T) {
	m := New(Options{Token: counted, Policy: Single, TTL: time.Minute})
	first, _ := m.Seed(start, "o1", "t0", true)
	expired, _ := m.Seed(start, "o2", "", false)
	if first != "t0" || !m.TokenValid(start, "t0") || m.TokenValid(start.Add(time.Minute), "t0") {
		t.Error("want t0 valid for its lifetime")
	}
	if expired != "t1" || m.TokenValid(start, "t1") {
		t.Errorf("want %s expired", expired)
	}
	logIn(t, m, start, "o1")
	if m.TokenValid(start, "t0") || !m.TokenValid(start, "t2") {
		t.Error("want the login of a seeded user to replace the token, with the next number")
	}
	l := m.Ledger(start)
	if l.TokensSeeded != 2 || l.TokensIssued != 1 || l.Logins != 1 || l.Users != 2 {
		t.Errorf("the ledger has %+v", l)
	}
	for _, openid := range []string{"", strings.Repeat("o", maxOpenID+1)} {
		if _, err := m.Seed(start, openid, "", true); err == nil {
			t.Errorf("the openid %.20q was taken", openid)
		}
	}
}

func TestATokenSeededTwiceBelongsToTheLastUser(t *testing.T) {
	m := New(Options{})
	m.Seed(start, "o1", "t0", true)
	m.Seed(start, "o2", "t0", true)
	r := m.Handle(start, carrying(m, "GET", "/me", "t0", ""))
	if !strings.Contains(string(r.Body), `"openid":"o2"`) {
		t.Errorf("GET /me: %s", r.Body)
	}
	if l := m.Ledger(start); l.TokensValid != 1 || l.TokensDropped != 1 {
		t.Errorf("the ledger has %+v", l)
	}
}

func TestAKeyThatIsGivenOpensWhatItSealed(t *testing.T) {
	m := New(Options{})
	now := time.Unix(0, 0)
	if m.KeepKey(now, "o1", "key") {
		t.Error("the server keeps a key for nobody")
	}
	if _, err := m.Seed(now, "o1", "t0", true); err != nil {
		t.Fatal(err)
	}
	if !m.KeepKey(now, "o1", "key") || m.byOpenID["o1"].SessionKey != "key" {
		t.Errorf("got %+v", m.byOpenID["o1"].Session)
	}
}
