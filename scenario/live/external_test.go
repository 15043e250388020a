package live_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live"
)

// whileItRuns does something once, when the load has made its first requests.
func whileItRuns(t *testing.T, yaml string, act func()) *reports.Report {
	t.Helper()
	var once sync.Once
	report, err := start(context.Background(), parse(t, yaml), live.Options{Progress: func(p live.Progress) {
		if p.Phase == "running" && p.Issued > 0 {
			once.Do(act)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	checkReport(t, report)
	return report
}

// outages is a load that requests all the time, whatever happens to the servers.
func outages(wrapper string) string {
	const visit = `
  - page: a
    requests: [a GET /api/a, b GET /api/b, {name: o, method: POST, path: /orders, body: {id: "{{id}}", item: tea}}]
  - think: 20ms..50ms`
	return `
clients: {count: 12}
wrapper: {id: ` + wrapper + `, timeout: 20s, login_deadline: 20s}
load: {duration: 1s, drain: 2s}
limits: {deadline: 1m}
events: [{at: 500ms, expire: tokens}]
flow:
  - launch` + strings.Repeat(visit, 40) + "\n"
}

func TestATargetThatIsKilledAndRestartedLeavesAFullReport(t *testing.T) {
	if testing.Short() {
		t.Skip("a load for each of several wrappers")
	}
	t.Parallel()
	for _, wrapper := range []string{"reference", "template", "egg", "userclass"} {
		t.Run(wrapper, func(t *testing.T) {
			t.Parallel()
			mock := startProcess(t, "mock", "127.0.0.1:0", "")
			target := startProcess(t, "target", "127.0.0.1:0", mock.URL)
			yaml := strings.Replace(externalServers(mock.URL, target.URL), "target: {", "target: {shape: flyjs, ", 1)
			if wrapper == "egg" {
				yaml = strings.Replace(yaml, "shape: flyjs", "shape: flyjs, login: {path: /user/login}", 1)
			}
			r := whileItRuns(t, yaml+outages(wrapper), func() {
				target.kill()
				startProcess(t, "target", strings.TrimPrefix(target.URL, "http://"), mock.URL)
			})
			if r.Books.Comparison != "unknown" || !slicesContain(r.Books.Notes, "the developer server was restarted during the run") {
				t.Errorf("the comparison is %s: %q", r.Books.Comparison, r.Books.Notes)
			}
			if wrapper == "reference" && (r.Logins.Duplicate.Total > 0 || r.Requests.Hung > 0) {
				t.Errorf("duplicates %+v, %d hung", r.Logins.Duplicate, r.Requests.Hung)
			}
		})
	}
}

func TestServersThatDieInTheLoadLeaveAFullReport(t *testing.T) {
	t.Parallel()
	for name, kill := range map[string]func(mock, target *process){
		"the mock WeChat": func(mock, _ *process) { mock.kill() },
		"the target":      func(_, target *process) { target.kill() },
		"both":            func(mock, target *process) { mock.kill(); target.kill() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := startProcess(t, "mock", "127.0.0.1:0", "")
			target := startProcess(t, "target", "127.0.0.1:0", mock.URL)
			r := whileItRuns(t, externalServers(mock.URL, target.URL)+outages("reference"),
				func() { kill(mock, target) })
			if r.Books.Comparison != "unknown" || r.Requests.Rejected == 0 || r.Requests.Hung > 0 || r.Logins.Duplicate.Total > 0 {
				t.Errorf("the comparison is %s (%q), requests %+v, duplicates %+v", r.Books.Comparison, r.Books.Notes, r.Requests.Outcomes, r.Logins.Duplicate)
			}
			checkFailures(t, r)
			checkOneLook(t, r, "connection refused")
		})
	}
}

// A refused connection fails in no time: counted as a latency it would make a dead target
// the fastest.
func TestATargetThatDiedIsNamedAndNotTakenForAFastOne(t *testing.T) {
	t.Parallel()
	mock := startProcess(t, "mock", "127.0.0.1:0", "")
	target := startProcess(t, "target", "127.0.0.1:0", mock.URL)
	load := strings.Replace(outages("reference"), "duration: 1s", "duration: 3s", 1)
	r := whileItRuns(t, externalServers(mock.URL, target.URL)+load, target.kill)
	sends := r.Books.Client.Sends
	if r.Latency.HTTP.Count != sends.Answered || sends.Failed == 0 {
		t.Errorf("%d latencies of %+v, want those of the answers", r.Latency.HTTP.Count, sends)
	}
	if count := r.Latency.Request.Count; count != r.Requests.OK+r.Requests.HTTPError+r.Requests.AuthFailure {
		t.Errorf("%d times of requests %+v, want those of the answered", count, r.Requests.Outcomes)
	}
	if len(r.Outages) != 1 || r.Outages[0].ToMS != nil || r.Outages[0].FromMS <= 0 || r.Outages[0].FromMS > 1500 {
		t.Fatalf("the target was killed at once, and did not answer in %+v", r.Outages)
	}
	answers, unanswered := int64(0), int64(0)
	for _, second := range r.Series {
		answers += second.Answers
		unanswered += second.Unanswered
	}
	if answers != sends.Answered || unanswered != sends.Failed {
		t.Errorf("the seconds have %d answers and %d sends without one, the books %+v", answers, unanswered, sends)
	}
}

func TestAMockThatIsRestartedIsToldFromOneThatMiscounts(t *testing.T) {
	t.Parallel()
	mock := startProcess(t, "mock", "127.0.0.1:0", "")
	target := startProcess(t, "target", "127.0.0.1:0", mock.URL)
	r := whileItRuns(t, externalServers(mock.URL, target.URL)+outages("callback"), func() {
		mock.kill()
		startProcess(t, "mock", strings.TrimPrefix(mock.URL, "http://"), "")
	})
	if r.Books.Comparison != "unknown" || !slicesContain(r.Books.Notes, "the mock WeChat was restarted during the run") {
		t.Errorf("the comparison is %s: %q", r.Books.Comparison, r.Books.Notes)
	}
}

func TestLocalhostIsTheSameInAnySpelling(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"LOCALHOST", "localhost.", "API.localhost."} {
		w := newWorld(t, nil)
		spelt := strings.ReplaceAll(w.Target, "127.0.0.1", name)
		plain := strings.ReplaceAll(w.Target, "127.0.0.1", strings.ToLower(strings.TrimSuffix(name, ".")))
		s := parse(t, "mock: {url: "+w.WeChat+", secret: "+appsecret+"}\napp: {domains: {develop: \""+spelt+"\"}, allowed_domains: [\""+plain+"\"]}\n"+
			"target: {control: \""+spelt+"\"}\n"+visits("reference", 1))
		r, err := start(context.Background(), s, live.Options{AllowHost: s.Permits(nil)})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if me := r.Requests.ByName["me"]; me.OK != 5 || len(r.Defects) > 0 {
			t.Errorf("%s: requests %+v, defects %+v", name, r.Requests, r.Defects)
		}
	}
}
