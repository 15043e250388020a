package main

import (
	"bytes"
	"context"
	"errors"
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
	"time"

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

// hangingRun starts a run whose second page is never answered, once that has been asked for;
// it ends when ended says so. keys are more of its scenario, and starter is what starts wxload,
// where that is not the test.
func hangingRun(t *testing.T, dir, keys string, starter ...string) (cmd *exec.Cmd, told *bytes.Buffer, ended <-chan error) {
	t.Helper()
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
	yaml += "clients: {count: 1}\nwrapper: {timeout: 1h}\nlimits: {deadline: 2h}\n" + keys +
		"flow: [launch, {page: a, requests: [a GET /api/a]}, {page: b, requests: [b GET /api/never]}]\n"
	if err := os.WriteFile(filepath.Join(dir, "long.yaml"), []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	if len(starter) == 0 {
		starter = []string{"wxload"}
	}
	cmd = exec.Command(starter[0], append(starter[1:], "run", "long.yaml", "--quiet", "--out", "json=report.json")...)
	told = &bytes.Buffer{}
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, told, told
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case <-waiting:
	case err := <-done:
		t.Fatalf("it ended early: %v\n%s", err, told)
	}
	return cmd, told, done
}

func TestARunThatIsToldToEndReportsWhatItHasDone(t *testing.T) {
	for _, ending := range endings() {
		t.Run(ending.String(), func(t *testing.T) {
			dir := t.TempDir()
			cmd, told, ended := hangingRun(t, dir, "load: {duration: 1h, drain: 1ms}\n")
			for range 3 { // as npx and a terminal do: once each, for one Ctrl-C
				if err := cmd.Process.Signal(ending); err != nil {
					t.Fatal(err)
				}
			}
			if code := exitCode(t, <-ended); code != exitInterrupted || !strings.HasPrefix(told.String(), "INTERRUPTED  until then ") {
				t.Errorf("exit code %d, want %d:\n%s", code, exitInterrupted, told)
			}
			if r := readReport(t, filepath.Join(dir, "report.json")); !r.Interrupted || r.Requests.OK == 0 || !r.Books.Balanced {
				t.Errorf("report.json: interrupted %v, requests %+v, books %q", r.Interrupted, r.Requests.Outcomes, r.Books.Notes)
			}
		})
	}
}

func TestASecondSignalEndsARunAtOnce(t *testing.T) {
	cmd, told, ended := hangingRun(t, t.TempDir(), "load: {duration: 1h, drain: 1h}\n")
	again := time.NewTicker(repeated / 5) // the first few count as one
	defer again.Stop()
	for {
		select {
		case err := <-ended:
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ProcessState.ExitCode() >= 0 {
				t.Errorf("%v, want a process that the signal ended:\n%s", err, told)
			}
			return
		case <-again.C:
			_ = cmd.Process.Signal(os.Interrupt) // it may have ended
		}
	}
}
