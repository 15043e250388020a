package mockwx

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

// spoil makes a mock with one fault at jscode2session and calls that once.
func spoil(t *testing.T, f Fault) (*Server, *http.Response, string, error) {
	t.Helper()
	f.Endpoint = "jscode2session"
	s := NewServer(t, func(o *ServerOptions) { o.Faults = []Fault{f} })
	code, err := s.Login(DefaultAppID, "u1")
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(exchangeURL(s, code))
	if err != nil {
		return s, nil, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return s, resp, string(body), err
}

var oneCodeUsed = CodeCounts{Issued: 1, Used: 1}

func TestResetAfterTheCallUsesTheCodeUp(t *testing.T) {
	s, _, _, err := spoil(t, Fault{ResetAfter: true})
	if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
		t.Errorf("error %v", err)
	}
	if c := s.Ledger().Codes; c != oneCodeUsed {
		t.Errorf("%+v", c)
	}
}

func TestATruncatedBodyEndsEarly(t *testing.T) {
	s, resp, body, err := spoil(t, Fault{Body: "truncated"})
	if !errors.Is(err, io.ErrUnexpectedEOF) || body == "" || int64(len(body)) != resp.ContentLength/2 {
		t.Errorf("%q, error %v", body, err)
	}
	if c := s.Ledger().Codes; c != oneCodeUsed {
		t.Errorf("%+v", c)
	}
	if _, _, metrics := send(t, "GET", s.URL+"/metrics", ""); !strings.Contains(metrics, `errcode="truncated"} 1`) {
		t.Error("the metrics do not tell of it")
	}
}

func TestAMalformedBodyIsWholeToHTTP(t *testing.T) {
	_, resp, body, err := spoil(t, Fault{Body: "malformed"})
	if err != nil || json.Valid([]byte(body)) || !json.Valid([]byte(body+"}")) || resp.StatusCode != 200 {
		t.Errorf("%q, error %v", body, err)
	}
}

func TestAWrongContentTypeKeepsTheBody(t *testing.T) {
	_, resp, body, err := spoil(t, Fault{ContentType: "text/html; charset=gbk"})
	if err != nil || resp.Header.Get("Content-Type") != "text/html; charset=gbk" || !json.Valid([]byte(body)) {
		t.Errorf("%v %q, error %v", resp.Header, body, err)
	}
}

func TestASlowBodyTakesTheLatencyAndIsWhole(t *testing.T) {
	s, err := NewUnstarted(ServerOptions{Faults: []Fault{{Endpoint: "login", Body: "slow", Latency: mustLatency("2800ms")}}})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	var sent []int // when the pauses began
	var paused time.Duration
	s.delay = func(_ context.Context, d time.Duration) {
		sent, paused = append(sent, w.Body.Len()), paused+d
	}
	s.Handler().ServeHTTP(w, httptest.NewRequest("POST", "/_wx/login", strings.NewReader(string(loginRequest("u1").Body))))
	if !json.Valid(w.Body.Bytes()) || paused != 2800*time.Millisecond || len(sent) != slowPieces {
		t.Errorf("%d pauses, %v in all, body %s", len(sent), paused, w.Body)
	}
	for i := 1; i < len(sent); i++ {
		if sent[i] <= sent[i-1] && i > 1 || sent[i] >= w.Body.Len() {
			t.Errorf("sent before the pauses: %v", sent)
		}
	}
}

func TestTLSFaultsBreakTheEncryption(t *testing.T) {
	for name, test := range map[string]struct {
		fault Fault
		want  string
		used  int64
	}{
		"tls":         {Fault{Endpoint: "jscode2session", TLS: true}, "bad record MAC", 0},
		"reset":       {Fault{Endpoint: "jscode2session", Reset: true}, "", 0},
		"reset after": {Fault{Endpoint: "jscode2session", ResetAfter: true}, "", 1},
	} {
		s := NewServer(t, func(o *ServerOptions) { o.Faults = []Fault{test.fault} })
		https := httptest.NewTLSServer(s.Handler())
		code, _ := s.Login(DefaultAppID, "u1")
		url := https.URL + strings.TrimPrefix(exchangeURL(s, code), s.URL)
		resp, err := https.Client().Get(url)
		if err == nil {
			resp.Body.Close()
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", name, err, test.want)
		}
		if used := s.Ledger().Codes.Used; used != test.used {
			t.Errorf("%s: %d codes used", name, used)
		}
		https.Close()
	}
}

func TestTLSFaultResetsAPlainConnection(t *testing.T) {
	if _, _, _, err := spoil(t, Fault{TLS: true}); err == nil {
		t.Error("answered")
	}
}

func TestEveryKindOfFaultIsNamedInTheHints(t *testing.T) {
	none := Fault{Endpoint: "login"}.Validate().Error()
	two := Fault{Endpoint: "login", Errcode: -1, Status: 502}.Validate().Error()
	for _, kind := range faultKinds() {
		name := kind.name
		if (&Fault{Body: name}).kinds() != nil {
			name = "body"
		}
		for _, hint := range []string{none, two} {
			if !strings.Contains(hint, name) {
				t.Errorf("%s is not in %q", name, hint)
			}
		}
	}
}

func TestServerServesHTTPSWithTLS(t *testing.T) {
	model := httptest.NewTLSServer(nil)
	defer model.Close()
	s := NewServer(t, func(o *ServerOptions) { o.TLS = model.TLS })
	resp, err := model.Client().Get(s.URL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 || !strings.HasPrefix(s.URL, "https://127.0.0.1:") {
		t.Errorf("%s: %d", s.URL, resp.StatusCode)
	}
}
