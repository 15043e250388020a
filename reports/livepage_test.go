package reports

import (
	"strings"
	"testing"
	"time"
)

// goingReport is a failing run that has not ended.
func goingReport(t *testing.T, phase string) *Report {
	t.Helper()
	r := failingReport(t)
	thresholds := []Threshold{mustParse(t, "duplicate_logins == 0"), mustParse(t, "hung_requests < 100"), mustParse(t, "p(99) http_duration{name:unseen} < 1s")}
	r.Verdict, r.Series, r.Logins.DuplicateServer = "", seconds(3), nil
	r.Progress = &Progress{Phase: phase, Elapsed: 3200 * time.Millisecond, Duration: 10 * time.Second, Active: 812}
	r.Preview(thresholds, sampledRecorder())
	return r
}

func view(t *testing.T, r *Report) *View {
	t.Helper()
	v, err := NewView(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestARunThatGoesOnIsNotJudged(t *testing.T) {
	for phase, word := range map[string]string{"": "CONNECTING", "starting": "STARTING", "running": "RUNNING", "draining": "DRAINING", "failed": "NO LOAD"} {
		u := view(t, goingReport(t, phase)).After(nil)
		if !strings.HasPrefix(u.Title, word+": ") || !strings.Contains(u.Parts["summary"], ">"+word+"</h1>") {
			t.Errorf("%q: the title is %q and the summary %s", phase, u.Title, u.Parts["summary"])
		}
		for name, text := range u.Parts {
			for _, verdict := range []string{"PASSED", "FAILED", "passed", "not judged", "DO NOT BALANCE"} {
				if strings.Contains(text, verdict) {
					t.Errorf("%q: %s has %q", phase, name, verdict)
				}
			}
		}
		if strings.Count(u.Parts["thresholds"], "so far") != 2 || !strings.Contains(u.Parts["thresholds"], "nothing to measure") {
			t.Errorf("%q: the thresholds are %s", phase, u.Parts["thresholds"])
		}
		if (u.Page != "") != (phase == "failed") {
			t.Errorf("%q: the whole page has %d bytes", phase, len(u.Page))
		}
	}
}

func TestWhatHasNotEndedIsOpen(t *testing.T) {
	r := goingReport(t, "running")
	if o := r.Requests.ByName["home.banner"]; o.Open != 0 || r.Requests.Open != 1 || r.Logins.Running != 1 {
		t.Errorf("open are %d of a name and %d of all, %d logins run", o.Open, r.Requests.Open, r.Logins.Running)
	}
}

func TestAnUpdateHasWhatAPageLacks(t *testing.T) {
	first, r := view(t, goingReport(t, "running")), goingReport(t, "running")
	r.Series, r.Progress.Elapsed = seconds(5), 5*time.Second
	u := view(t, r).After(first)
	if len(u.Parts) != 1 || !strings.Contains(u.Parts["progress"], `value="50"`) || !strings.Contains(u.Parts["progress"], "5s / 10s") {
		t.Errorf("the parts are %q", u.Parts)
	}
	if u.From != 3 || len(u.Series.AtMS) != 2 || u.Series.AtMS[0] != 4000 {
		t.Errorf("from second %d on come %v", u.From, u.Series.AtMS)
	}
	if got := u.ByName["首页|订单"]; got != [2]int64{1980, 0} || u.AtMS != r.DurationMS {
		t.Errorf("by name there are %v after %v ms", u.ByName, u.AtMS)
	}
	if again := first.After(first); len(again.Parts) > 0 || len(again.Series.AtMS) > 0 {
		t.Errorf("a page that has all gets %+v", again)
	}
}

func TestTheLastUpdateIsTheReport(t *testing.T) {
	r := failingReport(t)
	r.Series = seconds(4)
	u := view(t, r).After(view(t, goingReport(t, "draining")))
	whole := page(t, r)
	if u.Page != whole {
		t.Errorf("the page to keep is not the report's: %s", u.Page)
	}
	for name, text := range view(t, r).After(nil).Parts {
		if !strings.Contains(whole, text) {
			t.Errorf("the report's page lacks the part %s: %s", name, text)
		}
	}
	if u.From != 3 || u.Parts["progress"] != "" || !strings.Contains(u.Parts["summary"], "FAILED") {
		t.Errorf("the last update is %+v", u)
	}
}

func TestALivePageLoadsNothingButItsOwnUpdates(t *testing.T) {
	var b strings.Builder
	hostile := `</script><script>alert(1)</script>` + "\u202e" + strings.Repeat("x", 10_000)
	if err := (LivePage{Scenario: hostile, Wrapper: hostile, Key: "K</script>"}).Write(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, never := range []string{"<script>alert", "K</script>", "\u202e", "<link", "@import", "url(", "http://", "https://"} {
		if strings.Contains(strings.NewReplacer(chartJS, "", chartCSS, "", `"http://www.w3.org/2000/svg"`, "").Replace(text), never) {
			t.Errorf("the page has %q", never)
		}
	}
	if strings.Count(text, "</script>") != 4 || !strings.Contains(LivePolicy(), "connect-src 'self'") || strings.Contains(LivePolicy(), "unsafe") {
		t.Errorf("%d scripts end, under the policy %s", strings.Count(text, "</script>"), LivePolicy())
	}
}
