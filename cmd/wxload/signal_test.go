package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
)

// foreignServers starts a mock WeChat and a developer server, behind around where it is
// set, and returns the part of a scenario that names them.
func foreignServers(t *testing.T, around func(http.Handler) http.Handler) (yaml string) {
	t.Helper()
	mock, err := mockwx.Start(mockwx.ServerOptions{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mock.Close() })
	dev, err := devserver.NewServer(devserver.ServerOptions{WeChat: mock.URL, AppID: mockwx.DefaultAppID, Secret: mockwx.DefaultSecret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dev.Shutdown(context.Background()) })
	handler := dev.Handler()
	if around != nil {
		handler = around(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return fmt.Sprintf("mock: {url: %s}\napp: {appid: %s, domains: {develop: %s}}\n", mock.URL, mockwx.DefaultAppID, server.URL)
}

// endings are the signals on which a command ends well. Where the tests run under
// nohup, the commands that they start ignore SIGHUP, as they should.
func endings() []os.Signal {
	if signal.Ignored(syscall.SIGHUP) {
		return []os.Signal{os.Interrupt, syscall.SIGTERM}
	}
	return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
}

func TestARunThatIsToldToEndReportsWhatItHasDone(t *testing.T) {
	for _, ending := range endings() {
		t.Run(ending.String(), func(t *testing.T) {
			waiting := make(chan struct{})
			once := sync.OnceFunc(func() { close(waiting) })
			yaml := foreignServers(t, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Path == "/api/never" {
						once()
						<-r.Context().Done()
						return
					}
					next.ServeHTTP(w, r)
				})
			})
			dir := t.TempDir()
			yaml += "clients: {count: 1}\nwrapper: {timeout: 1h}\nload: {duration: 1h, drain: 1ms}\nlimits: {deadline: 2h}\n" +
				"flow: [launch, {page: a, requests: [a GET /api/a]}, {page: b, requests: [b GET /api/never]}]\n"
			if err := os.WriteFile(filepath.Join(dir, "long.yaml"), []byte(yaml), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("wxload", "run", "long.yaml", "--quiet", "--out", "json=report.json")
			var stdout, stderr bytes.Buffer
			cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			select {
			case <-waiting:
			case err := <-ended:
				t.Fatalf("it ended early: %v\n%s%s", err, &stdout, &stderr)
			}
			if err := cmd.Process.Signal(ending); err != nil {
				t.Fatal(err)
			}
			if code := exitCode(t, <-ended); code != exitInterrupted || !strings.HasPrefix(stdout.String(), "INTERRUPTED  until then ") {
				t.Errorf("exit code %d, want %d:\n%s%s", code, exitInterrupted, &stdout, &stderr)
			}
			if r := readReport(t, filepath.Join(dir, "report.json")); !r.Interrupted || r.Requests.OK == 0 || !r.Books.Balanced {
				t.Errorf("report.json: interrupted %v, requests %+v, books %q", r.Interrupted, r.Requests.Outcomes, r.Books.Notes)
			}
		})
	}
}
