package liveview

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live/liveview/feed"
)

// show serves a run on loopback; stopped counts how often it was told to stop.
func show(t *testing.T, token string) (s *Server, url string, stopped chan struct{}) {
	t.Helper()
	stopped = make(chan struct{}, 8)
	server := httptest.NewUnstartedServer(nil)
	s = New(Options{Addr: server.Listener.Addr().String(), Token: token, Stop: func() { stopped <- struct{}{} },
		Scenario: "</title><script>alert(1)</script>", Wrapper: "my-wrapper"}, time.Unix(0, 0).UTC())
	server.Config.Handler = s.Handler()
	server.Start()
	t.Cleanup(server.Close)
	return s, server.URL, stopped
}

// ask sends a request with headers in pairs, and returns the status and the body.
func ask(t *testing.T, method, url string, headers ...string) (status int, body string) {
	t.Helper()
	answer := open(t, method, url, headers...)
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func open(t *testing.T, method, url string, headers ...string) *http.Response {
	t.Helper()
	hr, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		hr.Header.Set(headers[i], headers[i+1])
	}
	if host := hr.Header.Get("Host"); host != "" {
		hr.Host = host
	}
	answer, err := http.DefaultClient.Do(hr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return answer
}

// update is what an event holds.
type update struct {
	Title string
	Parts map[string]string
	From  int
	Page  string
}

// events follows a run.
type events struct{ lines *bufio.Reader }

func follow(t *testing.T, s *Server, url string) events {
	t.Helper()
	answer := open(t, "GET", url+"/events", "Authorization", "Bearer "+s.key)
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("the answer is %s with %v", answer.Status, answer.Header)
	}
	return events{bufio.NewReader(answer.Body)}
}

func (e events) next(t *testing.T) update {
	t.Helper()
	line, err := e.lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if end, err := e.lines.ReadString('\n'); end != "\n" || err != nil {
		t.Fatalf("an event ends with %q, %v", end, err)
	}
	var u update
	if err := json.Unmarshal([]byte(strings.TrimPrefix(line, "data: ")), &u); err != nil {
		t.Fatal(err)
	}
	return u
}

// running is the report of a run that goes on, with so many seconds.
func running(seconds int) *reports.Report {
	r := &reports.Report{Scenario: "s", Wrapper: "w", Progress: &reports.Progress{Phase: "running", Duration: time.Minute, Active: int64(seconds)}}
	for i := range seconds {
		r.Series = append(r.Series, reports.Second{AtMS: float64(1000 * (i + 1))})
	}
	return r
}

// ended is the report of a run of so many seconds that passed.
func ended(seconds int) *reports.Report {
	r := running(seconds)
	r.Progress, r.Verdict, r.Books.Balanced = nil, reports.VerdictPassed, true
	return r
}

func TestAPageIsToldWhatItLacksUntilTheEnd(t *testing.T) {
	s, url, _ := show(t, "")
	e := follow(t, s, url)
	if u := e.next(t); !strings.HasPrefix(u.Title, "STARTING") || u.Parts["summary"] == "" {
		t.Errorf("the first update is %+v", u)
	}
	s.Show(func() *reports.Report { return running(2) })
	if u := e.next(t); u.From != 0 || !strings.Contains(u.Parts["summary"], "RUNNING") || u.Page != "" {
		t.Errorf("the update of a run that goes on is %+v", u)
	}
	s.Show(func() *reports.Report { return running(3) })
	if u := e.next(t); u.From != 2 || u.Parts["defects"] != "" || !strings.Contains(u.Parts["summary"], "3 clients") {
		t.Errorf("an update has what the page has already: %+v", u)
	}
	s.End(ended(4))
	if u := e.next(t); u.From != 3 || !strings.Contains(u.Parts["summary"], "PASSED") || !strings.Contains(u.Page, "<h1 class=\"good\">PASSED</h1>") {
		t.Errorf("the last update is %+v", u)
	}
	if _, err := e.lines.ReadByte(); err != io.EOF {
		t.Errorf("after the end comes %v, want the end of the answer", err)
	}
	if u := follow(t, s, url).next(t); u.From != 0 || u.Page == "" {
		t.Errorf("a page that comes after the end gets %+v", u)
	}
}

