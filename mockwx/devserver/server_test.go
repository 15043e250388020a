package devserver

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

const sessionKey = "c2Vzc2lvbi1rZXktaXMtMQ=="

// fakeWeChat answers jscode2session: the code "ok-<openid>" is that user's.
func fakeWeChat(t testing.TB) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		openid, found := strings.CutPrefix(q.Get("js_code"), "ok-")
		if r.URL.Path != "/sns/jscode2session" || q.Get("appid") != "wx1" || q.Get("secret") != "S" || !found {
			io.WriteString(w, `{"errcode":40029,"errmsg":"invalid code, rid: 1-2-3"}`)
			return
		}
		fmt.Fprintf(w, `{"session_key":"%s","openid":"%s","unionid":"u-%s"}`, sessionKey, openid, openid)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// serve starts a server, and stops it when the test ends.
func serve(t testing.TB, o ServerOptions) *Server {
	t.Helper()
	if o.WeChat == "" {
		o.WeChat = fakeWeChat(t)
	}
	o.AppID, o.Secret = "wx1", "S"
	s, err := NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// Shutdown gives connections that were opened and never used 5 seconds.
		http.DefaultClient.CloseIdleConnections()
		s.Shutdown(context.Background())
	})
	return s
}

// send sends one request and gives status and body.
func send(t testing.TB, s *Server, method, path, token, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, s.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", token)
	if strings.HasPrefix(path, controlPath) {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := resp.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("%s %s: content type %q", method, path, got)
	}
	return resp.StatusCode, string(b)
}

// tokenOf logs a user in.
func tokenOf(t testing.TB, s *Server, openid string) string {
	t.Helper()
	status, body := send(t, s, "POST", "/login", "", `{"code":"ok-`+openid+`"}`)
	token := gjson.Get(body, "data.token").String()
	if status != 200 || token == "" {
		t.Fatalf("login of %s: %d %s", openid, status, body)
	}
	return token
}

func TestAUserLogsInOverHTTP(t *testing.T) {
	for _, store := range []Store{nil, new(memory)} {
		s := serve(t, ServerOptions{Store: store})
		token := tokenOf(t, s, "o1")
		if status, body := send(t, s, "GET", "/me?x=1", token, ""); status != 200 || body != `{"code":0,"data":{"openid":"o1","user":1}}` {
			t.Errorf("GET /me: %d %s", status, body)
		}
		if status, body := send(t, s, "POST", "/login", "", `{"code":"bad"}`); status != 400 || !strings.Contains(body, "40029 invalid code") {
			t.Errorf("a bad code: %d %s", status, body)
		}
		if status, _ := send(t, s, "GET", "/me", "wrong", ""); status != 401 {
			t.Errorf("a wrong token: %d", status)
		}
	}
}

func TestNoAnswerHoldsASessionKey(t *testing.T) {
	for _, shape := range []Shape{Template, Egg, UserClass, FlyJS} {
		s := serve(t, ServerOptions{Machine: Options{Protocol: speaking(shape, ""), Token: counted, Tokens: Opaque}, Store: new(memory)})
		all := ""
		for _, c := range []struct{ method, path, body string }{
			{"POST", "/login", `{"code":"ok-o1"}`}, {"POST", "/user/login", `{"code":"ok-o1"}`},
			{"GET", "/me", ""}, {"GET", "/getUserInfo", ""}, {"POST", "/checkSession", ""}, {"GET", "/test", ""},
			{"POST", "/orders", `{"id":"a"}`}, {"GET", "/api/A", ""}, {"GET", "/public/A", ""}, {"GET", "/_dev/ledger", ""},
			{"POST", "/_dev/tokens", `{"users":["o1"]}`}, {"POST", "/_dev/expire-tokens", ""}, {"GET", "/nowhere", ""},
		} {
			_, body := send(t, s, c.method, c.path, "t1", c.body)
			all += body
		}
		if strings.Contains(all, sessionKey) {
			t.Errorf("%s: a session_key leaks", shape)
		}
	}
}

func TestHostileRequestsAreAnsweredInTheShape(t *testing.T) {
	s := serve(t, ServerOptions{})
	for _, c := range []struct {
		method, path, body string
		want               int
	}{
		{"POST", "/login", strings.Repeat("x", maxBody+1), 413},
		{"POST", "/login", strings.Repeat("[", maxBody), 400},
		{"POST", "/login", "{", 400},
		{"POST", "/login", "\x00\xff", 400},
		{"POST", "/../login", "{}", 404},
		{"POST", "//login", "{}", 404},
		{"PATCH", "/login", "", 405},
	} {
		status, body := send(t, s, c.method, c.path, "", c.body)
		if status != c.want || !strings.HasPrefix(body, `{"code":4`) {
			t.Errorf("%s %s %.10q: %d %.80s, want %d", c.method, c.path, c.body, status, body, c.want)
		}
	}
	if l := ledgerOf(s); imbalance(l) != "" || l.Requests != 7 {
		t.Errorf("%s %+v", imbalance(l), l)
	}
}

