package reports

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// passingReport is a run against the built-in servers in which all went well.
func passingReport(t *testing.T) *Report {
	t.Helper()
	books := ClientBooks{
		Requests: Outcomes{Issued: 5000, OK: 5000},
		Logins:   LoginCounts{Started: 1000, Succeeded: 1000},
		Sends:    SendCounts{Sent: 6300, Answered: 6300},
		Codes:    CodeCounts{Received: 1000},
	}
	r := &Report{
		Tool: Tool{"v0.1.0"}, Scenario: "token-expiry", Wrapper: "reference", Seed: 1,
		Started: time.Date(2026, 1, 2, 15, 4, 5, 0, time.UTC), DurationMS: 30012,
		Clients:  Clients{Planned: 1000, Started: 1000, Finished: 1000},
		Requests: Requests{Outcomes: books.Requests, Sends: 6300, AuthFailuresSeen: 300, ByName: map[string]Outcomes{"home.me": books.Requests}},
		Logins:   Logins{LoginCounts: books.Logins, Justified: 1000, DuplicateServer: &DuplicateServer{}},
		Statuses: map[string]int64{"200": 6000, "401": 300},
		Books:    CheckBooks(books, &MockBooks{CodesIssued: 1000, CodesUsed: 1000}, &TargetBooks{Handled: 6300}),
	}
	r.Judge(DefaultThresholds(), NewRecorder(nil))
	return r
}

// failingReport has something in every section.
func failingReport(t *testing.T) *Report {
	t.Helper()
	books := ClientBooks{
		Requests:  Outcomes{Issued: 5000, OK: 4970, Rejected: 12, AuthFailure: 8, HTTPError: 3, Empty: 2, Hung: 4, Open: 1},
		Logins:    LoginCounts{Started: 1340, Succeeded: 1322, Failed: 15, Abandoned: 2, Running: 1},
		Refreshes: LoginCounts{Started: 64, Succeeded: 59, Failed: 5}, RefreshSends: 64,
		Sends: SendCounts{Sent: 7640, Answered: 7600, Failed: 38, InFlight: 2},
		Codes: CodeCounts{Received: 1335, Lost: 5},
	}
	r := passingReport(t)
	r.Wrapper = "template"
	r.Clients.Finished = 987
	r.Requests = Requests{Outcomes: books.Requests, Sends: 6300, Resent: 7, TokenlessSends: 5, AuthFailuresSeen: 1012,
		ByName: map[string]Outcomes{"home.banner": {Issued: 3000, OK: 2990, Rejected: 10}, "首页|订单": {Issued: 2000, OK: 1980}}}
	r.Logins = Logins{LoginCounts: books.Logins, Stray: 1, Justified: 1000,
		Duplicate:       Duplicates{Total: 340, Concurrent: 1, Stale401: 337, Needless: 2, Clients: 210},
		DuplicateServer: &DuplicateServer{Total: 330, AfterFailedCheck: 12}}
	r.Refreshes = &Refreshes{LoginCounts: books.Refreshes, Refused: 3, Justified: 60, Duplicate: Duplicates{Total: 4, Concurrent: 4, Clients: 2},
		DuplicateServer: &DuplicateServer{Total: 1}}
	r.Defects = failingDefects()
	r.Unseen = map[string]string{"identity-mixed": "target.identity is not set"}
	r.Failures = failures(14)
	r.Slowest = []Slow{{Of: "request", Name: "首页|订单", DurationMS: 1999, AtMS: 12_345, Client: 17, Status: 200, Trace: "65a4b2c14bf92f3577b34da6a3ce929d"},
		{Of: "login", DurationMS: 95, AtMS: 812, Client: 3, Status: 502, Trace: "65a4b2c1a3ce929d0e0e47364bf92f35"}}
	r.Statuses = map[string]int64{"200": 6500, "401": 1012, "500": 80, "429": 8}
	r.Books = CheckBooks(books, &MockBooks{CodesIssued: 1337, CodesUsed: 1330, CodesExpired: 4, CodesUnused: 3}, &TargetBooks{Handled: 7610, Refreshes: 60, RefreshesRefused: 3, RefreshTokensReused: 3})
	r.Generator = Generator{CPUSeconds: 41.27, PeakRSSBytes: 183_500_800, Saturated: true,
		SaturatedBy: "its processors were 97 % busy", ClientsFit: 720}
	thresholds := append(DefaultThresholds()[:4], mustParse(t, "p(99) request_duration{name:首页|订单} < 100ms"),
		mustParse(t, "sends_per_second > 100"), mustParse(t, "max http_duration{name:unseen} < 1s"))
	r.Judge(thresholds, sampledRecorder())
	return r
}

