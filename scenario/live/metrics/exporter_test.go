package metrics

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live"
)

// full is an exporter that was told something of everything.
func full() *Exporter {
	e := New("shop-1")
	t := client.NewTally()
	t.Sends, t.TokenlessSends, t.AuthFailuresSeen = 7, 1, 2
	t.ByName[`home."me"`] = &client.Outcomes{Issued: 5, OK: 3, Rejected: 1, Hung: 1}
	t.Statuses[200], t.Statuses[401] = 5, 2
	t.LoginsStarted, t.LoginsSucceeded, t.LoginsFailed, t.Justified, t.Stale401 = 4, 3, 1, 2, 2
	t.Refreshes.Started, t.Refreshes.Failed, t.Refreshes.Needless = 3, 1, 1
	t.Defects[client.DefectKey{Class: "hung-request", Kind: "login-failed"}] = &client.DefectTally{Count: 6, Clients: 2}
	w := e.Watcher()
	w.Measured(client.HTTPTime, "home.me", 30*time.Millisecond)
	for _, m := range []client.Metric{client.RequestTime, client.LoginTime, client.RefreshTime, client.LoginWait, client.WaitAfterLogin} {
		w.Measured(m, "", 2*time.Second)
	}
	w.Counted(live.Counts{Tally: t, Clients: reports.Clients{Planned: 9, Started: 8}, Active: 6, Lag: 1500 * time.Microsecond})
	return e
}

// scraped is what Prometheus gets.
func scraped(e *Exporter) string {
	w := httptest.NewRecorder()
	e.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

func TestAScrapeHasTheCountsOfTheRun(t *testing.T) {
	text := scraped(full())
	for _, want := range []string{
		`wxload_clients{run="shop-1",state="active"} 6`, `wxload_clients{run="shop-1",state="planned"} 9`, `wxload_generator_lag_seconds{run="shop-1"} 0.0015`,
		`wxload_requests_issued_total{name="home.\"me\"",run="shop-1"} 5`, `wxload_requests_total{name="home.\"me\"",outcome="rejected",run="shop-1"} 1`,
		`wxload_sends_total{run="shop-1"} 7`, `wxload_answers_total{run="shop-1",status="401"} 2`, `wxload_logins_total{outcome="failed",run="shop-1"} 1`,
		`wxload_duplicate_logins_total{kind="stale-401",run="shop-1"} 2`, `wxload_duplicate_refreshes_total{kind="needless",run="shop-1"} 1`,
		`wxload_defects_total{class="hung-request",kind="login-failed",run="shop-1"} 6`,
		`wxload_http_duration_seconds_bucket{name="home.me",run="shop-1",le="0.05"} 1`, `wxload_login_duration_seconds_sum{name="",run="shop-1"} 2`,
	} {
		if !strings.Contains(text, "\n"+want+"\n") {
			t.Errorf("no line %s in\n%s", want, text)
		}
	}
}

func TestAScrapeBeforeTheFirstCountIsEmpty(t *testing.T) {
	if text := scraped(New("shop-1")); text != "" {
		t.Errorf("got %q", text)
	}
}

// TestAScrapeIsOfOneMoment has latencies of requests that are not counted yet: their
// histograms would count more requests than there were.
func TestAScrapeIsOfOneMoment(t *testing.T) {
	e := full()
	before := scraped(e)
	w := e.Watcher()
	for range 5 {
		w.Measured(client.HTTPTime, "home.me", 30*time.Millisecond)
	}
	if got := scraped(e); got != before {
		t.Errorf("a latency is scraped before its request is counted:\n%s", got)
	}
	w.Counted(live.Counts{Tally: client.NewTally()})
	for _, want := range []string{`wxload_http_duration_seconds_count{name="home.me",run="shop-1"} 6`, `wxload_sends_total{run="shop-1"} 0`} {
		if got := scraped(e); !strings.Contains(got, "\n"+want+"\n") {
			t.Errorf("no line %s in\n%s", want, got)
		}
	}
}

func TestTheDashboardAsksForMetricsThatThereAre(t *testing.T) {
	text, err := os.ReadFile("grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(text) {
		t.Fatal("grafana.json is no JSON")
	}
	there := scraped(full())
	asked := map[string]bool{}
	for _, name := range regexp.MustCompile(`wxload_[a-z_]+`).FindAllString(string(text), -1) {
		asked[name] = true
	}
	for name := range asked {
		if !strings.Contains(there, "\n"+name+"{") {
			t.Errorf("the dashboard asks for %s, which is no metric", name)
		}
	}
	for _, want := range []string{"wxload_requests_total", "wxload_duplicate_logins_total", "wxload_defects_total", "wxload_http_duration_seconds_bucket", "wxload_clients"} {
		if !asked[want] {
			t.Errorf("the dashboard does not show %s", want)
		}
	}
}

func TestTheEndWaitsForAScrapeOnlyWhereSomebodyScrapes(t *testing.T) {
	now := time.Unix(0, 0)
	s := newScrapes(func() time.Time { return now })
	if got := s.end(); got != 0 {
		t.Errorf("where nobody scrapes the end waits %v", got)
	}
	s.begin()()
	if got := s.end(); got != maxWait {
		t.Errorf("after the first scrape the end waits %v, want %v", got, maxWait)
	}
	now = now.Add(time.Millisecond)
	s.begin()()
	if got := s.end(); got != minWait {
		t.Errorf("with a scrape each millisecond the end waits %v, want %v: one may be late", got, minWait)
	}
	now = now.Add(5 * time.Second)
	s.begin()()
	if got := s.end(); got != 10*time.Second {
		t.Errorf("with a scrape each 5 s the end waits %v, want twice that", got)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	e := full()
	scraped(e)
	e.Await(ctx) // ends at once: the run was interrupted
}

func TestAScrapeThatBeganBeforeTheEndIsNotTheLast(t *testing.T) {
	s := newScrapes(time.Now)
	early := s.begin()
	s.end()
	late := s.begin()
	early()
	if len(s.after) != 0 {
		t.Error("the end would not wait for the numbers to be scraped")
	}
	late()
	if len(s.after) != 1 {
		t.Error("the end would wait longer")
	}
}

func BenchmarkMeasured(b *testing.B) {
	w := New("bench").Watcher()
	counts := live.Counts{Tally: client.NewTally()}
	for n := 0; b.Loop(); n++ {
		w.Measured(client.HTTPTime, "home.me", 30*time.Millisecond)
		if n%5000 == 0 { // so many a second
			w.Counted(counts)
		}
	}
}
