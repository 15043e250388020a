package mockwx

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMetricsCountCallsByErrcode(t *testing.T) {
	s := NewServer(t, func(o *ServerOptions) {
		o.Faults = []Fault{{Endpoint: "token", Status: 502}, {Endpoint: "phonenumber", Errcode: -1}, {Endpoint: "userinfo", Reset: true}}
	})
	code, _ := s.Login(DefaultAppID, "u1")
	for range 3 {
		send(t, "GET", exchangeURL(s, code), "")
	}
	send(t, "GET", s.URL+"/cgi-bin/token?"+credentials, "")
	send(t, "POST", s.URL+"/_wx/checksession", string(loginRequest("u1").Body))
	send(t, "POST", s.URL+"/_wx/checksession", string(loginRequest("nobody").Body))
	send(t, "POST", s.URL+"/_wx/phonenumber", string(loginRequest("u1").Body))
	if _, err := fetch("POST", s.URL+"/_wx/userinfo", string(loginRequest("u1").Body)); err == nil {
		t.Error("no reset")
	}
	status, kind, body := send(t, "GET", s.URL+"/metrics", "")
	if status != 200 || kind != "text/plain; version=0.0.4; charset=utf-8" {
		t.Errorf("%d %s", status, kind)
	}
	for _, line := range []string{
		`mockwx_calls_total{endpoint="jscode2session",errcode="0"} 1`,
		`mockwx_calls_total{endpoint="jscode2session",errcode="40163"} 2`,
		`mockwx_calls_total{endpoint="token",errcode="http 502"} 1`,
		`mockwx_calls_total{endpoint="checksession",errcode="0"} 1`,
		`mockwx_calls_total{endpoint="checksession",errcode="fail"} 1`,
		`mockwx_calls_total{endpoint="phonenumber",errcode="fail"} 1`,
		`mockwx_calls_total{endpoint="userinfo",errcode="reset"} 1`,
		"# TYPE mockwx_users gauge\nmockwx_users 1", "mockwx_codes_issued_total 1", "mockwx_session_keys_issued_total 1",
	} {
		if !strings.Contains(body, line+"\n") {
			t.Errorf("no line %s in\n%s", line, body)
		}
	}
	sample := regexp.MustCompile(`^(# (HELP|TYPE) mockwx_\w+ .+|mockwx_\w+(\{endpoint="[^"]+",errcode="[^"]+"\})? \d+)$`)
	for line := range strings.Lines(body) {
		if !sample.MatchString(strings.TrimSuffix(line, "\n")) {
			t.Errorf("line %q", line)
		}
	}
}

func TestHealthTellsOfTheStore(t *testing.T) {
	store := new(memory)
	s := NewServer(t, func(o *ServerOptions) { o.Store = store })
	if status, _, body := send(t, "GET", s.URL+"/healthz", ""); status != 200 || body != `{"status":"ok"}` {
		t.Errorf("%d %s", status, body)
	}
	store.fail()
	if status, _, body := send(t, "GET", s.URL+"/healthz", ""); status != 500 {
		t.Errorf("after a failure: %d %s", status, body)
	}
}

