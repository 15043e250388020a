package devserver

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestUsersTokensAndOrdersSurviveARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dev.db")
	o := ServerOptions{DB: path, Machine: Options{Policy: Single}}
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
	path := filepath.Join(t.TempDir(), "dev.db")
	now := start
	o := ServerOptions{DB: path, Machine: Options{TTL: time.Minute}, Now: func() time.Time { return now }}
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

func TestTheDatabaseKeepsTheNewestSessionKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dev.db")
	db, err := openStore(path)
	if err != nil {
		t.Fatal(err)
	}
	m := New(Options{Token: counted})
	m.journaling = true
	for _, key := range []string{"k1", "k2"} {
		m.Exchanged(start, begin(t, m, start), Session{OpenID: "o1", SessionKey: key}, nil)
	}
	if err := db.apply(m.takeJournal()); err != nil {
		t.Fatal(err)
	}
	held, err := db.load()
	if err != nil || len(held.users) != 1 || held.users[0].SessionKey != "k2" || !held.users[0].created.Equal(start) {
		t.Errorf("held: %+v, %v", held, err)
	}
	if err := db.close(); err != nil {
		t.Fatal(err)
	}
}

func TestAMachineAndItsStoreAgree(t *testing.T) {
	db, err := openStore(inMemory)
	if err != nil {
		t.Fatal(err)
	}
	defer db.close()
	m := New(Options{Token: counted, Policy: Single, Limits: Limits{TokensPerUser: 2, Tokens: 10, Orders: 5}})
	m.journaling = true
	for i := range 200 {
		logIn(t, m, start, fmt.Sprint("o", i%13))
		m.Handle(start, carrying(m, "POST", "/orders", fmt.Sprint("t", i), fmt.Sprintf(`{"id":"%d"}`, i%7)))
		if i%20 == 19 {
			m.Expire(start, nil, 0.3)
			m.Seed(start, "o1", "t5", true)
		}
		if err := db.apply(m.takeJournal()); err != nil {
			t.Fatal(err)
		}
	}
	held, err := db.load()
	if err != nil {
		t.Fatal(err)
	}
	again := New(Options{})
	again.restore(start, held)
	for token := range m.tokens {
		if m.TokenValid(start, token) != again.TokenValid(start, token) {
			t.Errorf("%s is valid: %v, after a restart: %v", token, m.TokenValid(start, token), !m.TokenValid(start, token))
		}
	}
	a, b := m.Ledger(start), again.Ledger(start)
	if a.TokensValid != b.TokensValid || a.Users != b.Users || fmt.Sprint(a.Orders) != fmt.Sprint(b.Orders) {
		t.Errorf("before: %+v\nafter: %+v", a, b)
	}
}

func TestTheDatabaseIsForItsOwnerAndOneServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dev.db")
	serve(t, ServerOptions{DB: path})
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	if _, err := NewServer(ServerOptions{DB: path, WeChat: "http://127.0.0.1"}); err == nil || !strings.Contains(err.Error(), "another server") {
		t.Errorf("a second server on the file: %v", err)
	}
}

func TestWhatIsNoDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dev.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openStore(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("%v, want an error that names the file", err)
	}
}

func TestALoginThatCannotBeSavedIsNotConfirmed(t *testing.T) {
	s := serve(t, ServerOptions{DB: ":memory:"})
	tokenOf(t, s, "o1")
	if _, err := s.writer.store.db.Exec("DROP TABLE tokens"); err != nil {
		t.Fatal(err)
	}
	status, body := send(t, s, "POST", "/login", "", `{"code":"ok-o2"}`)
	if status != 500 || strings.Contains(body, "token\"") {
		t.Errorf("the login gives %d %s", status, body)
	}
	if err := s.Shutdown(context.Background()); err == nil || !strings.Contains(err.Error(), "no such table") {
		t.Errorf("shutdown: %v, want what failed", err)
	}
}

func TestTheSchemaHoldsWhatItShould(t *testing.T) {
	db, err := openStore(inMemory)
	if err != nil {
		t.Fatal(err)
	}
	defer db.close()
	err = db.apply([]change{
		{op: putToken, token: tokenRow{value: "t1", openid: "o1", issued: start}},
		{op: putToken, token: tokenRow{value: "t2", openid: "o1", issued: start, until: start.Add(time.Nanosecond)}},
		{op: dropToken, token: tokenRow{value: "t1"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := db.rows("SELECT count(*) FROM tokens", func(r *sql.Rows) error { return r.Scan(&n) }); err != nil || n != 1 {
		t.Errorf("%d tokens, %v", n, err)
	}
	held, err := db.load()
	if err != nil || !held.tokens[0].until.Equal(start.Add(time.Nanosecond)) {
		t.Errorf("held: %+v, %v", held, err)
	}
}
