package reference_test

import (
	"bytes"
	"io/fs"
	"maps"
	"testing"
	"testing/fstest"
	"time"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/script/reference"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/sim"
)

func TestItIsShort(t *testing.T) {
	for _, name := range []string{"reference.js", "reference.ts"} {
		text, err := reference.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(text, []byte("\n")); lines > 200 {
			t.Errorf("%s has %d lines", name, lines)
		}
	}
}

// Those are reference.js, set up for a server that gives refresh tokens, for one whose
// answers renew the token, and for one whose logins have two steps.
const (
	twoSteps   = "two-steps.js"
	refreshing = "refreshing.js"
	renewing   = "renewing.js"
)

// files are those of the package, and those three.
func files(t *testing.T) fs.FS {
	t.Helper()
	all := fstest.MapFS{refreshing: {Data: []byte("module.exports = require('./reference').create(wx, { refresh: { path: '/refresh', name: 'refresh_token' } })")},
		twoSteps: {Data: []byte("module.exports = require('./reference').create(wx, { ticket: { path: '/ticket', name: 'ticket', of: (answer) => answer.data.data.ticket } })")},
		renewing: {Data: []byte("module.exports = require('./reference').create(wx, { renewedOf: (answer) => answer.header['X-Token'] })")}}
	for _, name := range []string{"reference.js", "reference.ts", "taro.ts", "uni.js"} {
		data, err := reference.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: data}
	}
	return all
}

// own is one of the files as a user's wrapper.
func own(t *testing.T, name string) wrapper.Info {
	t.Helper()
	project, err := load.New(files(t), name, load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if w := project.Warnings(); len(w) > 0 {
		t.Errorf("%s: %v", name, w)
	}
	port, _ := wrapper.Find("flyjs")
	s, err := script.New(project, script.Options{Shape: port.Shape, Settings: port.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	return s.Info()
}

// setUpFor is the file that is set up for a situation.
func setUpFor(s situation.Situation) string {
	switch {
	case s.Ticket:
		return twoSteps
	case s.Refresh != "":
		return refreshing
	case s.Renewed != "":
		return renewing
	default:
		return "reference.js"
	}
}

// Every situation is searched completely with one request, and with two where that is
// quick. The files for the frameworks and TypeScript are one program with reference.js.
func TestNoOrderBreaksIt(t *testing.T) {
	requests := map[string]int{"cold-start": 2, "late-401": 2, "failed-login": 2, "dead-tokens": 2, "silent-login": 2, "refused-login": 2, "lost-write": 2}
	for _, name := range []string{"reference.js", refreshing, renewing, twoSteps, "reference.ts", "taro.ts", "uni.js"} {
		info := own(t, name)
		for _, s := range situation.All() {
			switch setUp := setUpFor(s); {
			case name == setUp:
			case setUp != "reference.js" || name == refreshing || name == renewing || name == twoSteps || s.Name != "cold-start" && s.Name != "failed-login":
				continue
			}
			if testing.Short() && s.Name != "failed-login" && s.Name != "two-step-login" && s.Name != "late-401-refresh" && s.Name != "late-401-renewal" {
				continue
			}
			t.Run(name+"/"+s.Name, func(t *testing.T) {
				r, err := explore.Explore(t.Context(), s.WithRequests(max(requests[s.Name], 1)), info, explore.Options{Mode: explore.Exhaustive, Time: time.Minute})
				if err != nil {
					t.Fatal(err)
				}
				if !r.Complete {
					t.Errorf("not complete after %d states", r.States)
				}
				for _, f := range r.Findings {
					t.Errorf("%s %s: %s", f.Class, f.Kind, f.Sentence)
				}
			})
		}
	}
}

// A login that waits after one that failed has not called wx.login yet. It begins while
// WeChat seals a profile, whose request would arrive after the login's: only what is
// sealed after that can be opened, with the signature of the new key.
func TestDataIsSealedAgainAfterALoginThatHasNotBegun(t *testing.T) {
	timed, err := sim.Parse([]byte(`{"initial": {"token": "valid"},
		"actions": [{"at": 0, "do": "profile", "name": "P"}, {"at": 40, "do": "request", "name": "A"}, {"at": 540, "do": "request", "name": "B"}],
		"latencies": {"userInfo": {"default": 500, "byOrdinal": {"1": 30}}, "request": {"byName": {"P": [5000]}}},
		"faults": [{"type": "request", "name": "A", "mode": "http401"}, {"type": "wxLogin", "ordinal": 1}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"reference.js", "reference.ts"} {
		outcomes := map[string]string{}
		for _, r := range sim.Run(timed, own(t, name)).Requests {
			outcomes[r.Name] = r.Outcome
		}
		if want := map[string]string{"P": "ok", "A": "rejected", "B": "ok"}; !maps.Equal(outcomes, want) {
			t.Errorf("%s: %v, want %v", name, outcomes, want)
		}
	}
}
