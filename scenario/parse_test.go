package scenario

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/reports"
)

// mustParse reads a scenario of which only the part under test is written.
func mustParse(t *testing.T, text string) *Scenario {
	t.Helper()
	if !strings.Contains(text, "flow:") {
		text += "\nflow:\n  - launch\n"
	}
	s, err := Parse("test.yaml", []byte(text), Options{Wrappers: knownWrappers()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestParseFillsInDefaults(t *testing.T) {
	s := mustParse(t, "")
	if s.Name != "test" || s.Seed != 1 || s.Wrapper.ID != "reference" || s.Clients.Count != 100 {
		t.Errorf("name %q seed %d wrapper %q clients %d", s.Name, s.Seed, s.Wrapper.ID, s.Clients.Count)
	}
	if s.Clients.Initial != (InitialTokens{None: 1}) || s.Clients.Session != (sessionShares{Valid: 1}) {
		t.Errorf("shares %v %v", s.Clients.Initial, s.Clients.Session)
	}
	if s.Platform != (Platform{Slots: 10, Overflow: "queue", Connections: 6, Pool: "client", Modals: "confirm", Authorize: "grant", Bodies: 256 << 20}) {
		t.Errorf("platform %+v", s.Platform)
	}
	if !reflect.DeepEqual(s.Wrapper.Whitelist, []string{"/public"}) || !s.EmbeddedTarget() || !s.EmbeddedMock() {
		t.Errorf("whitelist %v, embedded target %v, mock %v", s.Wrapper.Whitelist, s.EmbeddedTarget(), s.EmbeddedMock())
	}
}

func TestAScenarioWithoutThresholdsHasTheDefaultOnes(t *testing.T) {
	for _, yaml := range []string{"", "thresholds:", "thresholds: []"} {
		if got := mustParse(t, yaml).EffectiveThresholds(); !slices.Equal(got, reports.DefaultThresholds()) {
			t.Errorf("%q: %v", yaml, got)
		}
	}
	if got := mustParse(t, "thresholds: [requests > 1]").EffectiveThresholds(); len(got) != 1 {
		t.Errorf("%v", got)
	}
}

func TestParseReadsEveryKindOfStep(t *testing.T) {
	s := mustParse(t, `
flow:
  - launch
  - page: home
    detach: true
    requests:
      - home.me GET /me
      - POST /orders
      - /public/notice
      - {name: q, method: POST, path: "https://cdn.example.com/q", body: {id: "{{id}}", n: [1, 2.5, null, true]}, header: {X-Level: 3}}
      - {path: /public/me, identity: true}
  - think: 2s
  - think: 1s..3s
  - hide: 10s
  - profile
  - profile: /user/profile
  - choose:
      - {steps: [relaunch]}
      - {weight: 3, steps: [{think: 0s}]}
`)
	want := []Step{
		{Kind: StepLaunch},
		{Kind: StepPage, Page: "home", Detach: true, Requests: []Request{
			{Name: "home.me", Method: "GET", Path: "/me", Identity: true},
			{Name: "/orders", Method: "POST", Path: "/orders", Identity: true},
			{Name: "/public/notice", Method: "GET", Path: "/public/notice"},
			{Name: "q", Method: "POST", Path: "https://cdn.example.com/q", Identity: true,
				Body: []byte(`{"id":"{{id}}","n":[1,2.5,null,true]}`), Header: map[string]string{"X-Level": "3"}},
			{Name: "/public/me", Method: "GET", Path: "/public/me", Identity: true},
		}},
		{Kind: StepThink, Think: Range{2 * time.Second, 2 * time.Second}},
		{Kind: StepThink, Think: Range{time.Second, 3 * time.Second}},
		{Kind: StepHide, Hide: 10 * time.Second},
		{Kind: StepProfile, Profile: "/profile", Requests: []Request{
			{Name: "profile", Method: "POST", Path: "/profile", Identity: true}}},
		{Kind: StepProfile, Profile: "/user/profile", Requests: []Request{
			{Name: "user/profile", Method: "POST", Path: "/user/profile", Identity: true}}},
		{Kind: StepChoose, Choose: []Choice{
			{Weight: 1, Steps: []Step{{Kind: StepRelaunch}}},
			{Weight: 3, Steps: []Step{{Kind: StepThink}}},
		}},
	}
	if !reflect.DeepEqual(s.Flow, want) {
		t.Errorf("got  %+v\nwant %+v", s.Flow, want)
	}
}

func TestParseReadsScalars(t *testing.T) {
	s := mustParse(t, `
name: 早高峰
mock:
  session_key: {rotate: 6h, lifetime: 90m}
  latency: {login: "lognormal(50ms, 0.5)", jscode2session: 10ms..40ms}
clients:
  initial: {none: 0.25, valid: 12.5%, expired: 62.5 %}
target:
  auth_failure: {status: 401, body: {path: code, values: ["40100", 40100, true]}}
load: {duration: 1m30s}
`)
	if s.Name != "早高峰" || s.Mock.SessionKey.Rotate.String() != "6h0m0s" || s.Mock.SessionKey.Lifetime != 90*time.Minute {
		t.Errorf("name %q, session_key %v", s.Name, s.Mock.SessionKey)
	}
	if got := s.Mock.Latency.Login.String() + " " + s.Mock.Latency.JSCode2Session.String(); got != "lognormal(50ms, 0.5) 10ms..40ms" {
		t.Errorf("latencies %s", got)
	}
	if s.Clients.Initial != (InitialTokens{0.25, 0.125, 0.625}) {
		t.Errorf("initial %v", s.Clients.Initial)
	}
	failure := s.Target.AuthFailure
	if len(failure.Status) != 1 || failure.Status[0] != 401 || string(failure.Body.Values[0]) != `"40100"` || string(failure.Body.Values[1]) != "40100" {
		t.Errorf("auth_failure %v %s", failure.Status, failure.Body.Values)
	}
	if s.Load.Total() != 90*time.Second {
		t.Errorf("duration %v", s.Load.Total())
	}
}

func TestAKeyWithoutAValueKeepsItsDefault(t *testing.T) {
	s := mustParse(t, "clients:\n  count:\nwrapper:\nload:\n  # duration: 5s\n")
	if s.Clients.Count != 100 || s.Wrapper.ID != "reference" {
		t.Errorf("clients %d, wrapper %q", s.Clients.Count, s.Wrapper.ID)
	}
}

func TestANullIsAValueOfAnAnswerAndNothingIsNone(t *testing.T) {
	text := "target: {auth_failure: {body: {path: data.user, values: [null, 40100]}}}\nflow: [launch]"
	if got := mustParse(t, text).Target.AuthFailure.Body.Values; len(got) != 2 || string(got[0]) != "null" || string(got[1]) != "40100" {
		t.Errorf("values %s", got)
	}
	if err := checkSchema(t, text); err != nil {
		t.Errorf("the schema: %v", err)
	}
	_, err := Parse("x.yaml", []byte("target:\n  auth_failure:\n    body:\n      path: data.user\n      values:\n        -\nflow: [launch]"), Options{})
	if err == nil || !strings.Contains(err.Error(), "an empty entry") {
		t.Errorf("an entry with nothing in it: %v", err)
	}
}

func TestWindowsLineEndsAndUTF8KeepPositions(t *testing.T) {
	_, err := Parse("win.yaml", []byte("name: 测试 # 注释\r\nclients:\r\n  count: 很多 # 多少\r\nflow:\r\n  - launch\r\n"), Options{})
	if want := `win.yaml:3:10: clients.count: expected a whole number of at least 1, got "很多"`; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestOneWrongValueIsOneProblem(t *testing.T) {
	// Each of these makes some other rule look at a value that was never read.
	for _, text := range []string{
		"clients: {initial: {none: half}}",
		"load: {duration: ten}\nevents: [{at: 20s, expire: tokens}]",
		"app: {env: beta, domains: {develop: http://127.0.0.1:1}}",
		"flow:\n  - launch\n  - thinkk: 2s",
		"flow:\n  - launch\n  - somethingelse: 2s",
		"flow:\n  - launch\n  - page: home\n    request: [home.me GET /me]\nthresholds: ['p(99) request_duration{name:home.me} < 1s']",
		"clients: {count: x}\nload: {stages: [{duration: 5s, clients: 1000}]}",
		"clients: {cuont: 1000}\nload: {stages: [{duration: 5s, clients: 1000}]}",
		"flow:\n  - lunch",
		"target: {auth_failure: {body: {path: code, value: [40100]}}}",
	} {
		if !strings.Contains(text, "flow:") {
			text += "\nflow:\n  - launch\n"
		}
		_, err := Parse("test.yaml", []byte(text), Options{})
		var problems Problems
		if !errors.As(err, &problems) || len(problems) != 1 {
			t.Errorf("%s\ngives %d problems, want 1:\n%v", text, len(problems), err)
		}
	}
}

func TestASecretIsNotInAMessage(t *testing.T) {
	for _, text := range []string{
		"mock: {secret: hunter2 hunter2}",
		"target: {url: 'http://admin:hunter2@127.0.0.1:3000'}",
		"mock: {url: 'http://admin:hunter2@127.0.0.1:3000/%zz'}",
		"flow:\n  - launch\n  - page: a\n    requests: ['http://admin:hunter2@127.0.0.1/']",
	} {
		_, err := Parse("secret.yaml", []byte(text+"\n"), Options{})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: error %v, want one without the secret", text, err)
		}
	}
}

func TestValidateChecksWhatFlagsChanged(t *testing.T) {
	opt := Options{Wrappers: knownWrappers()}
	for _, tt := range []struct {
		change func(*Scenario)
		want   string
	}{
		{func(s *Scenario) {}, ""},
		{func(s *Scenario) { s.Wrapper.ID = "flyj" }, `wrapper.id: unknown wrapper "flyj"; did you mean "flyjs"?`},
		{func(s *Scenario) { s.Clients.Count = 0 }, "clients.count: expected a whole number of at least 1, got 0"},
		{func(s *Scenario) { s.Target.URL = "127.0.0.1:3000" }, `target.url: expected a URL such as http://127.0.0.1:3000, got "127.0.0.1:3000"`},
		{func(s *Scenario) { s.Clients.Initial.None = 7 }, "clients.initial.none: expected a share from 0% to 100%, got 700%"},
		{func(s *Scenario) { s.Flow = nil }, "flow: the flow is empty"},
		{func(s *Scenario) { s.Target.URL = "http://127.0.0.1:3000" }, ""},
		{func(s *Scenario) { s.SetTarget("http://127.0.0.1:3000") }, ""},
		{func(s *Scenario) { s.SetTarget("http://127.0.0.1:3000"); s.SetTarget(Embedded) }, ""},
		{func(s *Scenario) { s.SetTarget("localhost") }, "target.url: expected a URL"},
		{func(s *Scenario) { s.SetDuration(2 * time.Second) }, ""},
		{func(s *Scenario) { s.SetClients(7) }, ""},
		{func(s *Scenario) { s.Flow = append(s.Flow, Step{Kind: "lunch"}) }, `unknown kind of step "lunch"; did you mean "launch"?`},
		{func(s *Scenario) { s.Flow = append(s.Flow, Step{}) }, `unknown kind of step ""; expected one of launch, relaunch, page`},
	} {
		s := Default()
		tt.change(s)
		err := s.Validate(opt)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
}

func TestAByteOrderMarkIsSkipped(t *testing.T) {
	s, err := Parse("windows.yaml", []byte("\ufeffname: x\r\nflow:\r\n  - launch\r\n"), Options{})
	if err != nil || s.Name != "x" {
		t.Errorf("%v, %+v", err, s)
	}
	_, err = Parse("windows.yaml", []byte("\ufeffnaem: x\nflow: [launch]\n"), Options{})
	if err == nil || !strings.HasPrefix(err.Error(), `windows.yaml:1:1: unknown key "naem"; did you mean "name"?`) {
		t.Error(err)
	}
}
