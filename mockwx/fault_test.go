package mockwx

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func mustLatency(s string) Latency {
	l, err := ParseLatency(s)
	if err != nil {
		panic(err)
	}
	return l
}

func TestFaultsAnswerInWeChatsPlace(t *testing.T) {
	tests := []struct {
		fault  Fault
		path   string
		status int
		want   string
	}{
		{Fault{Endpoint: "jscode2session", Errcode: -1}, "/sns/jscode2session", 200, `{"errcode":-1,"errmsg":"system error, rid: `},
		{Fault{Endpoint: "jscode2session", Errcode: 40226}, "/sns/jscode2session", 200, `{"errcode":40226,"errmsg":"code blocked, rid: `},
		{Fault{Endpoint: "jscode2session", Status: 502}, "/sns/jscode2session", 502, `<html><h1>502 Bad Gateway`},
		{Fault{Endpoint: "login", Errcode: -1}, "/_wx/login", 200, `{"errMsg":"login:fail system error"}`},
		{Fault{Endpoint: "checksession", Errcode: -1}, "/_wx/checksession", 200, `{"errMsg":"checkSession:fail system error"}`},
	}
	for _, test := range tests {
		s := NewServer(t, func(o *ServerOptions) { o.Faults = []Fault{test.fault} })
		code, err := s.Login(DefaultAppID, "u1")
		if err != nil {
			t.Fatal(err)
		}
		method, target, body := "POST", s.URL+test.path, string(loginRequest("u1").Body)
		if test.fault.Endpoint == "jscode2session" {
			method, target, body = "GET", exchangeURL(s, code), ""
		}
		if status, _, got := send(t, method, target, body); status != test.status || !strings.HasPrefix(got, test.want) {
			t.Errorf("%+v: %d %s", test.fault, status, got)
		}
		if c := s.Ledger().Codes; c != (CodeCounts{Issued: 1, Unused: 1}) {
			t.Errorf("%+v: the call reached the machine: %+v", test.fault, c)
		}
	}
}

func TestResetEndsTheConnection(t *testing.T) {
	s := NewServer(t, func(o *ServerOptions) { o.Faults = []Fault{{Endpoint: "login", Reset: true}} })
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(rawRequest(loginRequest("u1"))); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if !errors.Is(err, syscall.ECONNRESET) || len(answer) > 0 {
		t.Errorf("answer %q, error %v", answer, err)
	}
}

func TestResetWithoutAConnectionAborts(t *testing.T) {
	s, err := NewUnstarted(ServerOptions{Faults: []Fault{{Endpoint: "login", Reset: true}}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
			t.Error("want http.ErrAbortHandler")
		}
	}()
	s.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/_wx/login", nil))
}

