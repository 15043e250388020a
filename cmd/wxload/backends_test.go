package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A wrapper that takes the token of the answer that comes last goes back to an older one.
// A Node.js backend and the clients count that alike; a search finds it, and its order is
// shown on the same backend. One that compares tokens never does.
func TestAnOlderTokenComesLateFromANodeBackend(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	defer m.stop()
	b := startNodeBackend(t, "backends/backend.js", m.wechat, "KIND=renewed")
	dir := folderOf(t, "backends", []string{"last.js", "compared.js", "renewed.yaml"}, "MOCK", m.wechat, "BACKEND", b.url)

	r := ranWith(t, dir, "renewed.yaml", "last.js", exitThreshold)
	if at := b.stat(t); at.Regressed != 6 || countOf(r, "token-regressed") != 6 || r.Requests.OK != 18 || len(r.Defects) != 1 {
		t.Errorf("at the backend %+v; at the clients %+v, %+v", at, r.Requests, r.Defects)
	}
	r = ranWith(t, dir, "renewed.yaml", "compared.js", exitPassed)
	if at := b.stat(t); at.Regressed != 6 || len(r.Defects) > 0 || r.Requests.OK != 18 {
		t.Errorf("with a comparison: at the backend %+v; at the clients %+v, %+v", at, r.Requests, r.Defects)
	}

	searched := run(t, dir, "", "explore", "renewed.yaml", "--wrapper", "last.js", "--faults", "0", "--out", "found")
	file := filepath.Join("found", "renewed-1.json")
	if searched.code != exitThreshold || !strings.Contains(searched.stdout, "token-regressed") {
		t.Fatalf("exit code %d\n%s%s", searched.code, searched.stdout, searched.stderr)
	}
	plain := strings.NewReplacer("slow", "one", "fast", "two").Replace(string(contents(t, filepath.Join(dir, "renewed.yaml"))))
	if err := os.WriteFile(filepath.Join(dir, "plain.yaml"), []byte(plain), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, against := range [][]string{{}, {"plain.yaml"}} {
		got := run(t, dir, "", append([]string{"replay", "--live", file}, against...)...)
		if got.code != exitPassed || !strings.Contains(got.stdout, "shown live, too") {
			t.Errorf("%v: exit code %d\n%s%s", against, got.code, got.stdout, got.stderr)
		}
	}
}

// What a wrapper without a lock does to a Node.js backend is counted alike at both ends; one
// with a lock is clean. Each kind of login is known by what the scenario says of it.
func TestLoginsOfEachKindAreCountedAlikeAtANodeBackend(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	defer m.stop()
	for kind, target := range kindsOfBackends() {
		t.Run(kind, func(t *testing.T) {
			b := startNodeBackend(t, "backends/backend.js", m.wechat, "KIND="+kind)
			dir := folderOf(t, "backends", []string{"kinds.js", "kind.yaml"}, "MOCK", m.wechat, "BACKEND", b.url, "TARGET", target)
			for wrapper, duplicates := range map[string]int64{"unlocked": 12, "locked": 0} {
				code := fmt.Sprintf("module.exports = require('./kinds').make(%q, %v)", kind, wrapper == "locked")
				if err := os.WriteFile(filepath.Join(dir, wrapper+".js"), []byte(code), 0o644); err != nil {
					t.Fatal(err)
				}
				before, exit := b.stat(t), exitPassed
				if duplicates > 0 {
					exit = exitThreshold
				}
				r := ranWith(t, dir, "kind.yaml", wrapper+".js", exit)
				seen := b.stat(t).Logins - before.Logins - 1 // that of the probe
				if r.Logins.Duplicate.Concurrent != duplicates || seen != 6+duplicates || r.Logins.Succeeded != seen || r.Requests.OK != 18 || !r.Books.Balanced {
					t.Errorf("%s: %d logins at the backend; at the clients %+v, %+v", wrapper, seen, r.Logins, r.Requests)
				}
			}
		})
	}
}

// A wrapper with a lock on the first step of its logins only trades one ticket for each
// request. That is no login: it is a ticket that is sent again, and refused.
func TestATicketThatIsTradedTwiceIsCountedAlikeAtANodeBackend(t *testing.T) {
	m := startMock(t)
	defer m.stop()
	b := startNodeBackend(t, "backends/backend.js", m.wechat, "KIND=ticket")
	dir := folderOf(t, "backends", []string{"kinds.js", "kind.yaml"}, "MOCK", m.wechat, "BACKEND", b.url,
		"TARGET", "login: {ticket: {path: /code}, code: {name: ticket}}")
	if err := os.WriteFile(filepath.Join(dir, "first.js"), []byte("module.exports = require('./kinds').make('ticket', 'first')"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := ranWith(t, dir, "kind.yaml", "first.js", exitThreshold)
	if at := b.stat(t); at.Reused != 12 || at.Logins != 6+1 || countOf(r, "code-reused") != 12 || r.Logins.Duplicate.Total != 0 || r.Logins.Succeeded != 6 || !r.Books.Balanced {
		t.Errorf("at the backend %+v; at the clients %+v, %+v", at, r.Logins, r.Defects)
	}

	searched := run(t, dir, "", "explore", "kind.yaml", "--wrapper", "first.js", "--requests", "2", "--faults", "0", "--out", "found")
	if searched.code != exitThreshold || !strings.Contains(searched.stdout, "login #1 sends its ticket a second time") {
		t.Fatalf("exit code %d\n%s%s", searched.code, searched.stdout, searched.stderr)
	}
	got := run(t, dir, "", "replay", "--live", filepath.Join("found", "kind-1.json"), "kind.yaml")
	if got.code != exitPassed || !strings.Contains(got.stdout, "shown live, too: code-reused (ticket)") {
		t.Errorf("exit code %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}

// A request that left with a guest's token may be refused after the guest was bound. Who logs
// in for it has a duplicate login; who compares tokens, or never keeps a dead one, has none.
func TestAGuestWhoIsBoundLaterAtANodeBackend(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	defer m.stop()
	b := startNodeBackend(t, "backends/backend.js", m.wechat, "KIND=guest")
	dir := folderOf(t, "backends", []string{"guest.js", "guest.yaml"}, "MOCK", m.wechat, "BACKEND", b.url)
	for name, compares := range map[string]string{"compared.js": "true", "late.js": "false"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("module.exports = require('./guest').make("+compares+")"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for wrapper, duplicates := range map[string]int64{"compared.js": 0, "reference": 0, "late.js": 6} {
		before, exit := b.stat(t), exitPassed
		if duplicates > 0 {
			exit = exitThreshold
		}
		r := ranWith(t, dir, "guest.yaml", wrapper, exit)
		seen := b.stat(t).Logins - before.Logins - 1 // that of the probe
		if r.Logins.Duplicate.Total != duplicates || r.Logins.Duplicate.Stale401 != duplicates || seen != 6+duplicates || r.Requests.OK != 24 || !r.Books.Balanced {
			t.Errorf("%s: %d logins at the backend; at the clients %+v, %+v, %+v", wrapper, seen, r.Logins, r.Requests, r.Defects)
		}
	}
}

// kindsOfBackends are what targets are like, by the kind of a Node.js backend.
func kindsOfBackends() map[string]string {
	return map[string]string{
		"cookie": "token: {in: cookie, name: sid}",
		"form":   "login: {code: {name: js_code}, header: {Content-Type: application/x-www-form-urlencoded}}",
		"ticket": "login: {ticket: {path: /code}, code: {name: ticket}}",
		"code":   `login: {path: "/*", method: GET, code: {in: header, name: X-WX-Code}, token: session.skey}, token: {name: X-WX-Skey}`,
	}
}

// The code of a tap on getPhoneNumber goes with the login's. Of the wrappers that ship one
// logs in without a lock.
func TestALoginMayCarryThePhonesCode(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	defer m.stop()
	b := startNodeBackend(t, "backends/backend.js", m.wechat, "KIND=phone")
	dir := folderOf(t, "backends", []string{"kind.yaml"}, "MOCK", m.wechat, "BACKEND", b.url, "TARGET", `shape: flyjs, login: {body: {phone: {code: "{{phoneCode}}"}}}`)
	for wrapper, exit := range map[string]int{"userclass": exitThreshold, "reference": exitPassed} {
		before := b.stat(t)
		r := ranWith(t, dir, "kind.yaml", wrapper, exit)
		seen := b.stat(t).Logins - before.Logins - 1 // that of the probe
		if n := r.Logins.Duplicate.Total; (n > 0) != (exit != exitPassed) || seen != 6+n || r.Logins.Succeeded != seen || !r.Books.Balanced {
			t.Errorf("%s: %d logins at the backend; at the clients %+v, %+v", wrapper, seen, r.Logins, r.Defects)
		}
	}
}

func contents(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
