package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// endless is a load that goes on until somebody stops it.
const endless = `
wrapper: {id: callback}
load: {duration: 1h}
clients: {count: 20}
app: {domains: {develop: embedded}}
events: [{at: 500ms, expire: tokens}]
flow:
  - launch
  - {page: home, requests: [home.me GET /api/me, home.list GET /api/list]}
  - {think: 300ms}
`

// runWithPage runs a scenario with a page, and returns its address and a channel with the
// exit code.
func runWithPage(t *testing.T, dir, yaml string, args ...string) (url string, ended <-chan int) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "run.yaml"), []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	stderr, write := io.Pipe()
	p := program{args: append([]string{"run", "run.yaml", "--quiet", "--ui", "127.0.0.1:0"}, args...),
		stdin: strings.NewReader(""), stdout: io.Discard, stderr: write, dir: dir}
	code := make(chan int, 1)
	go func() {
		code <- p.run(context.Background())
		write.Close()
	}()
	lines := bufio.NewReader(stderr)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, lines)
	url, found := strings.CutPrefix(strings.TrimSpace(line), "page at ")
	if !found {
		t.Fatalf("it says %q", line)
	}
	return url, code
}

func TestAPageThatOtherMachinesReachNeedsAToken(t *testing.T) {
	for _, args := range [][]string{{"--ui", ":0"}, {"--ui", "0.0.0.0:0"}, {"--ui", "[::]:0"}, {"--ui-token", "x"}} {
		got := run(t, t.TempDir(), "", append([]string{"run", "--clients", "1", "--duration", "1s"}, args...)...)
		if got.code != exitUsage || !strings.Contains(got.stderr, "wxload: hint: ") || got.stdout != "" {
			t.Errorf("%v: exit code %d, %s", args, got.code, got.stderr)
		}
	}
}

func TestAPageWhoseAddressIsTakenIsRefusedBeforeTheLoad(t *testing.T) {
	busy := httptest.NewServer(nil)
	defer busy.Close()
	got := run(t, t.TempDir(), "", "run", "--ui", strings.TrimPrefix(busy.URL, "http://"))
	if got.code != exitUnreachable || !strings.Contains(got.stderr, "--ui: ") || got.stdout != "" {
		t.Errorf("exit code %d, %s", got.code, got.stderr)
	}
}

func TestAStopOfThePageEndsTheRunAsAnInterruptDoes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	url, ended := runWithPage(t, dir, endless, "--ui-token", "open sesame", "--out", "json=report.json")
	ask := func(path, secret string) string {
		hr, err := http.NewRequestWithContext(t.Context(), "POST", url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		hr.Header.Set("Authorization", "Bearer "+secret)
		answer, err := http.DefaultClient.Do(hr)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode >= 300 {
			t.Fatalf("%s: HTTP %d, %v", path, answer.StatusCode, err)
		}
		return string(text)
	}
	key := strings.TrimSuffix(strings.TrimPrefix(ask("key", "open sesame"), `{"key":"`), `"}`)
	ask("stop", key)
	if code := <-ended; code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
}
