package live_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
)

// TestTheControlGroupIsNeitherFlaggedNorRed: what a correct app and a correct backend do.
func TestTheControlGroupIsNeitherFlaggedNorRed(t *testing.T) {
	t.Parallel()
	const (
		clients = "clients: {count: 5%s}\nload: {duration: 20s}\nrepeat: 1\n"
		flow    = "flow:\n  - launch\n  - page: a\n    requests: [me GET /me, list GET /list]\n  - think: 500ms\n  - page: b\n    requests: [you GET /me, get GET /get]\n"
		expired = ", initial: {none: 0%, valid: 0%, expired: 100%}"
	)
	seconds := func(n int64) func() int64 { return func() int64 { return n } }
	for name, test := range map[string]struct {
		habits  habits
		target  string
		clients string
		flow    string
		faults  string
	}{
		"login, then sealed data":          {flow: flow + "  - profile\n"},
		"sealed data, a login, and again":  {habits: habits{forgets: true}, flow: flow + "  - profile\n  - page: c\n    requests: [us GET /me]\n  - profile\n"},
		"a WeChat that is busy":            {habits: habits{asksAgain: true}, faults: "[{endpoint: jscode2session, rate: 40%}]", flow: flow},
		"401s healed by one login":         {clients: expired, flow: flow},
		"a GET that is sent again":         {habits: habits{uses: 2}, flow: flow},
		"renewal before the announced end": {habits: habits{life: 10 * time.Second, announces: seconds(10)}, target: "login: {expires_in: data.expires_in}", flow: "wrapper: {id: reference, renew_margin: 9700ms}\n" + flow},
		"codes of GraphQL":                 {habits: habits{graph: true}, clients: expired, target: "auth_failure: {status: [], body: {path: errors.0.extensions.code, values: [UNAUTHENTICATED]}}", flow: flow},
		"a lifetime in milliseconds":       {habits: habits{life: 10 * time.Second, announces: seconds(10_000)}, target: "login: {expires_in: data.expires_in, expires_unit: ms}", flow: flow},
		"a moment as a lifetime": {habits: habits{announces: func() int64 { return time.Now().Add(time.Hour).Unix() }},
			target: "login: {expires_in: data.expires_in, expires_unit: unix}", flow: flow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			servers := test.habits.embedded(t)
			if test.faults != "" {
				servers = strings.Replace(servers, "faults: []", "faults: "+test.faults, 1)
			}
			r := run(t, servers+"target: {"+test.target+"}\n"+fmt.Sprintf(clients, test.clients)+test.flow)
			if r.Verdict != "passed" || len(r.Defects)+len(r.Notes) > 0 || r.Requests.OK != r.Requests.Issued || r.Logins.Duplicate.Total > 0 || r.Logins.Stray > 0 {
				t.Errorf("%s: %+v, %+v, failures %+v, defects %+v, notes %q", r.Verdict, r.Requests.Outcomes, r.Logins, r.Failures, r.Defects, r.Notes)
			}
		})
	}
}

// hurried is a scenario in which everything comes so many times sooner.
func hurried(s *scenario.Scenario, times time.Duration) {
	s.Load.Duration /= times
	for i := range s.Load.Stages {
		s.Load.Stages[i].Duration /= times
		s.Load.Stages[i].Clients = min(s.Load.Stages[i].Clients, s.Clients.Count)
	}
	for i := range s.Events {
		s.Events[i].At /= times
	}
	hurriedSteps(s.Flow, times)
}

func hurriedSteps(steps []scenario.Step, times time.Duration) {
	for i := range steps {
		step := &steps[i]
		step.Think.Min, step.Think.Max, step.Hide = step.Think.Min/times, step.Think.Max/times, step.Hide/times
		for j := range step.Choose {
			hurriedSteps(step.Choose[j].Steps, times)
		}
	}
}

func TestReferencePassesEveryTemplate(t *testing.T) {
	if testing.Short() {
		t.Skip("a load for each of the templates")
	}
	t.Parallel()
	for _, template := range scenario.Templates() {
		t.Run(template.Name, func(t *testing.T) {
			t.Parallel()
			text, err := scenario.ReadTemplate(template.Name)
			if err != nil {
				t.Fatal(err)
			}
			s := parse(t, string(text))
			s.Clients.Count = min(s.Clients.Count, 20)
			hurried(s, 5)
			r, err := start(t.Context(), s, live.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Defects) > 0 || r.Logins.Duplicate.Total > 0 || r.Requests.Rejected > diedTwice(s, r) && template.Name != "token-expiry" {
				t.Errorf("%s: %+v, %+v, failures %+v, defects %+v", r.Verdict, r.Requests.Outcomes, r.Logins, r.Failures, r.Defects)
			}
		})
	}
}

// diedTwice counts the requests that failed since the token of the login that they were
// sent again after was dead, too: where tokens die several times a slow machine brings
// these moments together.
func diedTwice(s *scenario.Scenario, r *reports.Report) (n int64) {
	deaths := 0
	for _, e := range s.Events {
		if e.Expire == "tokens" {
			deaths++
		}
	}
	for _, f := range r.Failures {
		if deaths > 1 && f.Reason == "authentication failed twice" {
			n += f.Count
		}
	}
	return n
}
