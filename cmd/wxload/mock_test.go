package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/wxload/wxload/mockwx"
)

// mocks is a "wxload mock" that runs in this process.
type mocks struct {
	t           *testing.T
	wechat, dev string // base URLs
	stderr      *bytes.Buffer
	wait        func() int // until it has ended; returns the exit code
	stop        func() int // ends it and returns the exit code
}

// startMock runs "wxload mock" and returns when it is ready.
func startMock(t *testing.T, args ...string) *mocks {
	t.Helper()
	out, in := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	m := &mocks{t: t, stderr: &bytes.Buffer{}}
	p := program{args: append([]string{"mock", "--addr", "127.0.0.1:0"}, args...), stdout: in, stderr: m.stderr, dir: t.TempDir()}
	code := make(chan int, 1)
	go func() {
		code <- p.run(ctx)
		in.Close()
	}()
	m.wait = func() int { defer cancel(); return <-code }
	m.stop = func() int { cancel(); return <-code }
	lines := bufio.NewScanner(out)
	m.wechat = ready(lines, "mock WeChat listening on ")
	if strings.Contains(strings.Join(args, " "), "--devserver") {
		m.dev = ready(lines, "developer server listening on ")
	}
	if m.wechat == "" {
		t.Fatalf("not ready: exit code %d, %s", <-code, m.stderr)
	}
	return m
}

// ready reads the next line and returns the URL in it.
func ready(lines *bufio.Scanner, prefix string) string {
	if !lines.Scan() {
		return ""
	}
	url, _ := strings.CutPrefix(lines.Text(), prefix)
	if !regexp.MustCompile(`^https?://127\.0\.0\.1:[1-9][0-9]*$`).MatchString(url) {
		return ""
	}
	return url
}

// call sends body, or GETs where it is empty, and decodes the answer.
func (m *mocks) call(url, token, body string) map[string]any {
	m.t.Helper()
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		m.t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		m.t.Fatalf("%s: %v", url, err)
	}
	return answer
}

// login logs a user in, from wx.login to the developer server's answer.
func (m *mocks) login(user string) map[string]any {
	m.t.Helper()
	code := m.call(m.wechat+"/_wx/login", "", `{"appid": "`+mockwx.DefaultAppID+`", "user": "`+user+`"}`)["code"]
	return m.call(m.dev+"/login", "", `{"code": "`+code.(string)+`"}`)
}

func TestMockServesALoginFromDeviceToDeveloperServer(t *testing.T) {
	m := startMock(t, "--devserver", "127.0.0.1:0", "--shape", "template", "--token", "opaque", "--session-rotation", "never", "--login-latency", "1ms")
	token := m.login("u1")["result"].(map[string]any)["token"].(string)
	if strings.Count(token, ".") == 2 {
		t.Error("the token is a JWT, want an opaque one")
	}
	if code := m.call(m.dev+"/test", token, "")["code"]; code != 20000.0 {
		t.Errorf("with the token: code %v, want 20000", code)
	}
	if code := m.call(m.dev+"/test", "bogus", "")["code"]; code != 40100.0 {
		t.Errorf("with another token: code %v, want 40100", code)
	}
	codes := m.call(m.wechat+"/_wx/ledger", "", "")["codes"].(map[string]any)
	if codes["issued"] != 1.0 || codes["used"] != 1.0 {
		t.Errorf("ledger: %v", codes)
	}
	if code := m.stop(); code != exitPassed || m.stderr.Len() > 0 {
		t.Errorf("exit code %d: %s", code, m.stderr)
	}
}

func TestMockServesSeveralMiniPrograms(t *testing.T) {
	m := startMock(t, "--app", "wx1=a=b", "--app", "wx2=c")
	for id, secret := range map[string]string{mockwx.DefaultAppID: mockwx.DefaultSecret, "wx1": "a=b", "wx2": "c"} {
		code := m.call(m.wechat+"/_wx/login", "", `{"appid": "`+id+`", "user": "u1"}`)["code"].(string)
		if got := m.call(m.wechat+"/sns/jscode2session?grant_type=authorization_code&appid="+id+"&secret="+secret+"&js_code="+code, "", ""); got["openid"] == nil {
			t.Errorf("%s: %v", id, got)
		}
	}
	m.stop()
	for _, flag := range []string{"wx1", "=s", "wx1=", mockwx.DefaultAppID + "=s"} {
		if got := run(t, t.TempDir(), "", "mock", "--addr", "127.0.0.1:0", "--app", flag); got.code != exitUsage || !strings.Contains(got.stderr, "app") {
			t.Errorf("--app %s: exit code %d, %s", flag, got.code, got.stderr)
		}
	}
}