// failures are as many as asked for, of all kinds, hostile texts among them.
func failures(n int) []Failure {
	all := []Failure{
		{Of: "request", Name: "home.banner", Reason: "authentication failed twice", Count: 12, Clients: 9, FirstMS: 812,
			Example: "client 17: GET, 2nd send, answered HTTP 401 with 17 bytes after 12 ms"},
		{Of: "login", Reason: "connection refused", Count: 18, Clients: 18, FirstMS: 12_345, Example: "client 3: request:fail net::ERR_CONNECTION_REFUSED"},
		{Of: "request", Name: "首页|订单", Reason: "business code </failure>]]>| `x` \x1b[31m", Count: 7, Clients: 1, FirstMS: 1},
		{Of: "session_check", Reason: "timeout", Count: 1, Clients: 1, FirstMS: 29_999},
	}
	for i := len(all); i < n; i++ {
		all = append(all, Failure{Of: "request", Name: "home.banner", Reason: fmt.Sprintf("HTTP %d", 500+i), Count: 1, Clients: 1, FirstMS: float64(i)})
	}
	return all
}

// saturatedReport has a latency that cannot be judged.
func saturatedReport(t *testing.T) *Report {
	t.Helper()
	r := passingReport(t)
	r.Generator = Generator{CPUSeconds: 59, PeakRSSBytes: 1 << 30, Saturated: true, SaturatedBy: "12 % of its steps came late", ClientsFit: 500}
	r.Judge(append(DefaultThresholds(), mustParse(t, "p(99) request_duration < 800ms")), sampledRecorder())
	return r
}

func failingDefects() []Defect {
	long := &Example{Client: 17}
	for i := range 9 {
		long.Events = append(long.Events, Event{AtMS: 12.5 * float64(i), Kind: "wx.request", Text: "GET /orders"})
	}
	long.Events = append(long.Events, Event{AtMS: 1234.56, Kind: "wx.login", Text: "second login; the 401 carried an older token"})
	hostile := &Example{Client: 3, Events: []Event{
		{AtMS: 1, Kind: "answer", Text: "</failure>]]>| `x` \x1b[31m红色\x00\r\n# <script>&amp; \xff"}}}
	return []Defect{
		{Class: "duplicate-login", Kind: "stale-401", Severity: "high", Count: 337, Clients: 210, Example: long},
		{Class: "duplicate-login", Kind: "needless", Severity: "high", Count: 3, Clients: 2,
			Note: "2 of them came shortly before the announced end of their token, 1.5s at most: if they renew it, wrapper.renew_margin allows that."},
		{Class: "hung-request", Kind: "login-never-sent", Severity: "high", Count: 4, Clients: 1, Example: hostile},
		{Class: "wait-after-login", Severity: "low", Count: 1200, Clients: 1000, Example: &Example{Client: 0}},
		{Class: "from-a-later-version", Severity: "medium", Count: 1, Clients: 1},
	}
}

// sampledRecorder has latencies from 1 ms to 2 s.
func sampledRecorder() *Recorder {
	rec := NewRecorder([]string{"home.banner", "首页|订单"})
	for i := range 2000 {
		d := time.Duration(i+1) * time.Millisecond
		rec.HTTP(i%2, d/10)
		rec.Request(i%2, d)
		rec.LoginWait(0, d/4)
	}
	rec.Login(80 * time.Millisecond)
	rec.Login(95 * time.Millisecond)
	return rec
}

