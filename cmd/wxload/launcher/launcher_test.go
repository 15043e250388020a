package launcher

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain is, where a test starts it as the command, a command that does what its second
// argument says.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "do" {
		os.Exit(command(os.Args[2]))
	}
	os.Exit(m.Run())
}

func command(what string) int {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	switch what {
	case "fail":
		fmt.Fprintln(os.Stderr, "it fails")
		return 99
	case "wait": // until it is interrupted
		fmt.Println("page at http://127.0.0.1:1234/")
		<-interrupts
		fmt.Println("interrupted")
		return 130
	case "stay": // whatever it is told
		fmt.Println("stays")
		<-interrupts
		fmt.Println("stays still")
		for range interrupts {
		}
	case "write":
		fmt.Println("写 \x1b[31mred\x1b[0m \u202e and", strings.Repeat("x", 10_000))
		if os.WriteFile("page.html", []byte("<p>result</p>"), 0o600) != nil {
			return 6
		}
	}
	return 0
}

// doing is a plan of such commands.
func doing(all ...string) (p plan) {
	for _, what := range all {
		p.commands = append(p.commands, []string{"do", what})
	}
	p.result = "page.html"
	return p
}

func newLauncher(t *testing.T, addr string) *Launcher {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	l := New(Options{Addr: addr, Program: program, Dir: t.TempDir(), Choices: choices(), Meaning: func(command string, code int) string { return fmt.Sprint("meaning of ", code, " from ", command) }})
	t.Cleanup(l.Close)
	return l
}

// serve serves a launcher on loopback.
func serve(t *testing.T) (l *Launcher, url string) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	l = newLauncher(t, server.Listener.Addr().String())
	handler, err := l.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = handler
	server.Start()
	t.Cleanup(server.Close)
	return l, server.URL
}

func ask(t *testing.T, method, url, body string, headers ...string) *http.Response {
	t.Helper()
	hr, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		hr.Header.Set(headers[i], headers[i+1])
	}
	hr.Host = hr.Header.Get("Host")
	answer, err := http.DefaultClient.Do(hr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return answer
}

func text(t *testing.T, answer *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// until follows a launcher until its state is what is waited for.
func until(t *testing.T, l *Launcher, url string, is func(state) bool) state {
	t.Helper()
	lines := bufio.NewReader(ask(t, "GET", url+"/events", "", "Authorization", "Bearer "+l.Token()).Body)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		var s state
		if data, found := strings.CutPrefix(line, "data: "); found && json.Unmarshal([]byte(data), &s) == nil && is(s) {
			return s
		}
	}
}

// last is the state of the last job.
func (s state) last() jobState {
	if len(s.Jobs) == 0 {
		return jobState{}
	}
	return s.Jobs[len(s.Jobs)-1]
}

func ended(s state) bool { return s.last().Number > 0 && !s.last().Running }

func begin(t *testing.T, l *Launcher, all ...string) {
	t.Helper()
	if err := l.begin(doing(all...)); err != nil {
		t.Fatal(err)
	}
}

func TestAJobIsToldWithWhatItPrintsAndHowItEnds(t *testing.T) {
	l, url := serve(t)
	begin(t, l, "write", "fail", "write")
	s := until(t, l, url, ended)
	j := s.last()
	if j.Code != 99 || j.Meaning != "meaning of 99 from do" || j.Command != "wxload do write\nwxload do fail\nwxload do write" {
		t.Errorf("the job is %+v", j)
	}
	if strings.ContainsAny(s.Output, "\x1b\u202e") || strings.Count(s.Output, "\n") != 3 || !strings.HasPrefix(s.Output, "$ wxload do write\n写  [31mred") ||
		!strings.HasSuffix(s.Output, "x\n$ wxload do fail\nit fails") || len(s.Output) > maxLine+100 {
		t.Errorf("it printed %q", s.Output)
	}
}