func TestMockWithSingleTokensKillsTheOlderOne(t *testing.T) {
	m := startMock(t, "--devserver", "127.0.0.1:0", "--tokens", "single", "--auth-failure", "body40100", "--devserver-latency", "1ms")
	token := func() string { return m.login("u1")["data"].(map[string]any)["token"].(string) }
	older, newer := token(), token()
	if code := m.call(m.dev+"/test", older, "")["code"]; code != 40100.0 {
		t.Errorf("older token: code %v, want 40100", code)
	}
	if code := m.call(m.dev+"/test", newer, "")["code"]; code != 0.0 {
		t.Errorf("newer token: code %v, want 0", code)
	}
	m.stop()
}

func TestMockKeepsItsUsersInAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "users.db")
	m := startMock(t, "--devserver", "127.0.0.1:0", "--db", file)
	token := m.login("u1")["data"].(map[string]any)["token"].(string)
	m.stop()
	again := startMock(t, "--devserver", "127.0.0.1:0", "--db", file)
	if code := again.call(again.dev+"/test", token, "")["code"]; code != 0.0 {
		t.Errorf("the token of before the restart: code %v, want 0", code)
	}
	again.stop()
}

func TestMockFreesItsPortsWhenItStops(t *testing.T) {
	m := startMock(t, "--devserver", "127.0.0.1:0")
	m.stop()
	for _, url := range []string{m.wechat, m.dev} {
		l, err := net.Listen("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
	}
}

func TestMockWarnsOfAnAddressThatOthersCanReach(t *testing.T) {
	for addr, warns := range map[string]bool{
		"127.0.0.1:1": false, "127.0.0.9:1": false, "[::1]:1": false, "localhost:1": false, "LOCALHOST:1": false, "localhost.:1": false, "": false,
		":1": true, "0.0.0.0:1": true, "[::]:1": true, "192.0.2.1:1": true, "example.com:1": true,
	} {
		var stderr bytes.Buffer
		p := program{stderr: &stderr}
		if p.warnIfReachable("--addr", addr, "it answers everybody"); (stderr.Len() > 0) != warns {
			t.Errorf("%q: told %q", addr, stderr.String())
		}
	}
}

func TestAddressesAreCheckedBeforeAnythingStarts(t *testing.T) {
	for addr, good := range map[string]bool{
		"127.0.0.1:0": true, ":8090": true, "[::1]:65535": true, "localhost:8090": true,
		"": false, "8090": false, "127.0.0.1": false, "127.0.0.1:": false, "127.0.0.1:65536": false, "127.0.0.1:-1": false, "::1:80": false, "127.0.0.1:http": false,
	} {
		if err := checkAddr("--addr", addr); (err == nil) != good {
			t.Errorf("%q: %v", addr, err)
		}
	}
}

func TestServerFailureTellsPortsFromOptions(t *testing.T) {
	busy := &net.OpError{Op: "listen", Net: "tcp", Err: os.NewSyscallError("bind", syscall.EADDRINUSE)}
	denied := &net.OpError{Op: "listen", Net: "tcp", Err: os.NewSyscallError("bind", syscall.EACCES)}
	for _, c := range []struct {
		err  error
		code int
		hint string
	}{
		{busy, exitUnreachable, "another process listens there"},
		{denied, exitUnreachable, "choose another address"},
		{errors.New("no such option"), exitUsage, ""},
	} {
		f, is := errors.AsType[*failure](serverFailure(c.err))
		if !is || f.code != c.code || !strings.HasPrefix(f.hint, c.hint) || !errors.Is(f, c.err) {
			t.Errorf("%v: got %+v", c.err, f)
		}
	}
}

func TestMockEndsWellOnASignal(t *testing.T) {
	for _, signal := range endings() {
		cmd := exec.Command("wxload", "mock", "--addr", "127.0.0.1:0", "--devserver", "127.0.0.1:0")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if ready(bufio.NewScanner(out), "mock WeChat listening on ") == "" {
			t.Error("not ready")
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %v", signal, err)
		}
	}
}
