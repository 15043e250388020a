package conformance

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// npmBackend is a backend of backends/ that runs.
type npmBackend struct {
	folder string
	url    string
}

// startBackend starts one behind the proxy, on a free port, and stops it when the test
// ends.
func startBackend(t *testing.T, w *wechat, name string) *npmBackend {
	t.Helper()
	folder := filepath.Join("backends", name)
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		t.Skip("run npm install in " + folder + " first, or make conformance")
	}
	cmd := exec.Command("node", "server.js")
	cmd.Dir, cmd.Stderr = folder, os.Stderr
	cmd.Env = append(os.Environ(), "PORT=0", "TMPDIR="+t.TempDir(), "HTTPS_PROXY="+w.proxy, "https_proxy="+w.proxy,
		"NODE_EXTRA_CA_CERTS="+w.authority, "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	urls := make(chan string, 1)
	go func() { // and go on to read: who logs much must not wait
		defer close(urls)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if _, url, found := strings.Cut(lines.Text(), "listening on "); found {
				urls <- url
			}
		}
	}()
	t.Cleanup(func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		for range urls {
		}
		_ = cmd.Wait() // it was killed, and says so
	})
	url, ok := <-urls
	if !ok {
		t.Fatalf("%s ended before it listened", name)
	}
	return &npmBackend{folder, url}
}

// agrees checks what the clients saw against the backend's own counts and the mock's
// ledger: the logins, and each refusal. A login that the end of its app cuts off may have
// reached the backend, or not.
func (b *npmBackend) agrees(t *testing.T, r *report) {
	t.Helper()
	resp, err := http.Get(b.url + "/counts")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var own struct{ Logins, Refused int }
	if err := json.NewDecoder(resp.Body).Decode(&own); err != nil {
		t.Fatal(err)
	}
	// Before the load one client tries the target, and half of sixty get a token.
	const before = 1 + 30
	used, received := r.Books.Mock.Used, r.Books.Client.Codes.Received
	if !r.Books.Balanced || own.Logins != used+before || r.Logins.Succeeded > used || used > received {
		t.Errorf("%d codes at the clients and %d logins, %d codes used at the mock, %d logins at the backend with %d before the load",
			received, r.Logins.Succeeded, used, own.Logins, before)
	}
	if r.Logins.Duplicate.Total == 0 && r.Logins.Succeeded != received {
		t.Errorf("%d of %d logins succeeded", r.Logins.Succeeded, received)
	}
	if own.Refused != r.Requests.Refused {
		t.Errorf("the backend refused %d requests, the clients saw %d", own.Refused, r.Requests.Refused)
	}
}
