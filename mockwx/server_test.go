package mockwx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// send makes a request to a live server and returns status, type and body.
func send(t testing.TB, method, url, body string) (int, string, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Content-Type"), string(answer)
}

// exchangeURL is jscode2session of the default app.
func exchangeURL(s *Server, code string) string {
	return s.URL + "/sns/jscode2session?" + exchangeRequest(url.QueryEscape(code)).Query
}

func TestServerLogsInOverHTTP(t *testing.T) {
	s := NewServer(t, func(o *ServerOptions) { o.Code = func(n int) string { return fmt.Sprint("c", n) } })
	status, kind, body := send(t, "POST", s.URL+"/_wx/login", string(loginRequest("u1").Body))
	if status != 200 || kind != typeJSON || body != `{"code":"c1","errMsg":"login:ok"}` {
		t.Errorf("login: %d %s %s", status, kind, body)
	}
	status, kind, body = send(t, "GET", exchangeURL(s, "c1"), "")
	if status != 200 || kind != "text/plain" || !strings.HasPrefix(body, `{"session_key":"`) {
		t.Errorf("exchange: %d %s %s", status, kind, body)
	}
	if _, _, body = send(t, "GET", exchangeURL(s, "c1"), ""); !strings.HasPrefix(body, `{"errcode":40163,"errmsg":"code been used, rid: `) {
		t.Errorf("second exchange: %s", body)
	}
	if u := s.Ledger().User("u1"); u.CodesIssued != 1 || u.CodesUsed != 1 || u.CodesRefused != 1 {
		t.Errorf("ledger %+v", u)
	}
}

func TestOfParallelUsesOfOneCodeOneWins(t *testing.T) {
	const codes, uses = 20, 16
	s := NewServer(t)
	for i := range codes {
		code, err := s.Login(DefaultAppID, fmt.Sprint("u", i))
		if err != nil {
			t.Fatal(err)
		}
		var wins, used sync.WaitGroup
		results := make(chan string, uses)
		wins.Add(1)
		for range uses {
			used.Go(func() {
				wins.Wait()
				_, _, body := send(t, "GET", exchangeURL(s, code), "")
				results <- body
			})
		}
		wins.Done()
		used.Wait()
		close(results)
		won := 0
		for body := range results {
			if strings.HasPrefix(body, `{"session_key":`) {
				won++
			} else if !strings.HasPrefix(body, `{"errcode":40163,`) {
				t.Errorf("answer %s", body)
			}
		}
		if won != 1 {
			t.Errorf("%d uses of one code succeeded", won)
		}
	}
	if c := s.Ledger().Codes; c.Used != codes || c.Refused != codes*(uses-1) {
		t.Errorf("ledger %+v", c)
	}
}

func TestParallelCallsKeepTheLedgerBalanced(t *testing.T) {
	s := NewServer(t, func(o *ServerOptions) { o.Quota = -1; o.MaxCodes = 50 })
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 50 {
				code, err := s.Login(DefaultAppID, fmt.Sprint("u", i%10))
				if err != nil {
					t.Error(err)
				}
				send(t, "GET", exchangeURL(s, code), "")
				switch (i + w) % 10 {
				case 0:
					s.ExpireCodes(Selection{Share: 0.5})
				case 1:
					s.ExpireSessions(Selection{Users: []string{"u1"}})
				case 2:
					s.Advance(time.Minute)
				case 3:
					s.SetFaults([]Fault{{Endpoint: "login", Errcode: -1, Users: []string{"nobody"}}})
				}
			}
		})
	}
	wg.Wait()
	s.Do(func(now time.Time, m *Machine) { checkInvariants(t, m, now) })
	if c := s.Ledger().Codes; c.Issued != 400 {
		t.Errorf("ledger %+v", c)
	}
}

func TestServerClockIsTheTests(t *testing.T) {
	s := NewServer(t, func(o *ServerOptions) { o.Now = func() time.Time { return start }; o.SessionTTL = time.Hour })
	code, err := s.Login(DefaultAppID, "u1")
	if err != nil {
		t.Fatal(err)
	}
	s.Advance(5 * time.Minute)
	_, _, body := send(t, "GET", exchangeURL(s, code), "")
	want := fmt.Sprintf(`{"errcode":40029,"errmsg":"invalid code, rid: %08x-`, start.Unix()+300)
	if !strings.HasPrefix(body, want) {
		t.Errorf("%s, want %s", body, want)
	}
	if err := s.CheckSession(DefaultAppID, "u1"); err != nil {
		t.Error(err)
	}
	s.Advance(time.Hour)
	if err := s.CheckSession(DefaultAppID, "u1"); !errors.Is(err, ErrSessionExpired) {
		t.Errorf("after an hour: %v", err)
	}
}

func TestSetTimeSetsTheClock(t *testing.T) {
	s := NewServer(t)
	for _, want := range []time.Time{start, start.Add(-time.Hour), start.Add(1000 * time.Hour)} {
		s.SetTime(want)
		s.Do(func(now time.Time, _ *Machine) {
			if d := now.Sub(want); d < 0 || d > time.Minute {
				t.Errorf("it is %v, want %v", now, want)
			}
		})
	}
}