func TestNothingIsMadeForNobody(t *testing.T) {
	s, url, _ := show(t, "")
	s.Show(func() *reports.Report {
		t.Error("a report was made, and nobody looks")
		return running(1)
	})
	shown := make(chan struct{})
	go func() {
		defer close(shown)
		for looked := false; !looked; { // until the page is there
			s.Show(func() *reports.Report {
				looked = true
				return running(1)
			})
		}
	}()
	if u := follow(t, s, url).next(t); !strings.HasPrefix(u.Title, "RUNNING") {
		t.Errorf("the first update is %+v", u)
	}
	<-shown
}

func TestARunThatDoesNotBeginSaysWhy(t *testing.T) {
	s, url, _ := show(t, "")
	s.Fail(io.ErrUnexpectedEOF)
	u := follow(t, s, url).next(t)
	if !strings.Contains(u.Parts["summary"], "NO LOAD") || !strings.Contains(u.Parts["summary"], "unexpected EOF") || u.Page == "" {
		t.Errorf("the update is %+v", u)
	}
}

func TestWhoIsLetIn(t *testing.T) {
	open, openURL, _ := show(t, "")
	guarded, guardedURL, _ := show(t, "open sesame")
	for name, c := range map[string]struct {
		method, url string
		headers     []string
		want        int
	}{
		"the page":                            {"GET", openURL + "/", nil, 200},
		"the page by a name of the machine":   {"GET", openURL + "/", []string{"Host", "localhost:1"}, 200},
		"the page, from a link elsewhere":     {"GET", openURL + "/", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "document"}, 200},
		"the page in a frame":                 {"GET", openURL + "/", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "iframe"}, 403},
		"the page as a script":                {"GET", openURL + "/", []string{"Sec-Fetch-Dest", "script"}, 403},
		"a rebound name":                      {"GET", openURL + "/", []string{"Host", "evil.example"}, 403},
		"a rebound name with the key":         {"POST", openURL + "/stop", []string{"Host", "evil.example", "Authorization", "Bearer " + open.key}, 403},
		"another path":                        {"GET", openURL + "/other", nil, 404},
		"another method":                      {"DELETE", openURL + "/stop", nil, 405},
		"events without the key":              {"GET", openURL + "/events", nil, 401},
		"events with another key":             {"GET", openURL + "/events", []string{"Authorization", "Bearer " + guarded.key}, 401},
		"events of another origin":            {"GET", openURL + "/events", []string{"Authorization", "Bearer " + open.key, "Origin", "http://127.0.0.1:1"}, 403},
		"a stop without the key":              {"POST", openURL + "/stop", nil, 401},
		"a stop of another origin":            {"POST", openURL + "/stop", []string{"Authorization", "Bearer " + open.key, "Origin", "http://evil.example"}, 403},
		"a stop of another port":              {"POST", openURL + "/stop", []string{"Authorization", "Bearer " + open.key, "Sec-Fetch-Site", "same-site"}, 403},
		"a stop of a page without an origin":  {"POST", openURL + "/stop", []string{"Authorization", "Bearer " + open.key, "Origin", "null"}, 403},
		"a stop by GET":                       {"GET", openURL + "/stop", []string{"Authorization", "Bearer " + open.key}, 405},
		"a stop of the page":                  {"POST", openURL + "/stop", []string{"Authorization", "Bearer " + open.key, "Origin", openURL, "Sec-Fetch-Site", "same-origin"}, 202},
		"the key, where there is no token":    {"POST", openURL + "/key", []string{"Authorization", "Bearer "}, 401},
		"a guarded page, under any name":      {"GET", guardedURL + "/", []string{"Host", "build-machine:80"}, 200},
		"the key for the token":               {"POST", guardedURL + "/key", []string{"Authorization", "Bearer open sesame"}, 200},
		"the key for another token":           {"POST", guardedURL + "/key", []string{"Authorization", "Bearer open barley"}, 401},
		"the key for the token of other page": {"POST", guardedURL + "/key", []string{"Authorization", "Bearer open sesame", "Origin", "http://evil.example"}, 403},
		"the token in the place of the key":   {"POST", guardedURL + "/stop", []string{"Authorization", "Bearer open sesame"}, 401},
		"a guarded stop with the key":         {"POST", guardedURL + "/stop", []string{"Authorization", "Bearer " + guarded.key}, 202},
	} {
		if got, body := ask(t, c.method, c.url, c.headers...); got != c.want {
			t.Errorf("%s: HTTP %d, want %d: %s", name, got, c.want, body)
		}
	}
}

