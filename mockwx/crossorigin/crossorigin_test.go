package crossorigin

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// served is a request that came over a network.
func served(t *testing.T, rule Rule, change func(*http.Request)) error {
	t.Helper()
	var err error
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { err = rule.Check(r) }))
	defer server.Close()
	r, e := http.NewRequest("POST", server.URL, nil)
	if e != nil {
		t.Fatal(e)
	}
	change(r)
	answer, e := http.DefaultClient.Do(r)
	if e != nil {
		t.Fatal(e)
	}
	answer.Body.Close()
	return err
}

func TestOnlyHostsThatNobodyElseCanNameAreServed(t *testing.T) {
	rule := New("mock:8090", []string{"Backend.Corp.", "wechat"})
	for host, ok := range map[string]bool{
		"127.0.0.1:8090": true, "127.0.0.9": true, "[::1]:8090": true, "[::1]": true, "192.168.0.7:8090": true, "0.0.0.0:8090": true,
		"localhost:8090": true, "LOCALHOST": true, "localhost.:80": true, "app.localhost": true, "mock:8090": true, "MOCK": true,
		"backend.corp": true, "backend.corp.:1": true, "wechat:9999": true,
		"evil.example": false, "evil.example:8090": false, "127.0.0.1.evil.example": false, "localhost.evil.example": false,
		"evil.localhost.example": false, "notlocalhost": false, "mock.evil.example": false, "xmock": false, "2130706433": false, "127.1": false, "0x7f000001": false,
	} {
		err := served(t, rule, func(r *http.Request) { r.Host = host })
		if (err == nil) != ok {
			t.Errorf("host %s: %v", host, err)
		}
		if refusal, is := errors.AsType[*Refusal](err); is && (refusal.Status != 403 || !strings.Contains(refusal.Text, "--allow-host")) {
			t.Errorf("host %s: %+v", host, refusal)
		}
	}
}

func TestPagesOfOtherSitesAreRefused(t *testing.T) {
	for _, test := range []struct {
		header, value string
		ok            bool
	}{
		{"Origin", "http://127.0.0.1:8090", true}, {"Origin", "https://127.0.0.1:8090", true},
		{"Origin", "http://127.0.0.1:3000", false}, {"Origin", "http://127.0.0.1", false}, {"Origin", "http://localhost:8090", false},
		{"Origin", "http://evil.example", false}, {"Origin", "null", false}, {"Origin", "http://", false}, {"Origin", "%zz", false},
		{"Origin", "http://127.0.0.1:8090.evil.example", false}, {"Origin", "http://127.0.0.1:8090@evil.example", false},
		{"Sec-Fetch-Site", "same-origin", true}, {"Sec-Fetch-Site", "none", true},
		{"Sec-Fetch-Site", "cross-site", false}, {"Sec-Fetch-Site", "same-site", false},
	} {
		err := served(t, Rule{}, func(r *http.Request) {
			r.Host = "127.0.0.1:8090"
			r.Header.Set(test.header, test.value)
		})
		if (err == nil) != test.ok {
			t.Errorf("%s %s: %v", test.header, test.value, err)
		}
	}
}

func TestAHandlerThatIsCalledDirectlyTakesAnyHost(t *testing.T) {
	r := httptest.NewRequest("POST", "http://example.com/", nil)
	if err := (Rule{}).Check(r); err != nil {
		t.Error(err)
	}
	r.Header.Set("Origin", "http://evil.example")
	if err := (Rule{}).Check(r); err == nil {
		t.Error("a page of another site was let through")
	}
}

func TestARuleForEveryInterfaceKnowsNoNameByIt(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:80", ":80", "[::]:80", "", "nonsense"} {
		rule := New(addr, nil)
		if rule.known("evil.example") || !rule.known("127.0.0.1") {
			t.Errorf("%q: %+v", addr, rule)
		}
	}
}

func TestAPOSTIsJSON(t *testing.T) {
	for _, test := range []struct {
		method, kind string
		ok           bool
	}{
		{"GET", "", true}, {"HEAD", "text/plain", true}, {"OPTIONS", "", true},
		{"POST", "application/json", true}, {"POST", "application/json; charset=utf-8", true}, {"POST", "Application/JSON", true}, {"PUT", "", true}, {"DELETE", "text/plain", true},
		{"POST", "", false}, {"POST", "text/plain", false}, {"POST", "application/x-www-form-urlencoded", false}, {"POST", "multipart/form-data; boundary=x", false},
		{"POST", "text/plain; application/json", false}, {"POST", "application/jsonp", false}, {"POST", "application/json; =", false},
	} {
		r := httptest.NewRequest(test.method, "/", nil)
		r.Header.Set("Content-Type", test.kind)
		err := CheckJSON(r)
		if refusal, is := errors.AsType[*Refusal](err); is == test.ok || is && refusal.Status != 415 {
			t.Errorf("%s %q: %v", test.method, test.kind, err)
		}
	}
}
