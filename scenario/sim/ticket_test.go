package sim

import (
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
)

// twoSteps runs a wrapper in a script whose logins have two steps.
func twoSteps(t *testing.T, id, rest string) *Result {
	t.Helper()
	s, err := Parse([]byte(`{"name": "two steps", "initial": {}, "ticket": true, "actions": [{"at": 0, "do": "launch"},
		{"at": 10, "do": "pageLoad", "page": "a", "requests": ["a", "b"]}, {"at": 5000, "do": "pageLoad", "page": "b", "requests": ["c"]}],
		"latencies": {"ticket": 70}` + rest + `}`))
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find(id)
	return Run(s, info)
}

func TestAScriptMayHaveLoginsInTwoSteps(t *testing.T) {
	for name, c := range map[string]struct {
		faults         string
		tickets, posts int
		settled        int
		line           string // of the text
	}{
		"nothing goes wrong":          {``, 1, 1, 3, "ticket.done #1 with code c1: HTTP 200, ticket k1"},
		"the ticket's answer is lost": {`{"type": "ticketHttp", "ordinal": 1, "mode": "lostResponse"}`, 2, 1, 1, "ticket.fail"},
		"the first step fails":        {`{"type": "ticketHttp", "ordinal": 1}`, 2, 1, 1, "ticket.done #1 with code c1: HTTP 500"},
		"the second step fails":       {`{"type": "loginHttp", "ordinal": 1, "mode": "lostResponse"}`, 2, 2, 1, "login.fail #1 with ticket k1"},
	} {
		r := twoSteps(t, "reference", `, "faults": [`+c.faults+`]`)
		s := r.Summary
		if s.TicketPosts != c.tickets || s.LoginPosts != c.posts || s.LoginsSucceeded != 1 || s.MaxConcurrentLogins != 1 || s.LoginsInFlightAtHorizon != 0 ||
			s.RequestsSettledOk != c.settled || len(r.Defects) > 0 || r.Duplicates.Total != 0 {
			t.Errorf("%s: %+v, defects %+v", name, s, r.Defects)
		}
		text := &strings.Builder{}
		if r.WriteText(text, nil); !strings.Contains(strings.Join(strings.Fields(text.String()), " "), c.line) || !strings.Contains(text.String(), "for tickets, 1 succeeded") {
			t.Errorf("%s: no %q in\n%s", name, c.line, text)
		}
	}
}

// A wrapper without a lock asks for two tickets, and that is a duplicate login as with one
// step.
func TestTwoTicketsAtOnceAreADuplicateLogin(t *testing.T) {
	for id, want := range map[string]int64{"userclass": 2, "reference": 0} {
		r := twoSteps(t, id, "")
		if r.Duplicates.Concurrent != want || (want > 0) != slices.ContainsFunc(r.Defects, func(d Defect) bool { return d.Class == "duplicate-login" }) {
			t.Errorf("%s: %+v, %+v", id, r.Duplicates, r.Defects)
		}
	}
}

func TestBadScriptsWithTicketsAreRefused(t *testing.T) {
	for _, rest := range []string{`"ticket": "once"`, `"faults": [{"type": "ticketHttp", "mode": "slow"}]`, `"latencies": {"ticket": -1}`} {
		if _, err := Parse([]byte(`{"name": "x", "initial": {}, "actions": [], "latencies": {}, ` + rest + `}`)); err == nil {
			t.Errorf("%s is taken", rest)
		}
	}
}
