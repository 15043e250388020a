package sim

import (
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
)

// renewed runs reference in a script with refresh tokens, whose token expires at 100 ms.
func renewed(t *testing.T, rest string) *Result {
	t.Helper()
	s, err := Parse([]byte(`{"name": "renewed", "initial": {"token": "valid"}, "refresh": "once", "actions": [{"at": 0, "do": "launch"},
		{"at": 200, "do": "pageLoad", "page": "a", "requests": ["a", "b"]}, {"at": 5000, "do": "pageLoad", "page": "b", "requests": ["c"]}],
		"latencies": {"refresh": 70}` + rest + `}`))
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("reference")
	return Run(s, info)
}

func TestAScriptMayHaveRefreshTokens(t *testing.T) {
	for name, c := range map[string]struct {
		faults          string
		posts, renewals int
		logins          int
		event           string // of the trace
	}{
		"nothing goes wrong":         {`{"type": "expireAll", "at": 100}`, 1, 1, 0, "refresh.done"},
		"the new token expires, too": {`{"type": "expireAll", "at": 100}, {"type": "expireAll", "at": 4000}`, 2, 2, 0, "refresh.server"},
		"the refresh token expires":  {`{"type": "expireAll", "at": 100}, {"type": "expireRefreshTokens", "at": 100}`, 1, 0, 1, "fault.expireRefreshTokens"},
		"the answer is lost":         {`{"type": "expireAll", "at": 100}, {"type": "refreshHttp", "ordinal": 1, "mode": "lostResponse"}`, 1, 0, 1, "refresh.fail"},
		"the server fails":           {`{"type": "expireAll", "at": 100}, {"type": "refreshHttp"}`, 1, 0, 1, "refresh.done"},
	} {
		r := renewed(t, `, "faults": [`+c.faults+`]`)
		s := r.Summary
		if s.RefreshPosts != c.posts || s.RefreshesSucceeded != c.renewals || s.LoginPosts != c.logins || s.RequestsSettledOk != 3 || len(r.Defects) > 0 {
			t.Errorf("%s: %+v, defects %+v", name, s, r.Defects)
		}
		if i := slices.IndexFunc(r.Trace, func(e Event) bool { return e.Kind == c.event }); i < 0 {
			t.Errorf("%s: no %s", name, c.event)
		}
		text := &strings.Builder{}
		if r.WriteText(text, nil); !strings.Contains(text.String(), "duplicate refreshes: 0") || r.DuplicateRefreshes.Total != 0 {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestBadScriptsWithRefreshTokensAreRefused(t *testing.T) {
	for _, rest := range []string{`"refresh": "twice"`, `"faults": [{"type": "refreshHttp", "mode": "slow"}]`, `"latencies": {"refresh": -1}`} {
		if _, err := Parse([]byte(`{"name": "x", "initial": {}, "actions": [], "latencies": {}, ` + rest + `}`)); err == nil {
			t.Errorf("%s is taken", rest)
		}
	}
}