func TestLogTellsOfCallsWithoutSecrets(t *testing.T) {
	var log bytes.Buffer
	s := NewServer(t, func(o *ServerOptions) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	code, _ := s.Login(DefaultAppID, "alice")
	_, _, session := send(t, "GET", exchangeURL(s, code), "")
	_, _, answer := send(t, "GET", s.URL+"/cgi-bin/token?"+credentials, "")
	access := tokenIn(t, answer)
	k := regexp.MustCompile(`"session_key":"([^"]+)"`).FindStringSubmatch(session)[1]
	k = strings.ReplaceAll(k, `\`, "")
	send(t, "GET", s.URL+"/wxa/checksession?"+signed(access, s.Ledger().User("alice").OpenID, k), "")
	send(t, "POST", s.URL+"/cgi-bin/stable_token", `{"appid":"`+DefaultAppID+`","secret":"`+DefaultSecret+`"}`)
	send(t, "GET", s.URL+"/sns/jscode2session?appid="+strings.Repeat("x", 5000)+"&secret=short&js_code=tiny", "")
	s.Close()
	text := log.String()
	for _, secret := range []string{code, access, k, DefaultSecret, sign("", k), "short", "tiny", strings.Repeat("x", 200)} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %s:\n%s", secret, text)
		}
	}
	for _, want := range []string{
		"level=INFO msg=call method=GET path=/sns/jscode2session", "appid=" + strings.Repeat("x", 128) + "… ",
		`method=GET path=/sns/jscode2session status=200 result=0 appid=` + DefaultAppID + ` user=alice code=` + code[:4] + `***`,
		`path=/wxa/checksession status=200 result=0 appid="" user=alice`, `path=/cgi-bin/stable_token status=200 result=40002`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

func TestLogShowsOfACodeOnlyWhatTellsItFromAnother(t *testing.T) {
	var log bytes.Buffer
	s := NewServer(t, func(o *ServerOptions) {
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		o.Faults = []Fault{{Endpoint: "token", Status: 500}, {Endpoint: "stable_token", Status: 499}}
	})
	for _, code := range []string{"", "ab", "abcdefghijklmno", "abcdefghijklmnop"} {
		send(t, "GET", s.URL+"/sns/jscode2session?js_code="+code+"&appid="+strings.Repeat("y", 128), "")
	}
	send(t, "GET", s.URL+"/cgi-bin/token", "")
	send(t, "GET", s.URL+"/cgi-bin/stable_token", "")
	s.Close()
	var codes, levels []string
	for line := range strings.Lines(log.String()) {
		fields := strings.Fields(line)
		_, took, _ := strings.Cut(fields[len(fields)-1], "took=")
		if d, err := time.ParseDuration(took); err != nil || d <= 0 || d > time.Hour {
			t.Errorf("took %q, error %v", took, err)
		}
		levels = append(levels, fields[1])
		if i := slices.IndexFunc(fields, func(f string) bool { return strings.HasPrefix(f, "code=") }); strings.Contains(line, "jscode2session") {
			codes = append(codes, fields[i])
		}
	}
	if want := []string{`code=""`, "code=**", "code=***", "code=abcd***"}; !slices.Equal(codes, want) {
		t.Errorf("codes %q, want %q", codes, want)
	}
	if want := []string{"level=INFO", "level=INFO", "level=INFO", "level=INFO", "level=ERROR", "level=INFO"}; !slices.Equal(levels, want) {
		t.Errorf("levels %q, want %q", levels, want)
	}
	if !strings.Contains(log.String(), "appid="+strings.Repeat("y", 128)+" ") {
		t.Errorf("an appid of 128 bytes is cut:\n%s", log.String())
	}
}

// controlStatus is that of a control call which arrives at the address.
func controlStatus(s *Server, local string, header http.Header) int {
	r := httptest.NewRequest("POST", "http://127.0.0.1:8090/_wx/control/expire-sessions", strings.NewReader("{}"))
	r.Header.Set("Content-Type", "application/json")
	if local != "" {
		addr := &net.TCPAddr{IP: net.ParseIP(local), Port: 80}
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(addr)))
	}
	for name := range header {
		r.Header.Set(name, header.Get(name))
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Code
}

func TestControlNeedsItsTokenBeyondLoopback(t *testing.T) {
	bearer := func(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }
	origin := func(o string) http.Header { return http.Header{"Origin": {o}} }
	for _, test := range []struct {
		token, local string
		header       http.Header
		want         int
	}{
		{"", "127.0.0.1", nil, 200},
		{"", "127.0.0.2", nil, 200},
		{"", "::1", nil, 200},
		{"", "", nil, 200},
		{"", "192.0.2.1", nil, 403},
		{"", "192.0.2.1", bearer(""), 403},
		{"", "127.0.0.1", origin("http://127.0.0.1:8090"), 200},
		{"", "127.0.0.1", origin("http://evil.test"), 403},
		{"", "127.0.0.1", origin("null"), 403},
		{"T", "192.0.2.1", bearer("T"), 200},
		{"T", "192.0.2.1", bearer("U"), 401},
		{"T", "192.0.2.1", nil, 401},
		{"T", "127.0.0.1", nil, 401},
		{"T", "127.0.0.1", http.Header{"Authorization": {"T"}}, 401},
	} {
		s, err := NewUnstarted(ServerOptions{ControlToken: test.token})
		if err != nil {
			t.Fatal(err)
		}
		if got := controlStatus(s, test.local, test.header); got != test.want {
			t.Errorf("token %q at %q with %v: %d, want %d", test.token, test.local, test.header, got, test.want)
		}
	}
}

func TestAPageOfAnotherSiteReachesNoCallOfTheMocksOwn(t *testing.T) {
	s := NewServer(t)
	for _, path := range []string{"/_wx/login", "/_wx/checksession", "/_wx/ledger", "/_wx/apps", "/_wx/control/expire-sessions", "/_wx/control/faults", "/_wx/nothing"} {
		for name, change := range map[string]func(*http.Request){
			"rebinding":    func(r *http.Request) { r.Host = "evil.example" },
			"cross-origin": func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") },
			"another port": func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:1") },
			"an image":     func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
			"a form":       func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
		} {
			for _, method := range []string{"GET", "POST", "PUT", "OPTIONS"} {
				r, err := http.NewRequest(method, s.URL+path, strings.NewReader("{}"))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", "application/json")
				change(r)
				resp, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
				if resp.StatusCode != 403 || resp.Header.Get("Access-Control-Allow-Origin") != "" {
					t.Errorf("%s %s, %s: %d", method, path, name, resp.StatusCode)
				}
			}
		}
	}
	if l := s.Ledger(); l.Codes.Issued != 0 {
		t.Errorf("ledger %+v", l)
	}
}

// WeChat's own API is called by whatever name the backend knows WeChat by.
func TestTheServerAPIIsServedByAnyName(t *testing.T) {
	s := NewServer(t)
	r, err := http.NewRequest("GET", exchangeURL(s, "x"), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "api.weixin.qq.com"
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Errorf("%d", resp.StatusCode)
	}
}

func TestWhoHasTheControlTokenMayCallByAnyName(t *testing.T) {
	s := NewServer(t, func(o *ServerOptions) { o.ControlToken = "T" })
	for token, want := range map[string]int{"Bearer T": 200, "Bearer U": 403, "": 403} {
		r, err := http.NewRequest("GET", s.URL+"/_wx/ledger", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "mock.corp"
		r.Header.Set("Authorization", token)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%q: %d, want %d", token, resp.StatusCode, want)
		}
	}
}

func TestAControlCallByPOSTIsJSON(t *testing.T) {
	s := NewServer(t)
	for kind, want := range map[string]int{"application/json": 200, "text/plain": 415, "application/x-www-form-urlencoded": 415, "": 415} {
		r, err := http.NewRequest("POST", s.URL+"/_wx/control/expire-codes", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", kind)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%q: %d, want %d", kind, resp.StatusCode, want)
		}
	}
}

func TestNoAnswerOfTheMocksOwnIsShownInAFrame(t *testing.T) {
	s := NewServer(t)
	for _, path := range []string{"/", "/_wx/ledger", "/_wx/apps", "/_wx/control/faults", "/metrics", "/healthz", "/_wx/nothing"} {
		resp, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		h := resp.Header
		if policy := h.Get("Content-Security-Policy"); h.Get("X-Frame-Options") != "DENY" || h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(policy, "default-src 'none'") || !strings.HasSuffix(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %v", path, h)
		}
	}
}

// The token guards the faults too, and nothing but the control calls.
func TestControlTokenLeavesTheRestOpen(t *testing.T) {
	s := NewServer(t, func(o *ServerOptions) { o.ControlToken = "T" })
	for _, path := range []string{"/_wx/control/faults", "/_wx/control/nothing"} {
		if status, _, _ := send(t, "GET", s.URL+path, ""); status != 401 {
			t.Errorf("%s: %d", path, status)
		}
	}
	for _, path := range []string{"/", "/healthz", "/metrics", "/_wx/ledger", "/_wx/apps"} {
		if status, _, _ := send(t, "GET", s.URL+path, ""); status != 200 {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestPageNeedsNothingFromElsewhere(t *testing.T) {
	s := NewServer(t)
	status, kind, body := send(t, "GET", s.URL+"/", "")
	if status != 200 || kind != "text/html; charset=utf-8" {
		t.Fatalf("%d %s", status, kind)
	}
	if found := regexp.MustCompile(`https?://|src=|<link|@import|innerHTML`).FindString(body); found != "" {
		t.Errorf("the page holds %s", found)
	}
	for _, endpoint := range endpoints() {
		if !strings.Contains(body, "<option>"+endpoint) {
			t.Errorf("the page offers no fault at %s", endpoint)
		}
	}
}
