package devserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestExpireTokensOverHTTP(t *testing.T) {
	for _, c := range []struct {
		call, answer string
		left         int
	}{
		{``, `{"users":4}`, 0},
		{`{}`, `{"users":4}`, 0},
		{`{"users":null}`, `{"users":4}`, 0},
		{`{"users":[]}`, `{"users":0}`, 4},
		{`{"users":["o1","nobody"]}`, `{"users":1}`, 3},
		{`{"share":0.5}`, `{"users":2}`, 2},
		{`{"users":["o1","o2"],"share":0.5}`, `{"users":1}`, 3},
		{`{"share":0}`, `{"users":0}`, 4},
	} {
		s := serve(t, ServerOptions{Machine: Options{Token: counted}})
		send(t, s, "POST", "/_dev/tokens", "", `{"users":["o1","o2","o3","o4"]}`)
		status, body := send(t, s, "POST", "/_dev/expire-tokens", "", c.call)
		if status != 200 || body != c.answer {
			t.Errorf("%s: %d %s, want %s", c.call, status, body, c.answer)
		}
		if n := ledgerOf(s).TokensValid; n != c.left {
			t.Errorf("%s: %d tokens left, want %d", c.call, n, c.left)
		}
	}
}

func TestTokensAreHandedOutInOneCallForAllClients(t *testing.T) {
	const clients = 10_000
	s := serve(t, ServerOptions{Machine: Options{Tokens: Opaque}})
	openids := make([]string, clients)
	for i := range openids {
		openids[i] = fmt.Sprintf("oABCDEFGHIJKLMNOPQRSTUV%05d", i)
	}
	call, _ := json.Marshal(map[string]any{"users": openids})
	status, body := send(t, s, "POST", "/_dev/tokens", "", string(call))
	var answer struct{ Tokens map[string]string }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != 200 || len(answer.Tokens) != clients {
		t.Fatalf("%d %.80s, %d tokens, %v", status, body, len(answer.Tokens), err)
	}
	for _, openid := range []string{openids[0], openids[clients-1]} {
		if status, body := send(t, s, "GET", "/me", answer.Tokens[openid], ""); status != 200 || !strings.Contains(body, openid) {
			t.Errorf("GET /me of %s: %d %s", openid, status, body)
		}
	}
}

func TestExpiredTokensCanBeHandedOut(t *testing.T) {
	s := serve(t, ServerOptions{Machine: Options{Token: counted}})
	if _, body := send(t, s, "POST", "/_dev/tokens", "", `{"users":["o1"],"valid":false}`); body != `{"tokens":{"o1":"t1"}}` {
		t.Errorf("the answer is %s", body)
	}
	if status, _ := send(t, s, "GET", "/me", "t1", ""); status != 401 {
		t.Errorf("the token is answered with %d", status)
	}
}

func TestControlCallsThatMakeNoSenseAreRefused(t *testing.T) {
	s := serve(t, ServerOptions{})
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", "/_dev/expire-tokens", `{"share":2}`, 400, "want a number from 0 to 1"},
		{"POST", "/_dev/expire-tokens", `{"shares":1}`, 400, "unknown field"},
		{"POST", "/_dev/expire-tokens", `{"users":"o1"}`, 400, "not what this call takes"},
		{"POST", "/_dev/expire-tokens", `{} {}`, 400, "after the object"},
		{"POST", "/_dev/expire-tokens", `[`, 400, "not what this call takes"},
		{"POST", "/_dev/tokens", `{"users":["o1",""]}`, 400, "1 to 128 bytes"},
		{"POST", "/_dev/tokens", strings.Repeat(" ", maxBody+1), 400, "too large"},
		{"GET", "/_dev/expire-tokens", ``, 404, "want GET /_dev/ledger"},
		{"POST", "/_dev/ledger", ``, 404, "no such control call"},
		{"GET", "/_dev/nothing", ``, 404, "no such control call"},
	} {
		status, body := send(t, s, c.method, c.path, "", c.body)
		if status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s %s %.30s: %d %s, want %d with %q", c.method, c.path, c.body, status, body, c.status, c.want)
		}
	}
	if n := ledgerOf(s).Requests; n != 0 {
		t.Errorf("%d control calls are counted as requests", n)
	}
}

func TestTheLedgerOverHTTP(t *testing.T) {
	s := serve(t, ServerOptions{})
	token := tokenOf(t, s, "o1")
	send(t, s, "POST", "/orders", token, `{"id":"a"}`)
	_, body := send(t, s, "GET", "/_dev/ledger", "", "")
	var l Ledger
	if err := json.Unmarshal([]byte(body), &l); err != nil {
		t.Fatal(err)
	}
	if l.Logins != 1 || l.Orders["a"] != 1 || l.Requests != 2 || imbalance(l) != "" {
		t.Errorf("the ledger is %s", body)
	}
}

func TestAPageOfAnotherSiteReachesNoControlCall(t *testing.T) {
	s := serve(t, ServerOptions{Hosts: []string{"backend"}})
	token := tokenOf(t, s, "o1")
	for name, test := range map[string]struct {
		host, header, value string
		want                int
	}{
		"its own page":     {"127.0.0.1", "Origin", "http://127.0.0.1", 200},
		"an allowed name":  {"backend:1", "X", "", 200},
		"rebinding":        {"evil.example", "X", "", 403},
		"cross-origin":     {"127.0.0.1", "Origin", "http://evil.example", 403},
		"another port":     {"127.0.0.1:1", "Origin", "http://127.0.0.1:2", 403},
		"a sandbox":        {"127.0.0.1", "Origin", "null", 403},
		"an image":         {"127.0.0.1", "Sec-Fetch-Site", "cross-site", 403},
		"a form":           {"127.0.0.1", "Content-Type", "application/x-www-form-urlencoded", 415},
		"a text":           {"127.0.0.1", "Content-Type", "text/plain", 415},
		"a blob of nobody": {"127.0.0.1", "Content-Type", "", 415},
	} {
		for _, call := range []string{"/_dev/expire-tokens", "/_dev/tokens"} {
			r, err := http.NewRequest("POST", s.URL()+call, strings.NewReader(`{"users":[]}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Host = test.host
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set(test.header, test.value)
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != test.want || resp.Header.Get("X-Frame-Options") != "DENY" {
				t.Errorf("%s, %s: %d, want %d; headers %v", name, call, resp.StatusCode, test.want, resp.Header)
			}
		}
	}
	// Clients are phones and browsers by any name.
	if status, _ := send(t, s, "GET", "/me", token, ""); status != 200 {
		t.Errorf("a client: %d", status)
	}
}
