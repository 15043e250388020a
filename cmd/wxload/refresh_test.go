package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/script/reference"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/reports"
)

// nodeBackend is a Node.js program in a process of its own.
type nodeBackend struct{ url string }

// startNodeBackend starts a file of testdata, with some environment besides.
func startNodeBackend(t *testing.T, file, wechat string, env ...string) *nodeBackend {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no Node.js here")
	}
	cmd := exec.Command(node, filepath.Join("testdata", filepath.FromSlash(file)))
	cmd.Env = append(os.Environ(), "WX="+wechat, "APPID="+mockwx.DefaultAppID, "SECRET="+mockwx.DefaultSecret)
	cmd.Env = append(cmd.Env, env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return &nodeBackend{strings.TrimSpace(strings.TrimPrefix(line, "listening on "))}
}

// stat is the backend's own view.
func (b *nodeBackend) stat(t *testing.T) (s struct{ Logins, Refreshes, Reused, Regressed int64 }) {
	t.Helper()
	resp, err := http.Get(b.url + "/stat")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

// folderOf is a folder with files of testdata, the request function to copy, and these
// texts in the place of others: the addresses of the servers.
func folderOf(t *testing.T, testdata string, names []string, texts ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range append(names, "reference.js") {
		data, err := os.ReadFile(filepath.Join("testdata", testdata, name))
		if name == "reference.js" {
			data, err = reference.Files.ReadFile(name)
		}
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer(texts...).Replace(string(data))
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// What a wrapper without a lock does to a Node.js backend whose refresh tokens work once
// is counted alike at both ends, found by a search, and shown by it on the same backend.
func TestRefreshesThatCrossAtANodeBackend(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	defer m.stop()
	b := startNodeBackend(t, "refresh/backend.js", m.wechat)
	dir := folderOf(t, "refresh", []string{"unlocked.js", "locked.js", "scenario.yaml"}, "MOCK", m.wechat, "BACKEND", b.url)

	before := b.stat(t)
	r := ranWith(t, dir, "scenario.yaml", "unlocked.js", exitThreshold)
	after := b.stat(t)
	reused, n := countOf(r, "refresh-token-reused"), r.Refreshes
	if reused == 0 || reused != after.Reused-before.Reused || n.Succeeded != after.Refreshes-before.Refreshes || n.Refused < reused || n.Duplicate.Total < reused {
		t.Errorf("%d reused at the clients, refreshes %+v; at the backend %+v after %+v", reused, n, after, before)
	}

	before = b.stat(t)
	r = ranWith(t, dir, "scenario.yaml", "locked.js", exitPassed)
	after = b.stat(t)
	if n = r.Refreshes; n.Started != 8 || n.Succeeded != 8 || n.Duplicate.Total != 0 || len(r.Defects) > 0 || after.Reused != before.Reused {
		t.Errorf("with a lock: refreshes %+v, defects %+v, at the backend %+v", n, r.Defects, after)
	}

	searched := run(t, dir, "", "explore", "late-401-refresh", "--wrapper", "unlocked.js", "--requests", "2", "--out", "found")
	if searched.code != exitThreshold || !strings.Contains(searched.stdout, "refresh-token-reused") {
		t.Fatalf("exit code %d\n%s%s", searched.code, searched.stdout, searched.stderr)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "found", "*.json"))
	for _, file := range files {
		confirmRefresh(t, dir, file)
	}
}

// ranWith runs a scenario with a wrapper.
func ranWith(t *testing.T, dir, file, wrapper string, code int) *reports.Report {
	t.Helper()
	got := run(t, dir, "", "run", file, "--wrapper", wrapper, "--quiet", "--out", "json=report.json")
	if got.code != code {
		t.Fatalf("%s: exit code %d, want %d\n%s%s", wrapper, got.code, code, got.stdout, got.stderr)
	}
	data, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	r := &reports.Report{}
	if err := json.Unmarshal(data, r); err != nil {
		t.Fatal(err)
	}
	return r
}

func countOf(r *reports.Report, class string) (n int64) {
	for _, d := range r.Defects {
		if d.Class == class {
			n += d.Count
		}
	}
	return n
}

// confirmRefresh makes a finding about refreshes happen at the backend.
func confirmRefresh(t *testing.T, dir, file string) {
	t.Helper()
	var replay struct {
		Class       string
		Constraints []any
	}
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &replay)
	}
	if err != nil {
		t.Fatal(err)
	}
	if replay.Class != "duplicate-refresh" && replay.Class != "refresh-token-reused" {
		return
	}
	if len(replay.Constraints) > 2 {
		t.Errorf("%s: %d constraints", filepath.Base(file), len(replay.Constraints))
	}
	for _, against := range [][]string{{}, {"scenario.yaml"}} {
		got := run(t, dir, "", append([]string{"replay", "--live", file}, against...)...)
		if got.code != exitPassed || !strings.Contains(got.stdout, "shown live, too") {
			t.Errorf("%s %v: exit code %d\n%s%s", filepath.Base(file), against, got.code, got.stdout, got.stderr)
		}
	}
}
