package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxload/wxload/reports"
)

// shortRun has logins of all kinds, failures and an expiry.
const shortRun = `
wrapper: {id: taro-unlock}
load: {duration: 1500ms}
clients: {count: 20}
app: {domains: {develop: embedded}}
events: [{at: 400ms, expire: tokens}, {at: 700ms, expire: tokens}, {at: 1s, expire: tokens}]
flow: [launch, {page: home, requests: [home.me GET /api/me]}, {think: 100ms..300ms}, {page: again, requests: [home.me GET /api/me]}]
`

// scrape asks again and again until nobody answers, and returns the last answer.
func scrape(url string) string {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	last := ""
	for {
		answer, err := client.Get(url)
		if err != nil {
			return last
		}
		text, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err == nil {
			last = string(text)
		}
	}
}

// runShort runs it with flags, and returns the report.
func runShort(t *testing.T, stderr io.Writer, flags ...string) (r reports.Report, exit int) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "short.yaml"), []byte(shortRun), 0o600); err != nil {
		t.Fatal(err)
	}
	p := program{args: append([]string{"run", "short.yaml", "--quiet", "--out", "json=report.json"}, flags...),
		stdin: strings.NewReader(""), stdout: io.Discard, stderr: stderr, dir: dir}
	exit = p.run(context.Background())
	data, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	if r.Logins.Duplicate.Needless == 0 || r.Requests.Rejected == 0 {
		t.Errorf("the run shows too little: %+v, %+v", r.Logins, r.Requests.Outcomes)
	}
	return r, exit
}

// metricsOf are the numbers of a report by the series that must have them: a name, and
// labels that follow each other.
func metricsOf(r *reports.Report) map[string]int64 {
	return map[string]int64{
		"wxload_sends_total":                                      r.Requests.Sends,
		`wxload_requests_issued_total name="home.me"`:             r.Requests.Issued,
		`wxload_requests_total name="home.me",outcome="ok"`:       r.Requests.OK,
		`wxload_requests_total name="home.me",outcome="rejected"`: r.Requests.Rejected,
		"wxload_logins_started_total":                             r.Logins.Started,
		`wxload_logins_total outcome="succeeded"`:                 r.Logins.Succeeded,
		`wxload_logins_justified_total`:                           r.Logins.Justified,
		`wxload_duplicate_logins_total kind="needless"`:           r.Logins.Duplicate.Needless,
		`wxload_answers_total status="401"`:                       r.Statuses["401"],
		`wxload_clients state="started"`:                          r.Clients.Started,
		`wxload_http_duration_seconds_count name="home.me"`:       r.Latency.ByName["home.me"].HTTP.Count,
		`wxload_request_duration_seconds_count name="home.me"`:    r.Latency.ByName["home.me"].Request.Count,
		`wxload_login_duration_seconds_count`:                     r.Latency.Login.Count,
	}
}

func TestTheLastScrapeHasTheNumbersOfTheReport(t *testing.T) {
	t.Parallel()
	stderr, write := io.Pipe()
	last := make(chan string, 1)
	go func() {
		lines := bufio.NewReader(stderr)
		line, _ := lines.ReadString('\n')
		go io.Copy(io.Discard, lines)
		url, _ := strings.CutPrefix(strings.TrimSpace(line), "metrics at ")
		last <- scrape(url)
	}()
	r, _ := runShort(t, write, "--metrics", "127.0.0.1:0")
	write.Close()
	text := <-last
	for series, want := range metricsOf(&r) {
		if got, found := valueOf(text, series); !found || got != fmt.Sprint(want) {
			t.Errorf("%s is %q, want %d", series, got, want)
		}
	}
}

// A page of any site whose name is made to lead to this machine could read the numbers.
func TestMetricsOfThisMachineAnswerUnderItsNamesAlone(t *testing.T) {
	for _, c := range []struct {
		addr, host string
		status     int
	}{
		{"127.0.0.1:9464", "127.0.0.1:9464", http.StatusOK}, {"127.0.0.1:9464", "localhost:9464", http.StatusOK}, {"[::1]:9464", "[::1]:9464", http.StatusOK},
		{"127.0.0.1:9464", "evil.example:9464", http.StatusForbidden}, {"[::1]:9464", "evil.example", http.StatusForbidden},
		{"0.0.0.0:9464", "load-1.internal:9464", http.StatusOK},
	} {
		handler := knownHosts(c.addr, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		server := httptest.NewServer(handler)
		r, err := http.NewRequest("GET", server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = c.host
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		server.Close()
		if answer.StatusCode != c.status {
			t.Errorf("listening at %s and called as %s: HTTP %d, want %d", c.addr, c.host, answer.StatusCode, c.status)
		}
	}
}

// valueOf finds a series in a scrape, by its name and some labels that follow each
// other.
func valueOf(text, series string) (value string, found bool) {
	name, labels, _ := strings.Cut(series, " ")
	for line := range strings.Lines(text) {
		rest, is := strings.CutPrefix(line, name+"{")
		if all, v, ok := strings.Cut(rest, "} "); is && ok && strings.Contains(all, labels) {
			return strings.TrimSpace(v), true
		}
	}
	return "", false
}