func TestFaultHitsItsRate(t *testing.T) {
	faults, err := newFaults([]Fault{{Endpoint: "login", Rate: 0.25, Errcode: -1}}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	set, err := newFaultSet(faults, 1)
	if err != nil {
		t.Fatal(err)
	}
	hits := 0
	for n := range uint64(10_000) {
		if _, f := set.draw(set.call(n, "login", "u1"), time.Time{}); f != nil {
			hits++
		}
		if _, f := set.draw(set.call(n, "jscode2session", "u1"), time.Time{}); f != nil {
			t.Fatal("hit another endpoint")
		}
	}
	if hits < 2300 || hits > 2700 {
		t.Errorf("%d hits of 10 000 at rate 0.25", hits)
	}
}

func TestFaultHitsItsUsers(t *testing.T) {
	s := NewServer(t)
	err := s.SetFaults([]Fault{
		{Endpoint: "jscode2session", Errcode: 40226, Users: []string{"risky"}},
		{Endpoint: "login", Errcode: -1, Users: []string{"unlucky"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for user, want := range map[string]string{"risky": `{"errcode":40226,`, "fine": `{"session_key":`} {
		code, _ := s.Login(DefaultAppID, user)
		if _, _, body := send(t, "GET", exchangeURL(s, code), ""); !strings.HasPrefix(body, want) {
			t.Errorf("%s: %s", user, body)
		}
	}
	for user, want := range map[string]string{"unlucky": `{"errMsg":"login:fail`, "fine": `{"code":`} {
		if _, _, body := send(t, "POST", s.URL+"/_wx/login", string(loginRequest(user).Body)); !strings.HasPrefix(body, want) {
			t.Errorf("%s: %s", user, body)
		}
	}
}

func TestLatencyLiesAroundTheAct(t *testing.T) {
	s, err := NewUnstarted(ServerOptions{Faults: []Fault{
		{Endpoint: "login", Latency: mustLatency("30ms")},
		{Endpoint: "login", Latency: mustLatency("11ns")},
		{Endpoint: "checksession", Latency: mustLatency("9m")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var delays []time.Duration
	var issued []int64
	s.delay = func(_ context.Context, d time.Duration) {
		delays = append(delays, d)
		issued = append(issued, s.Ledger().Codes.Issued)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest("POST", "/_wx/login", strings.NewReader(string(loginRequest("u1").Body))))
	if len(delays) != 2 || delays[0]+delays[1] != 30*time.Millisecond+11 || issued[0] != 0 || issued[1] != 1 {
		t.Errorf("delays %v, codes issued before them %v", delays, issued)
	}
}

func TestFaultsAreSetOverHTTP(t *testing.T) {
	s := NewServer(t)
	control := s.URL + "/_wx/control/faults"
	if _, _, body := send(t, "GET", control, ""); body != `{"faults":[]}` {
		t.Errorf("none: %s", body)
	}
	const faults = `{"faults":[{"endpoint":"login","rate":0.5,"latency":"10ms..400ms"},{"endpoint":"jscode2session","users":["u1"],"errcode":-1},{"endpoint":"checksession","reset":true},{"endpoint":"userinfo","share":0.5,"from":"10s","to":"1m30s","content_type":"text/html"},{"endpoint":"phonenumber","latency":"1s","body":"slow"},{"endpoint":"token","reset_after":true},{"endpoint":"token","tls":true}]}`
	if status, _, body := send(t, "PUT", control, faults); status != 200 || body != faults {
		t.Errorf("PUT: %d %s", status, body)
	}
	if _, _, body := send(t, "GET", control, ""); body != faults {
		t.Errorf("GET: %s", body)
	}
	if status, _, _ := send(t, "DELETE", control, ""); status != 405 {
		t.Errorf("DELETE: %d", status)
	}
	if status, _, body := send(t, "PUT", control, `{}`); status != 200 || body != `{"faults":[]}` {
		t.Errorf("clearing: %d %s", status, body)
	}
}

func TestImpossibleFaultsAreRefused(t *testing.T) {
	const faults = `{"faults":[{"endpoint":"login","reset":true}]}`
	s := NewServer(t, func(o *ServerOptions) { o.Faults = []Fault{{Endpoint: "login", Reset: true}} })
	control := s.URL + "/_wx/control/faults"
	for body, hint := range map[string]string{
		`{"faults":[{"endpoint":"oauth2","errcode":-1}]}`:                                                                 "jscode2session",
		`{"faults":[{"endpoint":"login"}]}`:                                                                               "does nothing",
		`{"faults":[{"endpoint":"login","rate":0,"errcode":-1}]}`:                                                         "leave it out",
		`{"faults":[{"endpoint":"login","rate":2,"errcode":-1}]}`:                                                         "at most 1",
		`{"faults":[{"endpoint":"login","errcode":-1,"status":500}]}`:                                                     "more than one",
		`{"faults":[{"endpoint":"login","errcode":12345}]}`:                                                               "12345",
		`{"faults":[{"endpoint":"login","status":200}]}`:                                                                  "400 to 599",
		`{"faults":[{"endpoint":"login","latency":"slow"}]}`:                                                              "slow",
		`{"faults":[{"endpoint":"login","errcodes":-1}]}`:                                                                 "unknown field",
		`{"faults":[` + strings.Repeat(`{"endpoint":"login","reset":true},`, 100) + `{"endpoint":"login","reset":true}]}`: "at most 100",
		`{"faults":[{"endpoint":"login","reset":true,"tls":true}]}`:                                                       "reset and tls",
		`{"faults":[{"endpoint":"login","body":"upside-down"}]}`:                                                          "want slow, truncated or malformed",
		`{"faults":[{"endpoint":"login","body":"slow"}]}`:                                                                 "needs a latency",
		`{"faults":[{"endpoint":"login","content_type":"a\nb"}]}`:                                                         "one line",
		`{"faults":[{"endpoint":"login","share":0,"reset":true}]}`:                                                        "leave it out",
		`{"faults":[{"endpoint":"token","share":0.5,"reset":true}]}`:                                                      "called for no user",
		`{"faults":[{"endpoint":"stable_token","users":["u1"],"reset":true}]}`:                                            "called for no user",
		`{"faults":[{"endpoint":"login","from":"30s","to":"10s","reset":true}]}`:                                          "from 30s to 10s",
		`{"faults":[{"endpoint":"login","from":"30s","to":"30s","reset":true}]}`:                                          "from 30s to 30s",
		`{"faults":[{"endpoint":"login","status":399}]}`:                                                                  "400 to 599",
		`{"faults":[{"endpoint":"login","status":600}]}`:                                                                  "400 to 599",
		`{"faults":[{"endpoint":"login","content_type":"` + strings.Repeat("x", 201) + `"}]}`:                             "at most 200 bytes",
		`{"faults":[{"endpoint":"login","reset":true},{"endpoint":"login"}]}`:                                             "fault 2: does nothing",
		`{"faults":[{"endpoint":"login","from":"-1s","reset":true}]}`:                                                     "neither below 0",
		`{"faults":[{"endpoint":"login","to":"soon","reset":true}]}`:                                                      "one such as 30s",
		``: "body",
	} {
		if status, _, got := send(t, "PUT", control, body); status != 400 || !strings.Contains(got, hint) {
			t.Errorf("%s: %d %s, want a hint of %q", body, status, got, hint)
		}
	}
	if _, _, body := send(t, "GET", control, ""); body != faults {
		t.Errorf("a refused PUT changed the faults: %s", body)
	}
}

func TestFaultsAtTheEndOfWhatIsPossibleAreTaken(t *testing.T) {
	s := NewServer(t)
	many := slices.Repeat([]Fault{{Endpoint: "login", Errcode: -1, Rate: 0.5}}, maxFaults)
	for name, faults := range map[string][]Fault{
		"least status": {{Endpoint: "login", Status: 400}}, "greatest status": {{Endpoint: "login", Status: 599}},
		"long content type": {{Endpoint: "login", ContentType: strings.Repeat("x", 200)}},
		"as many as may be": many, "a moment": {{Endpoint: "login", Reset: true, From: 1, To: 2}},
	} {
		if err := s.SetFaults(faults); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
