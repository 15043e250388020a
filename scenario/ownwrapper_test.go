package scenario_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/live"
	"github.com/wxload/wxload/scenario/live/confirm"
	"github.com/wxload/wxload/scenario/sim"
)

// lockless is a wrapper that wxload does not know: it logs in for each request that
// finds no token, however many do so at once.
type lockless struct {
	wrapper.Env
	settings *wrapper.Settings
}

func (w *lockless) Launch() *loop.Promise[any] { return nil }

func (w *lockless) Load(calls []*wrapper.Call, issue func(*wrapper.Call)) {
	for _, c := range calls {
		issue(c)
	}
}

func (w *lockless) Show() {}

func (w *lockless) Logout() { w.WX.RemoveStorage(w.settings.TokenKey) }

func (w *lockless) Request(c *wrapper.Call) *loop.Promise[*wx.Response] {
	return loop.Async(w.Loop, func() (*wx.Response, error) {
		if c.Identity && w.WX.GetStorage(w.settings.TokenKey) == "" {
			if err := w.logIn(); err != nil {
				return nil, err
			}
		}
		r := &wx.Request{Method: c.Method, URL: w.domain() + c.URL, Header: c.Header, Body: c.Body, Name: c.Name, Caller: c.ID}
		w.settings.Target.Carry(r, w.WX.GetStorage(w.settings.TokenKey))
		return w.send(r)
	})
}

func (w *lockless) logIn() error {
	code := loop.NewPromise[string](w.Loop)
	w.WX.Login(code.Settle)
	c, err := code.Await()
	if err != nil {
		return err
	}
	r := w.settings.Target.LoginRequest(c)
	r.URL = w.domain() + r.URL
	answer, err := w.send(r)
	if err != nil {
		return err
	}
	token, ok := w.settings.Target.NewToken(answer)
	if !ok {
		return wrapper.ErrNoToken
	}
	return w.WX.SetStorage(w.settings.TokenKey, token)
}

func (w *lockless) send(r *wx.Request) (*wx.Response, error) {
	p := loop.NewPromise[*wx.Response](w.Loop)
	w.WX.Request(r, p.Settle)
	answer, err := p.Await()
	if err == nil && !w.settings.Target.Succeeded(answer) {
		err = &wrapper.StatusError{Response: answer}
	}
	return answer, err
}

func (w *lockless) domain() string { return w.settings.Domains[w.WX.AccountInfo().EnvVersion] }

// unknown is lockless for the backend of a known wrapper, under an id that does not
// tell which that is. Wherever it runs, its settings must be those for that backend,
// and with another one no login would give it a token.
func unknown(t *testing.T, like string) wrapper.Info {
	known, ok := wrapper.Find(like)
	if !ok {
		t.Fatalf("no wrapper %q", like)
	}
	if _, taken := wrapper.Find("lockless"); taken {
		t.Fatal("the id is taken")
	}
	return wrapper.Info{ID: "lockless", Summary: "no lock", Holes: "one login for each request", Shape: known.Shape,
		New: func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper {
			if got, want := s.Target.Login, known.Defaults.Target.Login; got.Path != want.Path || got.Token != want.Token {
				t.Errorf("the login is at %s and gives %s, want %s and %s", got.Path, got.Token, want.Path, want.Token)
			}
			return &lockless{env, s}
		},
		Defaults: known.Defaults}
}

// TestAWrapperThatIsNotInTheTableRunsEverywhere gives a wrapper of one's own to all
// that run wrappers, once for each backend. Everywhere its requests succeed, and
// everywhere its two logins are seen.
func TestAWrapperThatIsNotInTheTableRunsEverywhere(t *testing.T) {
	for _, like := range []string{"template", "flyjs", "taro", "egg", "userclass"} {
		t.Run(like, func(t *testing.T) {
			t.Parallel()
			info := unknown(t, like)
			runsLive(t, info)
			runsInSim(t, info)
			r := isFound(t, info)
			isReplayed(t, info, r)
			isConfirmed(t, info, r)
		})
	}
}

func runsLive(t *testing.T, info wrapper.Info) {
	s, err := scenario.Parse("mine.yaml", []byte(`
clients: {count: 2}
repeat: 1
wrapper: {id: lockless}
flow:
  - launch
  - {page: home, requests: [a GET /api/a, b GET /api/b]}
`), scenario.Options{Wrappers: map[string]string{info.ID: info.Shape}})
	if err != nil {
		t.Fatal(err)
	}
	report, err := live.Run(context.Background(), s, info, live.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Wrapper != "lockless" || report.Requests.OK != 4 || report.Logins.Started != 4 || report.Logins.Duplicate.Concurrent != 2 {
		t.Errorf("live: wrapper %q, %d requests succeeded, %d logins, %d of them beside another",
			report.Wrapper, report.Requests.OK, report.Logins.Started, report.Logins.Duplicate.Concurrent)
	}
}

func runsInSim(t *testing.T, info wrapper.Info) {
	script, err := sim.Parse([]byte(`{"actions": [{"at": 0, "do": "request", "name": "A"}, {"at": 0, "do": "request", "name": "B"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r := sim.Run(script, info)
	if r.Wrapper != "lockless" || r.Summary.RequestsSettledOk != 2 || r.Duplicates.Concurrent != 1 {
		t.Errorf("sim: wrapper %q, %d requests succeeded, duplicates %+v", r.Wrapper, r.Summary.RequestsSettledOk, r.Duplicates)
	}
}

// isFound returns the replay of the two logins, read back from its file.
func isFound(t *testing.T, info wrapper.Info) *explore.Replay {
	situation, err := situation.Find("cold-start")
	if err != nil {
		t.Fatal(err)
	}
	result, err := explore.Explore(context.Background(), situation, info, explore.Options{Mode: explore.Exhaustive, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Findings {
		if f.Class != "duplicate-login" || f.Kind != "concurrent" {
			continue
		}
		file, err := json.Marshal(f.Replay)
		if err != nil {
			t.Fatal(err)
		}
		r, err := explore.ParseReplay(file)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	t.Fatalf("explore: found %v", result.Findings)
	return nil
}

func isReplayed(t *testing.T, info wrapper.Info, r *explore.Replay) {
	timeline, err := r.Run(info)
	if err != nil {
		t.Fatal(err)
	}
	if r.Wrapper != "lockless" || timeline.Wrapper != "lockless" || len(timeline.Events) == 0 {
		t.Errorf("replay: wrapper %q, timeline of %q with %d events", r.Wrapper, timeline.Wrapper, len(timeline.Events))
	}
}

func isConfirmed(t *testing.T, info wrapper.Info, r *explore.Replay) {
	result, err := confirm.Confirm(context.Background(), r, info, confirm.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !result.Shown || result.Diverged != nil {
		t.Errorf("confirmed on real sockets: shown %v, defects %v, diverged %v", result.Shown, result.Defects, result.Diverged)
	}
}
