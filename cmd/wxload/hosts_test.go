package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An app has two Node.js backends of different kinds. A wrapper that races at the second one
// is found there, equal at the clients and at each server; its neighbour at the first is not
// flagged. One that does not race is clean at both.
func TestRacesAreFoundAtTheHostWhereTheyAre(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	defer m.stop()
	kinds := kindsOfBackends()
	kinds["renewed"] = "token: {renewed: {header: x-token}}"
	for _, c := range [][2]string{{"cookie", "form"}, {"form", "code"}, {"ticket", "cookie"}, {"form", "renewed"}} {
		first, second := c[0], c[1]
		t.Run(first+" and "+second, func(t *testing.T) {
			one := startNodeBackend(t, "backends/backend.js", m.wechat, "KIND="+first)
			two := startNodeBackend(t, "backends/backend.js", m.wechat, "KIND="+second)
			dir := folderOf(t, "backends", []string{"kinds.js", "last.js", "hosts.js", "hosts.yaml"},
				"MOCK", m.wechat, "BACKEND", one.url, "PAY", two.url, "TARGET", kinds[first], "SECOND", kinds[second])
			for wrapper, duplicates := range map[string]int64{"unlocked": 12, "locked": 0} {
				if second == "renewed" {
					duplicates = 0
				}
				code := fmt.Sprintf("module.exports = require('./hosts').make(%q, %q, %v)", first, second, wrapper == "locked")
				if err := os.WriteFile(filepath.Join(dir, wrapper+".js"), []byte(code), 0o644); err != nil {
					t.Fatal(err)
				}
				exit := exitPassed
				if duplicates > 0 || second == "renewed" {
					exit = exitThreshold
				}
				before, beforeTwo := one.stat(t), two.stat(t)
				r := ranWith(t, dir, "hosts.yaml", wrapper+".js", exit)
				at, atTwo := one.stat(t).Logins-before.Logins-1, two.stat(t).Logins-beforeTwo.Logins-1 // that of the probe
				logins, loginsTwo := r.Targets[0].Logins, r.Targets[1].Logins
				if logins.Succeeded != at || at != 6 || logins.Duplicate.Total != 0 || loginsTwo.Succeeded != atTwo || atTwo != 6+duplicates || loginsTwo.Duplicate.Concurrent != duplicates {
					t.Errorf("%s: %d and %d logins at the backends; at the clients %+v and %+v", wrapper, at, atTwo, logins, loginsTwo)
				}
				if regressed := two.stat(t).Regressed - beforeTwo.Regressed; countOf(r, "token-regressed") != regressed || (regressed > 0) != (second == "renewed") {
					t.Errorf("%s: %d older tokens came late at the backend; %+v", wrapper, regressed, r.Defects)
				}
				for _, d := range r.Defects {
					if d.Targets["https://pay.test"] != d.Count {
						t.Errorf("%s: %s %s is at %v", wrapper, d.Class, d.Kind, d.Targets)
					}
				}
				if r.Requests.OK != 48 || !r.Books.Balanced || r.Books.Comparison == "unbalanced" {
					t.Errorf("%s: %+v, %+v", wrapper, r.Requests, r.Books)
				}
			}
		})
	}
}

// The wrapper that is right is so at two backends at once.
func TestReferenceIsRightAtTwoHosts(t *testing.T) {
	m := startMock(t)
	defer m.stop()
	kinds := kindsOfBackends()
	one := startNodeBackend(t, "backends/backend.js", m.wechat, "KIND=form")
	two := startNodeBackend(t, "backends/backend.js", m.wechat, "KIND=cookie")
	dir := folderOf(t, "backends", []string{"hosts.yaml"},
		"MOCK", m.wechat, "BACKEND", one.url, "PAY", two.url, "TARGET", kinds["form"], "SECOND", kinds["cookie"])
	r := ranWith(t, dir, "hosts.yaml", "reference", exitPassed)
	if one.stat(t).Logins != 7 || two.stat(t).Logins != 7 || r.Logins.Succeeded != 12 || len(r.Defects) > 0 || r.Requests.OK != 48 {
		t.Errorf("%+v and %+v at the backends; at the clients %+v, %+v", one.stat(t), two.stat(t), r.Logins, r.Defects)
	}
}

// A search has a stand-in for each backend. One lock for both is found: who waits for the
// login of the other has no token then. Two locks are proved to be right.
func TestASearchHasSeveralBackends(t *testing.T) {
	dir := folderOf(t, "backends", []string{"kinds.js", "last.js", "hosts.js", "onelock.js", "small.yaml"})
	if err := os.WriteFile(filepath.Join(dir, "locked.js"), []byte("module.exports = require('./hosts').make('form', 'cookie', true)"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, wrapper := range []string{"reference", "locked.js"} {
		got := run(t, dir, "", "explore", "small.yaml", "--wrapper", wrapper, "--faults", "0")
		if got.code != exitPassed || !strings.Contains(got.stdout, "every order of 3 requests") {
			t.Errorf("%s: exit code %d\n%s%s", wrapper, got.code, got.stdout, got.stderr)
		}
	}
	got := run(t, dir, "", "explore", "small.yaml", "--wrapper", "onelock.js", "--faults", "0", "--out", "found")
	if got.code != exitThreshold || !strings.Contains(got.stdout, "tokenless-send") || strings.Contains(got.stdout, "duplicate-login") {
		t.Fatalf("exit code %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	file := filepath.Join("found", "small-2.json")
	if got := run(t, dir, "", "replay", file); !strings.Contains(got.stdout, "request B at https://pay.test leaves without a token") {
		t.Errorf("exit code %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	if got := run(t, dir, "", "replay", "--live", file); got.code == exitPassed || !strings.Contains(got.stderr, "several backends") {
		t.Errorf("live: exit code %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}
