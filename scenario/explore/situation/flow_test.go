package situation

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/wxload/wxload/scenario"
)

// parsed reads a scenario file whose other parts are the defaults.
func parsed(t *testing.T, text string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte(text), scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const pages = `
flow:
  - launch
  - page: home
    requests: [a GET /api/a, b GET /api/b, c GET /public/c]
  - think: 1s
  - page: detail
    requests: [d GET /api/d]
`

// once are the faults that every scenario may meet.
var once = []Budget{{TokensExpire, 1}, {LoginHTTP500, 1}, {SessionExpires, 1}}

func TestAScenarioIsTheSituationOfOneClient(t *testing.T) {
	twoPages := [][]Deed{{{Do: Launch}, {Do: Load, Public: 1}, {Do: Load, Requests: 1}}}
	for _, c := range []struct {
		name, text string
		want       Situation
	}{
		{"pages", "name: x" + pages, Situation{Token: Absent, Requests: 3, Threads: twoPages}},
		{"valid tokens that expire", "name: x\nclients: {initial: {valid: 100%}}\nevents: [{at: 1s, expire: tokens}, {at: 2s, expire: tokens}, {at: 2s, expire: sessions}, {at: 3s, expire: codes}]" + pages,
			Situation{Token: Valid, Requests: 3, Threads: twoPages, Faults: []Budget{{TokensExpire, 2}, {LoginHTTP500, 1}, {SessionExpires, 1}},
				LeftOut: []string{"events[3].expire: codes"}}},
		{"expired tokens", "name: x\nclients: {initial: {expired: 100%}}" + pages, Situation{Token: Expired, Requests: 3, Threads: twoPages}},
		{"sessions that are over", "name: x\nclients: {initial: {valid: 100%}, session: {valid: 50%, invalid: 50%}}" + pages, Situation{Token: Valid, Requests: 3, Threads: twoPages}},
		{"few slots", "name: x\nplatform: {slots: 4}" + pages, Situation{Token: Absent, Requests: 3, Threads: twoPages, Slots: 4}},
		{"hide and relaunch", "name: x\nflow: [launch, hide: 10s, relaunch, {page: p, requests: [a GET /api/a]}]",
			Situation{Token: Absent, Requests: 1, Threads: [][]Deed{{{Do: Launch}, {Do: Hide}, {Do: Show}, {Do: Relaunch}, {Do: Load}}}}},
		{"launched again", "name: x\nflow: [launch, {page: p, requests: [a GET /api/a]}, launch]",
			Situation{Token: Absent, Requests: 1, Threads: [][]Deed{{{Do: Launch}, {Do: Load}, {Do: Relaunch}}}}},
		{"branches", "name: x\nflow: [launch, choose: [{weight: 1, steps: [relaunch]}, {weight: 2, steps: [{page: p, requests: [a GET /api/a]}]}]]",
			Situation{Token: Absent, Requests: 1, Threads: [][]Deed{{{Do: Launch}, {Do: Load}}}, LeftOut: []string{"flow[1].choose[0]"}}},
		{"a loop", "name: x\nflow: [launch, loop: {times: 3, steps: [{page: p, requests: [a GET /api/a]}, hide: 10s, choose: [{steps: [profile]}, {weight: 2, steps: [{think: 1s}]}]]}]",
			Situation{Token: Absent, Requests: 1, Threads: [][]Deed{{{Do: Launch}, {Do: Load}, {Do: Hide}, {Do: Show}}},
				LeftOut: []string{"flow[1].loop: rounds after the first", "flow[1].loop.steps[2].choose[0]"}}},
		{"branches of branches", "name: x\nflow: [launch, choose: [{steps: [{choose: [{steps: [profile]}, {steps: [{hide: 1s}]}]}]}, {steps: [relaunch]}]]",
			Situation{Token: Absent, Threads: [][]Deed{{{Do: Launch}, {Do: Profile}}}, Faults: []Budget{{TokensExpire, 1}, {SessionExpires, 1}},
				LeftOut: []string{"flow[1].choose[0].steps[0].choose[1]", "flow[1].choose[1]", "a failed login before sealed data"}}},
		{"what a search has not", "name: x\nplatform: {overflow: drop}\nmock: {faults: [{endpoint: login, rate: 10%}]}\ntarget: {devserver: {tokens: single}}" + pages,
			Situation{Token: Absent, Requests: 3, Threads: twoPages,
				LeftOut: []string{"mock.faults[0]", "platform.overflow: drop", "target.devserver.tokens: single"}}},
		{"refresh tokens", "name: x\ntarget: {refresh: {path: /refresh}}" + pages, Situation{Token: Absent, Requests: 3, Threads: twoPages, Refresh: Once,
			Faults: append(slices.Clone(once), Budget{RefreshLost, 1}, Budget{RefreshExpires, 1})}},
		{"refresh tokens that work for ever", "name: x\ntarget: {refresh: {path: /refresh}, devserver: {refresh: {one_time: false}}}" + pages,
			Situation{Token: Absent, Requests: 3, Threads: twoPages, Refresh: Always, Faults: append(slices.Clone(once), Budget{RefreshLost, 1}, Budget{RefreshExpires, 1})}},
		{"answers that renew the token", "name: x\ntarget: {token: {renewed: {header: x-new}}}" + pages,
			Situation{Token: Absent, Requests: 3, Threads: twoPages, Renewed: "x-new", Faults: once}},
		{"refresh tokens somewhere else", "name: x\nwrapper: {refresh_key: rt}\ntarget: {refresh: {path: /auth/renew, in: header, name: X-Refresh, refresh_token: data.again}}" + pages,
			Situation{Token: Absent, Requests: 3, Threads: twoPages, Refresh: Once, Faults: append(slices.Clone(once), Budget{RefreshLost, 1}, Budget{RefreshExpires, 1}),
				RefreshAt: &RefreshAt{Method: "POST", Path: "/auth/renew", In: "header", Name: "X-Refresh", RefreshToken: "data.again", Key: "rt"}}},
		{"an order", "name: x\nflow: [launch, {page: p, requests: [a GET /api/a, b GET /api/b, c POST /orders]}]",
			Situation{Token: Absent, Requests: 3, Threads: [][]Deed{{{Do: Launch}, {Do: Load}, {Do: Load, Requests: 1, Writes: true}}}}},
		{"a page that uses an answer", "name: x\nflow: [launch, {page: p, requests: [{path: /api/a, save: {i: id}}]}, {page: q, requests: [b GET /api/b, 'c GET /api/c/{{saved.i}}', {name: d, method: POST, path: /d, body: {i: '{{saved.i}}'}}]}]",
			Situation{Token: Absent, Requests: 4, Threads: [][]Deed{{{Do: Launch}, {Do: Load}, {Do: Load, Requests: 1}, {Do: Load, Requests: 1, UsesAnswers: true}, {Do: Load, Requests: 1, Writes: true, UsesAnswers: true}}}}},
		{"a public page", "name: x\nflow: [launch, {page: p, requests: [a GET /public/a]}, {page: q, requests: [b GET /api/b]}]",
			Situation{Token: Absent, Requests: 1, Threads: [][]Deed{{{Do: Launch}, {Do: Load, Public: 1}, {Do: Load, Requests: 1}}}}},
	} {
		c.want.Name, c.want.Summary, c.want.Scenario = "x", "the flow of x", "x"
		if c.want.Faults == nil {
			c.want.Faults = once
		}
		all, err := FromScenario(parsed(t, c.text))
		if err != nil || len(all) != 1 {
			t.Errorf("%s: %d situations, %v", c.name, len(all), err)
			continue
		}
		got := all[0]
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", c.name, got, c.want)
		}
		if err := got.Validate(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if n := got.TotalRequests(); n != got.Requests+publicOf(got)+profilesOf(got) {
			t.Errorf("%s: the pages make %d requests", c.name, n)
		}
	}
}

func TestThereIsASituationForEachTokenThatClientsBeginWith(t *testing.T) {
	for initial, want := range map[string][]string{
		"{none: 30%, valid: 30%, expired: 40%}": {"x-none " + Absent, "x-valid " + Valid, "x-expired " + Expired},
		"{none: 99.99%, expired: 0.01%}":        {"x-none " + Absent, "x-expired " + Expired},
		"{expired: 100%}":                       {"x " + Expired},
	} {
		all, err := FromScenario(parsed(t, "name: x\nclients: {initial: "+initial+"}"+pages))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range all {
			got = append(got, s.Name+" "+s.Token)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", initial, got, want)
		}
	}
}

func TestAFlowInWhichNoRequestNeedsATokenIsRefused(t *testing.T) {
	for _, flow := range []string{"[launch]", "[launch, hide: 10s, relaunch]", "[launch, {page: p, requests: [a GET /public/a]}]",
		"[launch, {page: p, requests: [{path: /api/a, identity: false}]}]"} {
		if got, err := FromScenario(parsed(t, "name: x\nflow: "+flow)); !errors.Is(err, ErrNothing) {
			t.Errorf("%s: got %+v, %v", flow, got, err)
		}
	}
}

func profilesOf(s Situation) int {
	n := 0
	for _, d := range s.Threads[0] {
		if d.Do == Profile {
			n++
		}
	}
	return n
}

func publicOf(s Situation) int {
	n := 0
	for _, thread := range s.Threads {
		for _, d := range thread {
			n += d.Public
		}
	}
	return n
}

func TestRequestsAndFaultsOfASituationCanBeSet(t *testing.T) {
	s := Situation{Requests: 3, Threads: [][]Deed{{{Do: Launch}, {Do: Load, Public: 1}, {Do: Load, Requests: 1}}}}.With(TokensExpire)
	if more := s.WithRequests(5); more.RequestsBefore(1, 0) != 6 {
		t.Errorf("5 requests and a public one are %d", more.RequestsBefore(1, 0))
	}
	if got := s.WithFaults(3).Faults; !reflect.DeepEqual(got, []Budget{{TokensExpire, 3}}) {
		t.Errorf("with 3 faults: %v", got)
	}
	if got := s.WithFaults(0).Faults; len(got) != 0 {
		t.Errorf("without faults: %v", got)
	}
	if !reflect.DeepEqual(s.Faults, []Budget{{TokensExpire, 1}}) {
		t.Errorf("the situation itself was changed: %v", s.Faults)
	}
}

func TestASessionThatIsOverIsLeftOutWithoutFaults(t *testing.T) {
	for text, want := range map[string][]string{
		"{initial: {expired: 100%}, session: {valid: 50%, invalid: 50%}}": {"clients.session.invalid"},
		"{initial: {none: 100%}, session: {valid: 50%, invalid: 50%}}":    nil,
		"{initial: {expired: 100%}}":                                      nil,
	} {
		s := parsed(t, "name: x\nclients: "+text+pages)
		all, err := FromScenario(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := Faultless(s, all); len(got) != 1 || !slices.Equal(got[0].LeftOut, want) || len(got[0].Faults) > 0 {
			t.Errorf("%s: got %+v, want %q left out", text, got, want)
		}
		if !reflect.DeepEqual(all[0].Faults, once) || len(all[0].LeftOut) > 0 {
			t.Errorf("%s: the situation itself was changed: %+v", text, all[0])
		}
	}
}

func TestWhatNoSearchKnowsIsRefused(t *testing.T) {
	for want, change := range map[string]func(*scenario.Scenario){
		`flow[1]: no search knows the step "fly"`: func(s *scenario.Scenario) { s.Flow[1].Kind = "fly" },
		`flow[1].choose[0].steps[0]: no search knows the step "fly"`: func(s *scenario.Scenario) {
			s.Flow[1] = scenario.Step{Kind: scenario.StepChoose, Choose: []scenario.Choice{{Weight: 1, Steps: []scenario.Step{{Kind: "fly"}}}}}
		},
		`events[0]: no search knows the expiry of "phones"`: func(s *scenario.Scenario) { s.Events = []scenario.Event{{Expire: "phones"}} },
	} {
		s := parsed(t, "name: x"+pages)
		change(s)
		if got, err := FromScenario(s); err == nil || err.Error() != want {
			t.Errorf("got %+v, %v; want %q", got, err, want)
		}
	}
}

func TestRequestsGoToTheirBackends(t *testing.T) {
	s := parsed(t, "name: x\ntargets: [{host: https://pay.test}]\nflow: [launch, {page: a, requests: [a GET /a, b GET https://pay.test/b, c GET https://pay.test/c, {name: d, path: https://pay.test/public/d}]}]")
	all, err := FromScenario(s, Further{Host: "https://pay.test"})
	if err != nil {
		t.Fatal(err)
	}
	var urls []string
	for deed := range all[0].Threads[0] {
		for _, call := range all[0].Calls(0, deed) {
			urls = append(urls, call.URL)
		}
	}
	if want := []string{"/api/A", "https://pay.test/api/B", "https://pay.test/api/C", "https://pay.test/public/D"}; !slices.Equal(urls, want) {
		t.Errorf("the requests go to %q, want %q", urls, want)
	}
}