func ledgerOf(s *Server) (l Ledger) {
	s.Update(func(m *Machine, now time.Time) { l = m.Ledger(now) })
	return l
}

func TestManyClientsAtOnceKeepTheBooksBalanced(t *testing.T) {
	const clients, rounds = 16, 12
	s := serve(t, ServerOptions{Store: new(memory), Machine: Options{Policy: Single}})
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			for i := range rounds {
				token := tokenOf(t, s, fmt.Sprint("o", c%8))
				send(t, s, "GET", "/api/A", token, "")
				send(t, s, "POST", "/orders", token, fmt.Sprintf(`{"id":"%d-%d"}`, c, i))
				if i%4 == 0 {
					send(t, s, "POST", "/_dev/expire-tokens", "", `{"share":0.5}`)
				}
			}
		})
	}
	all.Wait()
	l := ledgerOf(s)
	if s := imbalance(l); s != "" {
		t.Error(s)
	}
	if l.Requests != 3*clients*rounds || l.Logins != clients*rounds || l.LoginsOpen != 0 || l.Users != 8 {
		t.Errorf("the ledger has %+v", l)
	}
}

func TestLatencyIsDrawnForEachRequestFromTheSeed(t *testing.T) {
	draw := func() (drawn []uint64) {
		s := serve(t, ServerOptions{
			Machine: Options{Seed: 3},
			Latency: func(r *rand.Rand) time.Duration { drawn = append(drawn, r.Uint64()); return time.Microsecond },
		})
		send(t, s, "GET", "/public/A", "", "")
		send(t, s, "GET", "/_dev/ledger", "", "")
		send(t, s, "GET", "/public/A", "", "")
		s.Shutdown(context.Background())
		return drawn
	}
	a, b := draw(), draw()
	if len(a) != 2 || a[0] == a[1] || fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("drawn %v, then %v: want two different values, twice", a, b)
	}
}

func TestTheServerActsThoughTheClientIsGone(t *testing.T) {
	ctx, hangUp := context.WithCancel(context.Background())
	s := serve(t, ServerOptions{Latency: func(*rand.Rand) time.Duration { hangUp(); return time.Hour }})
	r, _ := http.NewRequestWithContext(ctx, "GET", s.URL()+"/public/A", nil)
	if _, err := http.DefaultClient.Do(r); err == nil {
		t.Fatal("an answer came")
	}
	if err := s.Shutdown(context.Background()); err != nil { // waits for the handler
		t.Fatal(err)
	}
	if n := ledgerOf(s).Public; n != 1 {
		t.Errorf("%d requests handled, want 1", n)
	}
}

func TestALoginGoesOnThoughTheClientIsGone(t *testing.T) {
	ctx, hangUp := context.WithCancel(context.Background())
	gone := make(chan bool)
	wechat := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hangUp()
		<-gone
		io.WriteString(w, `{"openid":"o1","session_key":"k"}`)
	}))
	defer wechat.Close()
	s := serve(t, ServerOptions{WeChat: wechat.URL})
	left := s.http.Handler
	s.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		go func() { // WeChat answers once the server has seen the client go
			<-r.Context().Done()
			close(gone)
		}()
		left.ServeHTTP(w, r)
	})
	r, _ := http.NewRequestWithContext(ctx, "POST", s.URL()+"/login", strings.NewReader(`{"code":"c"}`))
	if _, err := http.DefaultClient.Do(r); err == nil {
		t.Fatal("an answer came")
	}
	if err := s.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	if l := ledgerOf(s); l.Logins != 1 {
		t.Errorf("the ledger has %+v", l)
	}
}

func TestShutdownCutsOffWhatDoesNotEnd(t *testing.T) {
	arrived := make(chan bool, 1)
	s := serve(t, ServerOptions{Latency: func(*rand.Rand) time.Duration { arrived <- true; return time.Hour }})
	answered := make(chan error, 1)
	go func() {
		_, err := http.Get(s.URL() + "/public/A")
		answered <- err
	}()
	<-arrived
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Shutdown(ctx); err == nil {
		t.Error("want an error that says that requests were cut off")
	}
	if err := <-answered; err == nil {
		t.Error("an answer came")
	}
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for want, o := range map[string]ServerOptions{
		"want one like http://":  {WeChat: "127.0.0.1:80"},
		"want jwt or opaque":     {WeChat: "http://127.0.0.1", Machine: Options{Tokens: "x"}},
		"address already in use": {WeChat: "http://127.0.0.1", Addr: taken.Addr().String()},
	} {
		s, err := NewServer(o)
		if err == nil {
			err = s.Start()
			defer s.Shutdown(context.Background())
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want an error with %q", err, want)
		}
	}
}

func TestEachStartHasItsOwnBootID(t *testing.T) {
	a, b := serve(t, ServerOptions{}), serve(t, ServerOptions{})
	if x, y := ledgerOf(a).Boot, ledgerOf(b).Boot; x == "" || x == y {
		t.Errorf("boot ids %q and %q", x, y)
	}
}
