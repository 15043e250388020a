package main

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live/liveview"
)

// facts are the numbers of a report as its page writes them.
func facts(r *reports.Report) []string {
	return []string{
		"INTERRUPTED", reports.Count(r.Requests.Issued) + " issued", reports.Count(r.Logins.Started) + " started",
		reports.Count(r.Requests.Sends) + ", ", r.Logins.Duplicate.String(), reports.Count(r.Statuses["200"]) + " with HTTP 200",
	}
}

func TestThePageFollowsARunAndStopsIt(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	dir := t.TempDir()
	url, ended := runWithPage(t, dir, endless, "--out", "json=report.json", "--out", "html=report.html")
	p := b.open(url, 1200)
	p.until(`document.querySelector("h1").innerText === "RUNNING" && reportPage.rows("requests")[0].length > 2`)
	if text := p.text("body"); strings.Contains(text, "PASSED") || strings.Contains(text, "FAILED") || !strings.Contains(text, "so far") {
		t.Errorf("a run that goes on is judged: %s", text)
	}
	p.press("#stop")
	p.press(`#sure button[value=stop]`)
	p.until(`document.body.dataset.link === "ended"`)
	if code := <-ended; code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
	r := readReport(t, filepath.Join(dir, "report.json"))
	summary := p.text("header")
	for _, want := range facts(r) {
		if !strings.Contains(summary, want) {
			t.Errorf("the page lacks %q: %s", want, summary)
		}
	}
	table := p.text("[data-part=requests]")
	for name, n := range r.Requests.ByName {
		if want := fmt.Sprintf("%s\t%s\t%s", name, reports.Count(n.Issued), reports.Count(n.OK)); !strings.Contains(table, want) {
			t.Errorf("no row %q in %s", want, table)
		}
	}
	checkNarrowed(p)
	p.must(`document.querySelectorAll("figure details").forEach((d) => d.open = true)`, nil)
	kept := b.open("file://"+filepath.ToSlash(filepath.Join(dir, "report.html")), 1200)
	kept.must(`document.querySelectorAll("figure details").forEach((d) => d.open = true)`, nil)
	for _, part := range []*tab{p, kept} { // the charts' tables are filled after the click
		part.until(`[...document.querySelectorAll("[data-chart] .scroll")].every((s) => s.querySelectorAll("tbody tr").length === ` + fmt.Sprint(len(r.Series)) + `)`)
	}
	if live, last := p.text("main"), kept.text("main"); live != last {
		t.Errorf("the page says\n%s\nand the report\n%s", live, last)
	}
}

// checkNarrowed: the lines of two requests add up to those of both.
func checkNarrowed(p *tab) {
	p.t.Helper()
	lines := func(text string) (ok []float64) {
		p.must(fmt.Sprintf(`(() => {
			const filter = document.getElementById("filter");
			filter.value = %q;
			filter.dispatchEvent(new Event("input"));
			return reportPage.rows("requests")[1];
		})()`, text), &ok)
		return ok
	}
	me, list, both := lines("home.ME"), lines("home.list"), lines("home.")
	sum := 0.0
	for i := range both {
		sum += both[i]
		if math.Abs(me[i]+list[i]-both[i]) > 1e-6 {
			p.t.Errorf("%v and %v are not %v", me, list, both)
		}
	}
	if sum == 0 || p.text("#narrowed") == "" {
		p.t.Errorf("the lines of the requests that were chosen are %v", both)
	}
	lines("")
}

// strangerPage tries all that a page of another origin can do to a run, and writes down
// what it could read.
const strangerPage = `<!doctype html><body><ul id="read"></ul><iframe id="frame" src="%[1]s/"></iframe><iframe name="sink"></iframe>
<form id="form" method="POST" action="%[1]s/stop" target="sink"></form>
<script>
const read = (text) => document.getElementById("read").append(Object.assign(document.createElement("li"), { textContent: text }));
async function attempt(path, options) {
  try {
    const answer = await fetch("%[1]s/" + path, options);
    if (answer.type !== "opaque") read("read " + answer.status + " " + (await answer.text()).slice(0, 200));
  } catch { read("blocked"); }
}
(async () => {
  for (const path of ["", "events", "stop", "key"]) {
    for (const method of ["GET", "POST"]) {
      await attempt(path, { method });
      await attempt(path, { method, mode: "no-cors", credentials: "include" });
      await attempt(path, { method, headers: { Authorization: "Bearer %[2]s" } });
    }
  }
  document.getElementById("form").submit();
  const other = open("%[1]s/");
  await new Promise((done) => setTimeout(done, 300));
  for (const look of [() => document.getElementById("frame").contentWindow.document.body.innerText, () => other.document.body.innerText]) {
    try { read("read " + look()); } catch { read("blocked"); }
  }
  document.body.dataset.done = "yes";
})();
</script>`