func TestAStopIsTold(t *testing.T) {
	s, url, stopped := show(t, "")
	ask(t, "POST", url+"/stop", "Authorization", "Bearer "+s.key)
	<-stopped
	ask(t, "POST", url+"/stop")
	if len(stopped) > 0 {
		t.Error("a stop without the key stopped the run")
	}
}

func TestAPageWithATokenSaysNothingBeforeIt(t *testing.T) {
	s, url, _ := show(t, "open sesame")
	_, page := ask(t, "GET", url+"/")
	for _, secret := range []string{s.key, "open sesame", "my-wrapper", "alert(1)"} {
		if strings.Contains(page, secret) {
			t.Errorf("the page has %q", secret)
		}
	}
	if _, body := ask(t, "POST", url+"/key", "Authorization", "Bearer open sesame"); !strings.Contains(body, s.key) {
		t.Errorf("for the token there is %s", body)
	}
}

func TestAPageRunsNothingThatANameHolds(t *testing.T) {
	s, url, _ := show(t, "")
	_, page := ask(t, "GET", url+"/")
	if !strings.Contains(page, s.key) || !strings.Contains(page, "my-wrapper") || strings.Contains(page, "<script>alert") {
		t.Errorf("the page is %s", page)
	}
}

func TestNoAnswerIsKeptFramedOrToldOn(t *testing.T) {
	_, url, _ := show(t, "")
	for _, path := range []string{"/", "/events", "/other"} {
		h := open(t, "GET", url+path).Header
		for name, want := range map[string]string{"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
			"Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Access-Control-Allow-Origin": ""} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", path, name, h.Get(name), want)
			}
		}
		if policy := h.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") || !strings.HasSuffix(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %s", path, policy)
		}
	}
}

func TestThereIsALimitOfPages(t *testing.T) {
	s, url, _ := show(t, "")
	ctx, leave := context.WithCancel(t.Context())
	for range feed.MaxPages {
		hr, _ := http.NewRequestWithContext(ctx, "GET", url+"/events", nil)
		hr.Header.Set("Authorization", "Bearer "+s.key)
		answer, err := http.DefaultClient.Do(hr)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatal(answer, err)
		}
		defer answer.Body.Close()
	}
	if status, _ := ask(t, "GET", url+"/events", "Authorization", "Bearer "+s.key); status != http.StatusServiceUnavailable {
		t.Errorf("one page too many gets HTTP %d", status)
	}
	leave()
	s.End(ended(1)) // wakes those that have not noticed yet
	for {
		if status, _ := ask(t, "GET", url+"/events", "Authorization", "Bearer "+s.key); status == http.StatusOK {
			return
		}
	}
}

// A page that reads nothing holds up nobody, and gets the latest when it reads again.
func TestAStuckPageHoldsUpNobody(t *testing.T) {
	s, url, _ := show(t, "")
	stuck, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer stuck.Close()
	if _, err := io.WriteString(stuck, "GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "+s.key+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(stuck)
	if _, err := lines.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	other := follow(t, s, url)
	other.next(t)
	for i := 1; i <= 200; i++ { // 40 MB, more than any socket holds
		r := running(i)
		r.Notes = []string{strings.Repeat("x", 200_000)}
		s.Show(func() *reports.Report { return r })
	}
	s.End(ended(200))
	last := update{}
	for last.Page == "" {
		last = other.next(t)
	}
	if !strings.Contains(last.Parts["summary"], "PASSED") {
		t.Errorf("the other page's last update is %+v", last)
	}
}
