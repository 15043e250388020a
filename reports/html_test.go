package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// page is a report as a page.
func page(t *testing.T, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, "html", r, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// seconds are as many as asked for, each with other numbers.
func seconds(n int) []Second {
	s := NewSeries()
	for i := range n {
		s.HTTP(time.Duration(100+i) * time.Millisecond)
		s.Request(time.Duration(200+i) * time.Millisecond)
		s.Login(time.Duration(300+i) * time.Millisecond)
		k := int64(i+1) * int64(i+2)
		s.End(time.Duration(i+1)*time.Second, 1000, SeriesCounts{Sends: 12345 * k, RequestsOK: 9876 * k, RequestsFailed: 12 * k, Logins: 345 * k,
			Duplicates: 12 * k, Concurrent: 3 * k, Stale401: 4 * k, Needless: 5 * k, Defects: 17 * k})
	}
	return s.Seconds()
}

func TestAPageSaysWhatTheReportSays(t *testing.T) {
	r := failingReport(t)
	r.Series = seconds(3)
	r.Events = []Happening{{AtMS: 1500, Kind: "expire-tokens", Text: "all tokens expire"}}
	text := page(t, r)
	for _, want := range []string{
		`<h1 class="bad">FAILED</h1>`, "duplicate_logins == 0", "stale-401", "<li value=\"", "1.50 s: all tokens expire",
		"identity-mixed: target.identity is not set", `"requests_ok":[19752,39504,59256]`, `"http_p95":[100,101,102]`, `id="spread-HTTP-title"`,
		"the load generator was saturated",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, d := range r.Defects {
		if d.Advice != "" && !strings.Contains(text, html.EscapeString(d.Advice)) {
			t.Errorf("the page lacks the advice %q", d.Advice)
		}
	}
}

func TestAPageSaysInItsVerdictAndOnEachChartThatTheTargetDied(t *testing.T) {
	r := failingReport(t)
	r.Series = seconds(3)
	for i := range r.Series {
		r.Series[i].Answers, r.Series[i].Unanswered = 9, 0
	}
	r.Series[1].Answers, r.Series[2].Answers, r.Series[2].Unanswered = 0, 0, 5
	r.findOutages()
	text := page(t, r)
	for _, want := range []string{
		`<p class="reason">`, "; the target died, or could not be reached any more, at 2.00 s: 5 sends without an answer</p>",
		"2.00 s: the target died, or could not be reached any more</li>", `,"t_ms":2000,"name":"no answer"}`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestAPageLoadsNothingAndRunsNothingThatATextHolds(t *testing.T) {
	r := failingReport(t)
	hostile := `</script><script>alert(1)</script><img src=x onerror=alert(1)>` + "\u202e" + strings.Repeat("x", 10_000)
	r.Scenario, r.Wrapper, r.Notes = hostile, hostile, []string{hostile}
	r.Failures[0].Name, r.Failures[0].Example, r.Defects[0].Example.Events[0].Text = hostile, hostile, hostile
	r.Requests.ByName[hostile] = Outcomes{Issued: 1}
	r.Series, r.Events = seconds(2), []Happening{{AtMS: 1, Text: hostile}}
	text := page(t, r)
	for _, never := range []string{"<script>alert", "<img", "\u202e", "<link", "@import", "url("} {
		if strings.Contains(text, never) {
			t.Errorf("the page has %q", never)
		}
	}
	if got := strings.Count(text, "</script>"); got != 3 {
		t.Errorf("%d scripts end, want the data, the charts and the page's own", got)
	}
}

func TestAPageOfTenMinutesIsSmall(t *testing.T) {
	r := failingReport(t)
	r.Series = seconds(600)
	for i := range 20 {
		r.Requests.ByName[fmt.Sprintf("page%d.request", i)] = Outcomes{Issued: 12345, OK: 12345}
	}
	if size := len(page(t, r)); size > 300_000 {
		t.Errorf("the page has %d bytes, want 300,000 at most", size)
	}
}

func TestTheChartsShowTheNumbersOfTheReport(t *testing.T) {
	chromium := browser(t)
	r := failingReport(t)
	r.Series = append(seconds(3), Second{AtMS: 3100, SeriesCounts: SeriesCounts{RequestsOK: 1000, RequestsFailed: 4}})
	name := filepath.Join(t.TempDir(), "report.html")
	text := strings.ReplaceAll(page(t, r), "<details><summary>Table", "<details open><summary>Table")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	// Processes of the browser may outlive it for a moment and write there still.
	profile, err := os.MkdirTemp("", "wxload-browser-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(profile) })
	dom, err := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-proxy-server", "--disable-background-networking",
		"--user-data-dir="+profile, "--virtual-time-budget=5000", "--dump-dom", "file://"+name).Output()
	if err != nil {
		t.Fatalf("%s: %v", chromium, err)
	}
	if got := bytes.Count(dom, []byte("<canvas")); got != 6 {
		t.Errorf("%d charts are drawn, want 6", got)
	}
	for _, row := range [][]string{
		{"1 s", "19,752", "24"}, {"3 s", "59,256", "72"}, // ok, failed
		{"2 s", "1,380", "12", "16", "20"}, // logins, duplicates by kind
		{"3 s", "102", "202", "302"},       // HTTP, request, login
		{"1 s", "1,000", "34"},             // clients, defects
		{"3.1 s", "54,778", "69.1"},        // ok, failed, together with the second before
	} {
		want := `<th scope="row" class="number">` + row[0] + "</th>"
		for _, cell := range row[1:] {
			want += `<td class="number">` + cell + "</td>"
		}
		if !bytes.Contains(dom, []byte(want)) {
			t.Errorf("no table has the row %q", row)
		}
	}
}

// browser is Chromium's program; without one the test is skipped.
func browser(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds to start")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no Chromium on this machine")
	return ""
}

func TestASpreadCountsEachSampleOnce(t *testing.T) {
	rec := NewRecorder(nil)
	for i := range 10_000 {
		rec.HTTP(-1, time.Duration(1+i*i)*time.Microsecond)
	}
	s := rec.total(metricHTTP).spread("HTTP")
	sum := int64(0)
	for _, n := range s.n {
		sum += n
	}
	if sum != 10_000 || s.lower(0) > 0.001 || s.lower(len(s.n)) < 99_980 {
		t.Errorf("%d samples from %g to %g ms, want 10000 from 0.001 to 99980", sum, s.lower(0), s.lower(len(s.n)))
	}
	if empty := newHistogram().spread(""); len(empty.n) != 0 {
		t.Errorf("without samples there are ranges: %v", empty.n)
	}
}

func TestTheJSONOfAReportHasItsSeriesAndEvents(t *testing.T) {
	r := passingReport(t)
	r.Series, r.Events = seconds(1), []Happening{{AtMS: 1.5, Kind: "fault", Text: "x"}}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"series":[{"t_ms":1000,`, `"events":[{"t_ms":1.5,"kind":"fault","text":"x"}]`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the JSON lacks %s", want)
		}
	}
}

func TestLabelsOfAHistogramNeitherTouchNorAreCut(t *testing.T) {
	for ranges := 1; ranges <= 100; ranges++ { // from 10 µs to a day
		s := spread{first: -20, n: make([]int64, ranges)}
		h := s.draw()
		for i, tick := range h.Ticks {
			// A letter is 7 wide at most, where the text is 11 high.
			half := 7 * len(tick.Text) / 2
			if tick.X < half || tick.X+half > h.Width {
				t.Errorf("%d ranges: %q at %d is cut", ranges, tick.Text, tick.X)
			}
			if i > 0 && tick.X-half <= h.Ticks[i-1].X+7*len(h.Ticks[i-1].Text)/2 {
				t.Errorf("%d ranges: %q touches %q", ranges, h.Ticks[i-1].Text, tick.Text)
			}
		}
	}
}