func TestOneJobRunsAtATime(t *testing.T) {
	l, url := serve(t)
	begin(t, l, "wait")
	if err := l.begin(doing("write")); err == nil {
		t.Error("two jobs run")
	}
	s := until(t, l, url, func(s state) bool { return s.Page != "" })
	if s.Page != "http://127.0.0.1:1234/" || !s.last().Running {
		t.Errorf("while it runs the state is %+v", s)
	}
	if err := l.end(); err != nil {
		t.Fatal(err)
	}
	if s = until(t, l, url, ended); s.last().Code != 130 || !strings.HasSuffix(s.Output, "\ninterrupted") {
		t.Errorf("a job that was told to end is %+v", s)
	}
	if err := l.end(); err == nil {
		t.Error("what has ended was ended again")
	}
	begin(t, l, "write")
	if s = until(t, l, url, ended); s.last().Number != 2 || s.last().Code != 0 || len(s.Jobs) != 2 {
		t.Errorf("the next job is %+v", s)
	}
}

func TestAJobThatDoesNotEndIsEndedByTheSecondStop(t *testing.T) {
	l, url := serve(t)
	begin(t, l, "stay")
	until(t, l, url, func(s state) bool { return strings.HasSuffix(s.Output, "stays") })
	_ = l.end()
	until(t, l, url, func(s state) bool { return strings.HasSuffix(s.Output, "stays still") && s.last().Stopping })
	_ = l.end()
	if s := until(t, l, url, ended); s.last().Code != -1 {
		t.Errorf("the job is %+v", s)
	}
}

func TestALauncherEndsWithItsChild(t *testing.T) {
	l, url := serve(t)
	begin(t, l, "wait")
	until(t, l, url, func(s state) bool { return s.Page != "" })
	l.Close()
	if s := until(t, l, url, ended); s.last().Code != 130 {
		t.Errorf("the job is %+v", s)
	}
	if err := l.begin(doing("write")); err == nil {
		t.Error("a job begins after the end")
	}
}

func TestAResultIsServedToThoseWhoWereToldOfIt(t *testing.T) {
	l, url := serve(t)
	begin(t, l, "write")
	result := url + until(t, l, url, ended).last().Result
	answer := ask(t, "GET", result, "")
	if policy := answer.Header.Get("Content-Security-Policy"); text(t, answer) != "<p>result</p>" || policy != resultPolicy {
		t.Errorf("the result comes with %s", policy)
	}
	secret := filepath.Join(l.options.Dir, "secret.html")
	if err := os.WriteFile(secret, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	folder := strings.TrimSuffix(result, "page.html")
	for _, other := range []string{folder + "secret.html", folder + "..%2f" + filepath.Base(l.options.Dir) + "%2fpage.html", folder, strings.Replace(folder, l.results, "x", 1) + "page.html",
		strings.Replace(folder, "/1/", "/2/", 1) + "page.html"} {
		if answer := ask(t, "GET", other, ""); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: HTTP %d", other, answer.StatusCode)
		}
	}
}

