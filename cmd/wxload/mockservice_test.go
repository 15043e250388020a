package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/wxload/wxload/mockwx"
)

// service runs "wxload mock" and returns the lines it announces, in order.
func service(t *testing.T, lines int, args ...string) (announced []string, stderr *bytes.Buffer, stop func() int) {
	t.Helper()
	out, in := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	stderr = &bytes.Buffer{}
	p := program{args: append([]string{"mock"}, args...), stdout: in, stderr: stderr, dir: t.TempDir()}
	code := make(chan int, 1)
	go func() {
		code <- p.run(ctx)
		in.Close()
	}()
	scanner := bufio.NewScanner(out)
	for range lines {
		if !scanner.Scan() {
			t.Fatalf("exit code %d: %s", <-code, stderr)
		}
		announced = append(announced, scanner.Text())
	}
	return announced, stderr, func() int { cancel(); return <-code }
}

// after is what follows the prefix in a line.
func after(t *testing.T, line, prefix string) string {
	t.Helper()
	rest, is := strings.CutPrefix(line, prefix)
	if !is {
		t.Fatalf("line %q, want %q", line, prefix)
	}
	return rest
}

// trusting is a client that trusts the certificate in a file alone.
func trusting(t *testing.T, file, proxy string) *http.Client {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	if proxy != "" {
		at, err := url.Parse(proxy)
		if err != nil {
			t.Fatal(err)
		}
		transport.Proxy = http.ProxyURL(at)
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func answer(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// loginCode is wx.login at a mock.
func loginCode(t *testing.T, client *http.Client, mock, user string) string {
	t.Helper()
	resp, err := client.Post(mock+"/_wx/login", "application/json", strings.NewReader(`{"appid": "`+mockwx.DefaultAppID+`", "user": "`+user+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var login struct{ Code string }
	if err := json.NewDecoder(resp.Body).Decode(&login); err != nil || login.Code == "" {
		t.Fatalf("no code: %v", err)
	}
	return login.Code
}

func exchangePath(code string) string {
	return "/sns/jscode2session?appid=" + mockwx.DefaultAppID + "&secret=" + mockwx.DefaultSecret + "&grant_type=authorization_code&js_code=" + code
}

func TestMockBehindItsProxyAnswersForWeChat(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	lines, stderr, stop := service(t, 2, "--addr", "127.0.0.1:0", "--proxy", "127.0.0.1:0", "--ca-out", file)
	mock := after(t, lines[0], "mock WeChat listening on ")
	client := trusting(t, file, after(t, lines[1], "proxy for https://api.weixin.qq.com listening on "))
	code := loginCode(t, http.DefaultClient, mock, "u1")
	for _, want := range []string{`{"session_key":`, `{"errcode":40163,`} {
		if body := answer(t, client, "https://api.weixin.qq.com"+exchangePath(code)); !strings.HasPrefix(body, want) {
			t.Errorf("%s, want %s", body, want)
		}
	}
	if body := answer(t, client, "http://example.com/"); !strings.Contains(body, "refuses example.com") {
		t.Error(body)
	}
	if code := stop(); code != exitPassed || stderr.Len() > 0 {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	key, err := os.ReadFile(file + ".key")
	if err != nil || strings.Contains(strings.Join(lines, ""), string(key)) {
		t.Error(err)
	}
}

func TestMockServesHTTPSItself(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	lines, _, stop := service(t, 1, "--addr", "127.0.0.1:0", "--tls", "--ca-out", file)
	mock := after(t, lines[0], "mock WeChat listening on ")
	client := trusting(t, file, "")
	if body := answer(t, client, mock+exchangePath(loginCode(t, client, mock, "u1"))); !strings.HasPrefix(mock, "https://") || !strings.HasPrefix(body, `{"session_key":`) {
		t.Errorf("%s: %s", mock, body)
	}
	stop()
}

func TestMockBeyondLoopbackMakesAControlToken(t *testing.T) {
	lines, stderr, stop := service(t, 2, "--addr", "0.0.0.0:0")
	defer stop()
	token := after(t, lines[1], "control token ")
	mock := "http://127.0.0.1:" + lines[0][strings.LastIndex(lines[0], ":")+1:]
	for bearer, want := range map[string]int{"": 401, "Bearer " + token: 200, "Bearer x": 401} {
		r, err := http.NewRequest("GET", mock+"/_wx/control/faults", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", bearer)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%q: %d, want %d", bearer, resp.StatusCode, want)
		}
	}
	if !strings.Contains(stderr.String(), "can be reached from other machines") || strings.Contains(stderr.String(), token) {
		t.Errorf("told %q", stderr)
	}
}

// A web page of another site can make a name of its own lead here.
func TestMockAndDeveloperServerAnswerByNamesThatAreAllowedOnly(t *testing.T) {
	lines, _, stop := service(t, 2, "--addr", "127.0.0.1:0", "--devserver", "127.0.0.1:0", "--allow-host", "wechat", "--allow-host", "Backend.corp")
	defer stop()
	mock, dev := after(t, lines[0], "mock WeChat listening on "), after(t, lines[1], "developer server listening on ")
	for host, want := range map[string]int{"wechat": 200, "backend.corp:80": 200, "localhost": 200, "evil.example": 403} {
		for _, call := range []string{mock + "/_wx/control/expire-sessions", dev + "/_dev/expire-tokens"} {
			r, err := http.NewRequest("POST", call, strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			r.Host = host
			r.Header.Set("Content-Type", "application/json")
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != want {
				t.Errorf("%s by the name %s: %d, want %d", call, host, resp.StatusCode, want)
			}
		}
	}
}

func TestAGivenControlTokenIsNotPrinted(t *testing.T) {
	lines, _, stop := service(t, 2, "--addr", "0.0.0.0:0", "--control-token", "chosen", "--devserver", "127.0.0.1:0")
	defer stop()
	if strings.Contains(strings.Join(lines, ""), "chosen") || !strings.HasPrefix(lines[1], "developer server") {
		t.Errorf("announced %q", lines)
	}
}

func TestMockKeepsItsCodesInAStateFile(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state.db")
	lines, _, stop := service(t, 1, "--addr", "127.0.0.1:0", "--state", state)
	code := loginCode(t, http.DefaultClient, after(t, lines[0], "mock WeChat listening on "), "u1")
	stop()
	lines, _, stop = service(t, 1, "--addr", "127.0.0.1:0", "--state", state)
	defer stop()
	if body := answer(t, http.DefaultClient, after(t, lines[0], "mock WeChat listening on ")+exchangePath(code)); !strings.HasPrefix(body, `{"session_key":`) {
		t.Error(body)
	}
}

func TestAStateFileIsForOneMockAtATime(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state.db")
	_, _, stop := service(t, 1, "--addr", "127.0.0.1:0", "--state", state)
	defer stop()
	var stderr bytes.Buffer
	p := program{args: []string{"mock", "--addr", "127.0.0.1:0", "--state", state}, stdout: io.Discard, stderr: &stderr}
	if code := p.run(t.Context()); code != exitUsage || !strings.Contains(stderr.String(), "another process uses it") || !strings.Contains(stderr.String(), "hint: stop that process") {
		t.Errorf("exit code %d: %s", code, &stderr)
	}
}

func TestMockLogsCallsWithoutSecrets(t *testing.T) {
	lines, stderr, stop := service(t, 1, "--addr", "127.0.0.1:0", "--log")
	mock := after(t, lines[0], "mock WeChat listening on ")
	code := loginCode(t, http.DefaultClient, mock, "u1")
	answer(t, http.DefaultClient, mock+exchangePath(code))
	stop()
	if text := stderr.String(); !strings.Contains(text, "path=/sns/jscode2session") || strings.Contains(text, code) || strings.Contains(text, mockwx.DefaultSecret) {
		t.Errorf("log: %s", text)
	}
}

func TestQuotaIsWeChatsUnlessToldOtherwise(t *testing.T) {
	for _, c := range []struct {
		args         []string
		quota, daily int
	}{{nil, 0, 0}, {[]string{"--quota", "wechat"}, 0, 0}, {[]string{"--quota", "off"}, -1, -1}, {[]string{"--quota", "3"}, 3, 0}} {
		if o := parseMockFlags(t, c.args...).mockOptions(); o.Quota != c.quota || o.TokenQuota != c.daily || o.RefreshQuota != c.daily || int(o.RefreshSpacing) != c.daily {
			t.Errorf("%v: %+v", c.args, o.Options)
		}
	}
	for _, bad := range []string{"0", "-1", "", "many"} {
		flags := pflag.NewFlagSet("mock", pflag.ContinueOnError)
		(&mockFlags{}).define(flags)
		if flags.Parse([]string{"--quota", bad}) == nil {
			t.Errorf("--quota %q passed", bad)
		}
	}
}
