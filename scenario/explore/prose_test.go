package explore

import (
	"slices"
	"strings"
	"testing"
)

func TestSentencesAndConstraintsAreInTheWordsOfAMiniProgram(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wrapper, situation, class, kind string
		sentence                        string
		constraints                     []string
	}{
		{"template", "failed-wx-login", "hung-request", "login-failed",
			"login #1 fails, and nothing releases those that wait for it: request A is never settled (after wx.login of login #1 failed)", []string{}},
		{"flyjs", "cold-start", "hung-request", "login-succeeded",
			"request A is never settled, although login #1 brought token t1", []string{}},
		{"flyjs-samefly", "cold-start", "hung-request", "login-never-sent",
			"login #1 has its code, but its POST is never sent; request A is never settled", []string{}},
		{"callback", "late-401", "auth-failure-ignored", "",
			"request A is rejected with its authentication failure; the wrapper neither logs in nor sends it again (after the tokens expired)",
			[]string{"the expiry of the tokens waits until login #1 has stored its token t1"}},
		{"egg", "dead-tokens", "duplicate-login", "concurrent",
			"timer #4 starts login #2 while login #1 is still running", nil},
		{"taro", "cold-start", "tokenless-send", "",
			"request A leaves without a token while login #1 is still running", []string{}},
		{"flyjs-lazy", "silent-login", "hung-request", "login-failed",
			"request A is never settled: wx.login of login #1 never calls back, and the wrapper waits for it without an end", []string{}},
		{"taro", "silent-check", "hung-request", "no-login",
			"request A is never settled: checkSession #1 never calls back, and the wrapper waits for it without an end", []string{}},
	} {
		r := exploring(t, c.situation, c.wrapper, Options{States: 500, Runs: 100})
		i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Class == c.class && f.Kind == c.kind })
		if i < 0 {
			t.Errorf("%s in %s: no %s %s", c.wrapper, c.situation, c.class, c.kind)
			continue
		}
		f := r.Findings[i]
		if f.Sentence != c.sentence {
			t.Errorf("%s in %s: %q, want %q", c.wrapper, c.situation, f.Sentence, c.sentence)
		}
		if c.constraints != nil && !slices.Equal(f.Constraints, c.constraints) {
			t.Errorf("%s in %s: constraints %q, want %q", c.wrapper, c.situation, f.Constraints, c.constraints)
		}
		for _, text := range f.Constraints {
			if !strings.Contains(text, " until ") {
				t.Errorf("a constraint without an end: %q", text)
			}
		}
	}
}

func TestASentenceNamesWhatTheWrapperTookForARejectionOfTheNewToken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wrapper, situation string
		runs               int
		sentence           string
	}{
		{"egg", "refused-login", 2000, "the login endpoint refuses login #1 after login #2 stored t1; the wrapper deletes t1 (after the POST of login #1 got HTTP 401)"},
		{"flyjs-check", "session-and-token", 500, "request A, sent with token t0 and rejected, still waits after login #1 stored t1; the wrapper deletes t1 (after the session expired, and the tokens expired)"},
		{"template", "late-401", 500, "the 401 of request A, sent with token t0, arrives after login #1 stored t1; the wrapper deletes t1 (after the tokens expired)"},
	} {
		r := exploring(t, c.situation, c.wrapper, Options{Mode: PCT, Runs: c.runs, Seed: 3})
		if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Sentence == c.sentence }) {
			t.Errorf("%s in %s: no %q among %+v", c.wrapper, c.situation, c.sentence, r.Findings)
		}
	}
}