func TestAResultThatWasThereBeforeIsNotTheJobs(t *testing.T) {
	l, url := serve(t)
	page := filepath.Join(l.options.Dir, "page.html")
	if err := os.WriteFile(page, []byte("<p>yesterday's</p>"), 0o600); err != nil {
		t.Fatal(err)
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(page, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	begin(t, l, "fail")
	if s := until(t, l, url, ended).last(); s.Code != 99 || s.Result != "" {
		t.Errorf("the job that failed is told as %+v", s)
	}
	begin(t, l, "write")
	second := func(s state) bool { return s.last().Number == 2 && !s.last().Running }
	if s := until(t, l, url, second).last(); s.Code != 0 || s.Result == "" {
		t.Errorf("the job that wrote is told as %+v", s)
	}
}

func TestAFolderOfResultsHasItsPagesAndNoOthers(t *testing.T) {
	l, url := serve(t)
	outside := filepath.Join(t.TempDir(), "outside.html")
	for name, content := range map[string]string{outside: "outside", l.path("page2.html"): "two", l.path("replay.json"): "{}"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, l.path("link.html")); err != nil {
		t.Skip("no links here")
	}
	p := doing("write")
	p.several = true
	if err := l.begin(p); err != nil {
		t.Fatal(err)
	}
	folder := url + strings.TrimSuffix(until(t, l, url, ended).last().Result, "page.html")
	for name, want := range map[string]int{"page.html": 200, "page2.html": 200, "replay.json": 404, "link.html": 404, "none.html": 404} {
		if answer := ask(t, "GET", folder+name, ""); answer.StatusCode != want {
			t.Errorf("%s: HTTP %d, want %d", name, answer.StatusCode, want)
		}
	}
}

func TestWhoIsLetIn(t *testing.T) {
	l, url := serve(t)
	bearer := []string{"Authorization", "Bearer " + l.Token()}
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		want               int
	}{
		"the page":                     {"GET", "/", "", nil, 200},
		"a rebound name":               {"GET", "/", "", []string{"Host", "evil.example"}, 403},
		"a rebound name and the token": {"POST", "/start", `{"do":"run"}`, append([]string{"Host", "evil.example"}, bearer...), 403},
		"a start without the token":    {"POST", "/start", `{"do":"run"}`, nil, 401},
		"a start with another token":   {"POST", "/start", `{"do":"run"}`, []string{"Authorization", "Bearer x"}, 401},
		"a start of another origin":    {"POST", "/start", `{"do":"run"}`, append([]string{"Origin", "http://evil.example"}, bearer...), 403},
		"a start of another port":      {"POST", "/start", `{"do":"run"}`, append([]string{"Sec-Fetch-Site", "same-site"}, bearer...), 403},
		"a stop without the token":     {"POST", "/stop", "", nil, 401},
		"a stop of nothing":            {"POST", "/stop", "", bearer, 409},
		"events without the token":     {"GET", "/events", "", nil, 401},
		"a command without the token":  {"POST", "/command", `{"do":"run"}`, nil, 401},
		"a command":                    {"POST", "/command", `{"do":"run"}`, bearer, 200},
		"a form that is wrong":         {"POST", "/start", `{"do":"rm"}`, bearer, 400},
		"a form that is none":          {"POST", "/start", `x`, bearer, 400},
		"a form that is too large":     {"POST", "/command", `{"do":"run","file":"` + strings.Repeat("x", maxForm) + `"}`, bearer, 400},
		"another path":                 {"GET", "/etc/passwd", "", bearer, 404},
	} {
		if answer := ask(t, c.method, url+c.path, c.body, c.headers...); answer.StatusCode != c.want {
			t.Errorf("%s: HTTP %d, want %d: %s", name, answer.StatusCode, c.want, text(t, answer))
		}
	}
	if len(l.jobs) > 0 {
		t.Errorf("jobs were begun: %+v", l.jobs)
	}
}

func TestThePageHoldsNoSecretAndRunsNothingThatANameHolds(t *testing.T) {
	l, url := serve(t)
	if err := os.WriteFile(l.path(`"><script>alert(1)</script>.yaml`), nil, 0o600); err != nil {
		t.Skip("no such names here")
	}
	handler, err := l.Handler() // which has seen the file
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	page := w.Body.String()
	for _, never := range []string{l.token, l.results, "<script>alert", "https://", "url("} {
		if strings.Contains(page, never) {
			t.Errorf("the page has %q", never)
		}
	}
	h := ask(t, "GET", url+"/", "").Header
	if policy := h.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") || h.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("the headers are %v", h)
	}
}

func TestOnlyTheLastLinesAreKept(t *testing.T) {
	told := 0
	o := &output{changed: func() { told++ }}
	for i := range maxLines + 5 {
		fmt.Fprintf(o, "line %d\nrest", i)
	}
	text, page, skipped := o.text()
	if !strings.HasPrefix(text, "restline 5\n") || !strings.HasSuffix(text, fmt.Sprintf("restline %d", maxLines+4)) || page != "" || skipped != 5 || told != maxLines+5 {
		t.Errorf("%d lines are skipped, told %d times: %.40q", skipped, told, text)
	}
	fmt.Fprintln(o, "\npage at http://evil.example/")
	if _, page, _ := o.text(); page != "" {
		t.Errorf("the page is %s", page)
	}
}
