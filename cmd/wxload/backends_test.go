package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A wrapper that takes the token of the answer that comes last goes back to an older one.
// A Node.js backend and the clients count that alike; a search finds it, and its order is
// shown on the same backend. One that compares tokens never does.
func TestAnOlderTokenComesLateFromANodeBackend(t *testing.T) {
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

func contents(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