func interruptedReport(t *testing.T) *Report {
	t.Helper()
	r := passingReport(t)
	r.Interrupted = true
	r.DurationMS = 3210
	r.Clients = Clients{Planned: 1000, Started: 400, Finished: 1}
	r.Requests = Requests{Outcomes: Outcomes{Issued: 10, OK: 9, Open: 1}, Sends: 10}
	r.Logins = Logins{}
	r.Statuses = map[string]int64{"200": 9}
	r.Books = CheckBooks(ClientBooks{Requests: r.Requests.Outcomes, Sends: SendCounts{Sent: 10, Answered: 9, InFlight: 1}},
		&MockBooks{}, &TargetBooks{Handled: 10})
	r.Judge(DefaultThresholds(), NewRecorder(nil))
	return r
}

func unbalancedReport(t *testing.T) *Report {
	t.Helper()
	r := passingReport(t)
	r.Requests.Outcomes = Outcomes{Issued: 100, OK: 97, Hung: 1}
	r.Books = CheckBooks(ClientBooks{Requests: r.Requests.Outcomes, Codes: CodeCounts{Received: 9}},
		&MockBooks{CodesIssued: 8, CodesUsed: 6, CodesUnused: 2}, &TargetBooks{LostMemory: "killed at 12.0 s without a state file"})
	r.Judge(DefaultThresholds(), NewRecorder(nil))
	return r
}

// foreignReport is a run against a target that wxload cannot ask, judged by nothing.
func foreignReport(t *testing.T) *Report {
	t.Helper()
	r := passingReport(t)
	r.Logins.DuplicateServer = nil
	r.Requests.Outcomes = Outcomes{Issued: 5000, OK: 1050, Rejected: 3950}
	r.Clients.Finished = 988
	r.Defects = []Defect{{Class: "session-key-displaced", Count: 271, Clients: 100}}
	r.Unseen = map[string]string{"identity-mixed": "target.identity is not set", "session-key-leaked": "the mock WeChat runs in another process"}
	r.Notes = []string{"home.flag was refused each time (12), with tokens with which other requests were served: does it lack a permission?",
		"the numbers at target.login.expires_in were taken for lifetimes in milliseconds"}
	r.Books = CheckBooks(ClientBooks{}, nil, nil)
	r.Judge(nil, NewRecorder(nil))
	return r
}

func mustParse(t *testing.T, expr string) Threshold {
	t.Helper()
	threshold, err := ParseThreshold(expr)
	if err != nil {
		t.Fatal(err)
	}
	return threshold
}

func TestWriteMatchesTheGoldenFiles(t *testing.T) {
	runs := map[string]*Report{
		"passing": passingReport(t), "failing": failingReport(t), "interrupted": interruptedReport(t),
		"unbalanced": unbalancedReport(t), "foreign": foreignReport(t), "saturated": saturatedReport(t),
	}
	extensions := map[string]string{"console": "txt", "json": "json", "junit": "xml", "markdown": "md", "html": "html"}
	for name, r := range runs {
		for _, format := range Formats() {
			t.Run(name+"/"+format, func(t *testing.T) {
				if extensions[format] == "" {
					t.Fatalf("the format has no extension here: what do its files end in?")
				}
				var got bytes.Buffer
				if err := Write(&got, format, r, nil); err != nil {
					t.Fatal(err)
				}
				// Of a page, without what is the same in all.
				text := strings.NewReplacer(chartJS, "", chartCSS, "", pageJS, "", pageCSS, "").Replace(got.String())
				compareGolden(t, filepath.Join("testdata", name+"."+extensions[format]), []byte(text))
			})
		}
	}
}

func compareGolden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; make it with go test ./reports -update", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got:\n%s\nwant:\n%s", path, got, want)
	}
}