// shownRun serves a run on loopback; told counts how often somebody stopped it. token may
// be empty.
func shownRun(t *testing.T, name, token string) (s *liveview.Server, url string, told chan struct{}) {
	t.Helper()
	told = make(chan struct{}, 100)
	server := httptest.NewUnstartedServer(nil)
	s = liveview.New(liveview.Options{Addr: server.Listener.Addr().String(), Token: token, Stop: func() { told <- struct{}{} }, Scenario: name, Wrapper: name}, time.Now())
	server.Config.Handler = s.Handler()
	server.Start()
	t.Cleanup(func() {
		server.CloseClientConnections() // pages that follow the run
		server.Close()
	})
	return s, server.URL, told
}

func TestAPageOfAnotherOriginCanNeitherReadNorStopARun(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	_, url, told := shownRun(t, "secret-run", "")
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, strangerPage, url, "KEY")
	}))
	defer stranger.Close()
	port := strings.TrimPrefix(stranger.URL, "http://127.0.0.1")
	for _, from := range []string{stranger.URL, "http://evil.example" + port} { // another port of this machine, and another site
		p := b.open(from, 800)
		p.until(`document.body.dataset.done === "yes"`)
		if text := p.text("#read"); !strings.Contains(text, "blocked") || strings.Contains(text, "read") {
			t.Errorf("the page from %s: %s", from, text)
		}
	}
	rebound := b.open(strings.Replace(url, "127.0.0.1", "evil.example", 1), 800)
	if text := rebound.text("body"); !strings.Contains(text, "refused") || strings.Contains(text, "secret-run") {
		t.Errorf("under the stranger's name there is %s", text)
	}
	if len(told) > 0 {
		t.Errorf("the run was stopped %d times", len(told))
	}
}

func TestAPageAsksForTheTokenOrHasItFromItsAddress(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	_, url, _ := shownRun(t, "secret-run", "open sesame")
	p := b.open(url, 800)
	p.until(`!document.getElementById("enter").hidden`)
	if text := p.text("body"); strings.Contains(text, "secret-run") {
		t.Errorf("without the token the page says %s", text)
	}
	enter := func(token string) {
		p.must(fmt.Sprintf(`(() => {
			document.getElementById("token").value = %q;
			document.querySelector("#enter button").click();
		})()`, token), nil)
	}
	enter("open barley")
	p.until(`document.body.dataset.link === "wrong"`)
	enter("open sesame")
	p.until(`document.body.dataset.link === "following" && document.querySelector("header").innerText.includes("secret-run")`)
	brought := b.open(url+"/#open%20sesame", 800)
	brought.until(`document.body.dataset.link === "following" && document.querySelector("header").innerText.includes("secret-run")`)
	var left string
	if brought.must(`location.href + document.cookie`, &left); strings.Contains(left, "sesame") {
		t.Errorf("the token is left in %s", left)
	}
}

func TestHostileNamesDoNoHarmToALivePage(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	hostile := `</script><script>pwned=1</script><img src=x onerror=pwned=1>` + "\u202e\u2066" + strings.Repeat("長x", 5_000)
	s, url, _ := shownRun(t, hostile, "")
	r := &reports.Report{Scenario: hostile, Wrapper: hostile, Requests: reports.Requests{ByName: map[string]reports.Outcomes{hostile: {Issued: 7}, "b": {Issued: 1}}},
		Defects:  []reports.Defect{{Class: hostile, Kind: hostile, Note: hostile, Example: &reports.Example{Events: []reports.Event{{Kind: hostile, Text: hostile}}}}},
		Failures: []reports.Failure{{Of: "request", Name: hostile, Reason: hostile, Example: hostile, Count: 1}},
		Events:   []reports.Happening{{AtMS: 1, Text: hostile}}}
	r.Judge(nil, reports.NewRecorder(nil))
	p := b.open(url, 390)
	s.End(r)
	p.until(`document.body.dataset.link === "ended"`)
	var seen struct {
		Pwned  bool
		Width  int
		Shown  int
		Hidden int
	}
	p.must(`(() => {
		const filter = document.getElementById("filter");
		filter.value = "B";
		filter.dispatchEvent(new Event("input"));
		const rows = [...document.querySelectorAll("[data-part=requests] tbody tr")];
		return { pwned: typeof pwned !== "undefined" || document.images.length > 0, width: document.documentElement.scrollWidth,
			shown: rows.filter((r) => !r.hidden).length, hidden: rows.filter((r) => r.hidden).length };
	})()`, &seen)
	if seen.Pwned || seen.Width > 390 || seen.Shown != 1 || seen.Hidden != 1 {
		t.Errorf("the page is %+v", seen)
	}
	if text := p.text("body"); !strings.Contains(text, "<script>pwned=1</script>") || strings.ContainsAny(text, "\u202e\u2066") {
		t.Errorf("the page says %.2000s", text)
	}
}
