package devserver

import (
	"fmt"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func TestTokensLiveAsLongAsTheyShould(t *testing.T) {
	for _, c := range []struct {
		ttl   time.Duration
		after time.Duration
		want  bool
	}{
		{0, 1000 * time.Hour, true},
		{time.Minute, 0, true},
		{time.Minute, time.Minute - 1, true},
		{time.Minute, time.Minute, false},
		{time.Minute, time.Hour, false},
	} {
		m := New(Options{Token: counted, TTL: c.ttl})
		logIn(t, m, start, "o1")
		now := start.Add(c.after)
		if got := m.TokenValid(now, "t1"); got != c.want {
			t.Errorf("lifetime %v, after %v: valid is %v, want %v", c.ttl, c.after, got, c.want)
		}
		if r := m.Handle(now, carrying(m, "GET", "/me", "t1", "")); (r.Status == 200) != c.want {
			t.Errorf("lifetime %v, after %v: a request gives %d", c.ttl, c.after, r.Status)
		}
		if l := m.Ledger(now); (l.TokensValid == 1) != c.want || (l.TokensExpired == 1) == c.want {
			t.Errorf("lifetime %v, after %v: the ledger has %+v", c.ttl, c.after, l)
		}
	}
}

func TestThePolicyDecidesOnOlderTokens(t *testing.T) {
	for policy, want := range map[TokenPolicy][3]bool{
		"":     {true, true, true},
		Multi:  {true, true, true},
		Single: {false, true, true}, // t2 is another user's
	} {
		m := New(Options{Token: counted, Policy: policy})
		for _, openid := range []string{"o1", "o2", "o1"} {
			logIn(t, m, start, openid)
		}
		got := [3]bool{m.TokenValid(start, "t1"), m.TokenValid(start, "t2"), m.TokenValid(start, "t3")}
		if got != want {
			t.Errorf("policy %q: t1, t2, t3 valid: %v, want %v", policy, got, want)
		}
	}
}

func TestTokensOfAUserAreLimited(t *testing.T) {
	m := New(Options{Token: counted, Limits: Limits{TokensPerUser: 2}})
	logIn(t, m, start, "o1")
	logIn(t, m, start, "o1")
	m.ExpireToken(start, "t2")
	logIn(t, m, start, "o1") // t2 goes, which has ended
	logIn(t, m, start, "o1") // t1 goes
	for token, want := range map[string]bool{"t1": false, "t2": false, "t3": true, "t4": true} {
		if got := m.TokenValid(start, token); got != want {
			t.Errorf("%s valid: %v, want %v", token, got, want)
		}
	}
	if l := m.Ledger(start); l.TokensDropped != 1 || l.TokensExpired != 1 {
		t.Errorf("the ledger has %+v", l)
	}
}

func TestTokensInAllAreLimited(t *testing.T) {
	const limit = 10
	m := New(Options{Token: counted, Limits: Limits{Tokens: limit}})
	for i := range 1000 {
		logIn(t, m, start, fmt.Sprint("o", i%7))
		if i%3 == 0 {
			m.Expire(start, []string{"o1"}, 1)
		}
		if len(m.tokens) > limit || len(m.queue) > 3*limit+16 {
			t.Fatalf("after %d logins: %d tokens, %d in the queue", i, len(m.tokens), len(m.queue))
		}
	}
	if !m.TokenValid(start, "t1000") || m.TokenValid(start, "t900") {
		t.Error("want the newest tokens to stay and the oldest to go")
	}
	n := 0
	for _, u := range m.users {
		n += len(u.tokens)
	}
	if n != len(m.tokens) {
		t.Errorf("users hold %d tokens, the table %d", n, len(m.tokens))
	}
}

func TestWhatWasValidWhenATokenWasIssued(t *testing.T) {
	type answer struct{ valid, known bool }
	for name, c := range map[string]struct {
		policy TokenPolicy
		ttl    time.Duration
		run    func(m *Machine)
		want   answer
	}{
		"still valid":              {Multi, 0, func(m *Machine) { logIn(t, m, start, "o1") }, answer{true, true}},
		"replaced by it":           {Single, 0, func(m *Machine) { logIn(t, m, start, "o1") }, answer{true, true}},
		"expired later":            {Multi, 0, func(m *Machine) { logIn(t, m, start, "o1"); m.ExpireToken(start, "t1") }, answer{true, true}},
		"expired before":           {Multi, 0, func(m *Machine) { m.ExpireToken(start, "t1"); logIn(t, m, start, "o1") }, answer{false, true}},
		"lapsed before":            {Multi, time.Minute, func(m *Machine) { logIn(t, m, start.Add(time.Minute), "o1") }, answer{false, true}},
		"close to its end":         {Multi, time.Minute, func(m *Machine) { logIn(t, m, start.Add(time.Minute-1), "o1") }, answer{true, true}},
		"the newer does not exist": {Multi, 0, func(m *Machine) {}, answer{false, false}},
	} {
		m := New(Options{Token: counted, Policy: c.policy, TTL: c.ttl})
		logIn(t, m, start, "o1")
		c.run(m)
		valid, known := m.ValidWhenIssued("t1", "t2")
		if got := (answer{valid, known}); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		if valid, _ := m.ValidWhenIssued("t2", "t1"); valid {
			t.Errorf("%s: the newer was valid when the older was issued", name)
		}
	}
}

func TestJWTsAreSignedAndNameTheUser(t *testing.T) {
	key := []byte("a key")
	m := New(Options{Key: key, TTL: time.Hour, Boot: "b"})
	token, err := m.Seed(start, "o1", "", true)
	if err != nil {
		t.Fatal(err)
	}
	var claims jwt.RegisteredClaims
	_, err = jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithTimeFunc(func() time.Time { return start }))
	if err != nil {
		t.Fatal(err)
	}
	if claims.Subject != "o1" || !claims.ExpiresAt.Equal(start.Add(time.Hour)) || !claims.IssuedAt.Equal(start) {
		t.Errorf("claims are %+v", claims)
	}
	if m.TokenValid(start, token[:len(token)-1]) {
		t.Error("a cut token is valid")
	}
}

func TestNoTwoTokensAreAlike(t *testing.T) {
	for _, kind := range []TokenKind{JWT, Opaque} {
		seen := map[string]bool{}
		for _, boot := range []string{"first", "second"} {
			m := New(Options{Tokens: kind, Boot: boot})
			for range 50 {
				token, err := m.Seed(start, "o1", "", true)
				if err != nil || seen[token] {
					t.Fatalf("%s: token %s again, %v", kind, token, err)
				}
				seen[token] = true
			}
		}
	}
}

func TestALapsedTokenCountsAsExpiredWhateverEndsIt(t *testing.T) {
	for name, o := range map[string]Options{
		"replaced": {Policy: Single},
		"dropped":  {Limits: Limits{TokensPerUser: 1}},
		"left":     {},
	} {
		o.Token, o.TTL = counted, time.Minute
		m := New(o)
		logIn(t, m, start, "o1")
		later := start.Add(time.Minute)
		logIn(t, m, later, "o1")
		if l := m.Ledger(later); l.TokensExpired != 1 || l.TokensReplaced != 0 || l.TokensDropped != 0 {
			t.Errorf("%s: the ledger has %+v", name, l)
		}
	}
}
