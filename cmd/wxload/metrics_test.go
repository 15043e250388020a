package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxload/wxload/reports"
)

// shortRun has logins of all kinds, failures and an expiry.
const shortRun = `
wrapper: {id: callback}
load: {duration: 1500ms}
clients: {count: 20}
app: {domains: {develop: embedded}}
events: [{at: 500ms, expire: tokens}]
flow: [launch, {page: home, requests: [home.me GET /api/me]}, {think: 300ms}, {page: again, requests: [home.me GET /api/me]}]
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

func TestTheLastScrapeHasTheNumbersOfTheReport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "short.yaml"), []byte(shortRun), 0o600); err != nil {
		t.Fatal(err)
	}
	stderr, write := io.Pipe()
	p := program{args: []string{"run", "short.yaml", "--quiet", "--metrics", "127.0.0.1:0", "--out", "json=report.json"},
		stdin: strings.NewReader(""), stdout: io.Discard, stderr: write, dir: dir}
	last := make(chan string, 1)
	go func() {
		lines := bufio.NewReader(stderr)
		line, _ := lines.ReadString('\n')
		go io.Copy(io.Discard, lines)
		url, _ := strings.CutPrefix(strings.TrimSpace(line), "metrics at ")
		last <- scrape(url)
	}()
	p.run(context.Background())
	write.Close()
	text := <-last

	var r reports.Report
	data, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	for series, want := range map[string]int64{
		"wxload_sends_total":                                      r.Requests.Sends,
		`wxload_requests_issued_total name="home.me"`:             r.Requests.Issued,
		`wxload_requests_total name="home.me",outcome="ok"`:       r.Requests.OK,
		`wxload_requests_total name="home.me",outcome="rejected"`: r.Requests.Rejected,
		"wxload_logins_started_total":                             r.Logins.Started,
		`wxload_duplicate_logins_total kind="needless"`:           r.Logins.Duplicate.Needless,
		`wxload_answers_total status="401"`:                       r.Statuses["401"],
		`wxload_clients state="started"`:                          r.Clients.Started,
		`wxload_http_duration_seconds_count name="home.me"`:       r.Latency.ByName["home.me"].HTTP.Count,
		`wxload_login_duration_seconds_count name=""`:             r.Latency.Login.Count,
	} {
		if got, found := valueOf(text, series); !found || got != fmt.Sprint(want) {
			t.Errorf("%s is %q, want %d", series, got, want)
		}
	}
	if r.Logins.Duplicate.Needless == 0 || r.Requests.Rejected == 0 {
		t.Errorf("the run shows too little: %+v, %+v", r.Logins, r.Requests.Outcomes)
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