func TestInjectedFaultsAreRemovedOneByOne(t *testing.T) {
	s := NewServer(t)
	first, err := s.InjectFault(Fault{Endpoint: "login", Errcode: -1, Users: []string{"u1"}})
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.InjectFault(Fault{Endpoint: "login", Status: 500})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.InjectFault(Fault{Endpoint: "login"}); err == nil {
		t.Error("a fault that does nothing was taken")
	}
	for i, remove := range []func(){first, first, second, second} {
		remove()
		want := map[bool]int{true: 1, false: 0}[i < 2]
		if got := len(s.faults.Load().faults); got != want {
			t.Errorf("after removal %d: %d faults", i+1, got)
		}
	}
}

func TestBodiesAreLimited(t *testing.T) {
	s := NewServer(t)
	large := `{"appid":"` + strings.Repeat("x", maxBody) + `"}`
	if status, _, body := send(t, "POST", s.URL+"/_wx/login", large); status != 413 {
		t.Errorf("known length: %d %s", status, body)
	}
	res, err := http.Post(s.URL+"/_wx/login", typeJSON, io.MultiReader(strings.NewReader(large)))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 413 {
		t.Errorf("unknown length: %d", res.StatusCode)
	}
}

// A body that ends early is a bad request, not a login.
func TestCutBodyIsABadRequest(t *testing.T) {
	s := NewServer(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /_wx/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{}")
	conn.(*net.TCPConn).CloseWrite()
	answer, _ := io.ReadAll(conn)
	if !bytes.HasPrefix(answer, []byte("HTTP/1.1 400")) {
		t.Errorf("answer %s", answer)
	}
}

func TestServeStopsWithItsContext(t *testing.T) {
	s, err := NewUnstarted(ServerOptions{Faults: []Fault{{Endpoint: "login", Latency: mustLatency("10m")}}})
	if err != nil {
		t.Fatal(err)
	}
	waiting := make(chan struct{}, 2)
	s.delay = func(ctx context.Context, d time.Duration) { waiting <- struct{}{}; sleep(ctx, d) }
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error)
	go func() { stopped <- s.Serve(ctx, ln) }()
	answered := make(chan string)
	go func() {
		_, _, body := send(t, "POST", "http://"+ln.Addr().String()+"/_wx/login", string(loginRequest("u1").Body))
		answered <- body
	}()
	<-waiting
	cancel()
	if body := <-answered; !strings.HasSuffix(body, `"errMsg":"login:ok"}`) {
		t.Errorf("the call at work was answered %s", body)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestServeReportsABrokenListener(t *testing.T) {
	s, _ := NewUnstarted(ServerOptions{})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	if err := s.Serve(context.Background(), ln); !errors.Is(err, net.ErrClosed) {
		t.Errorf("error %v", err)
	}
}

func TestHandlerCanBeMounted(t *testing.T) {
	s, err := NewUnstarted(ServerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	hs := httptest.NewServer(s.Handler())
	defer hs.Close()
	if _, _, body := send(t, "GET", hs.URL+"/sns/jscode2session", ""); !strings.HasPrefix(body, `{"errcode":41002,`) {
		t.Errorf("body %s", body)
	}
	s.Close()
}

// fakeT records what NewServer tells a test.
type fakeT struct {
	cleanups []func()
	fatal    string
}

func (f *fakeT) Helper()                        {}
func (f *fakeT) Cleanup(c func())               { f.cleanups = append(f.cleanups, c) }
func (f *fakeT) Fatalf(format string, a ...any) { f.fatal = fmt.Sprintf(format, a...) }

func TestNewServerFailsTheTestOnBadOptions(t *testing.T) {
	var f fakeT
	NewServer(&f, func(o *ServerOptions) { o.Apps = []App{{AppID: "wx0", Secret: ""}} })
	if !strings.Contains(f.fatal, "wx0 has no secret") {
		t.Errorf("told the test %q", f.fatal)
	}
	f = fakeT{}
	NewServer(&f, func(o *ServerOptions) { o.Addr = "nowhere:x" })
	if f.fatal == "" {
		t.Error("an address that cannot be listened on is no failure")
	}
}

func TestNewServerEndsWithTheTest(t *testing.T) {
	var f fakeT
	s := NewServer(&f)
	for _, c := range f.cleanups {
		c()
	}
	if _, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://")); err == nil {
		t.Error("the server still listens")
	}
}

// A body of a known length, and one in chunks.
func TestABodyOfTheGreatestLengthIsRead(t *testing.T) {
	s := NewServer(t)
	const call = `{"appid":"` + DefaultAppID + `","user":"u1"}`
	for size, want := range map[int]int{maxBody - 1: 200, maxBody: 200, maxBody + 1: 413} {
		body := strings.Repeat(" ", size-len(call)) + call
		for name, length := range map[string]int64{"known": int64(size), "in chunks": -1} {
			r, err := http.NewRequest("POST", s.URL+"/_wx/login", io.NopCloser(strings.NewReader(body)))
			if err != nil {
				t.Fatal(err)
			}
			r.ContentLength = length
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != want {
				t.Errorf("%d bytes, %s: %d, want %d", size, name, resp.StatusCode, want)
			}
		}
	}
}

func TestPagesForPeopleTakeGETAndHEADOnly(t *testing.T) {
	s := NewServer(t)
	for _, path := range []string{"/", "/metrics", "/healthz"} {
		resp, err := http.Head(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 200 || resp.ContentLength == 0 {
			t.Errorf("HEAD %s: %d, %d bytes", path, resp.StatusCode, resp.ContentLength)
		}
		if _, _, body := send(t, "DELETE", s.URL+path, ""); !strings.HasPrefix(body, `{"errcode":40066,`) {
			t.Errorf("DELETE %s: %s", path, body)
		}
	}
}
