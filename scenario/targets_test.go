package scenario

import (
	"errors"
	"slices"
	"testing"
)

const pay = "https://pay.example.com"

func TestFurtherTargetsAreChecked(t *testing.T) {
	for yaml, want := range map[string]string{
		"targets: [{host: " + pay + "}]": "",
		"targets: [{host: " + pay + ", url: http://127.0.0.1:4000, token: {in: cookie, name: sid}}]": "",
		"targets: [{host: " + pay + ", shape: egg, devserver: {ttl: 1h}, token_key: paid}]":          "",
		"targets: [{host: \"https://PAY.example.com:443\"}]":                                         "targets[0].host",
		"targets: [{host: \"http://pay.example.com:80\"}]":                                           "targets[0].host",
		"targets: [{host: \"https://pay.example.com:80\"}]":                                          "",
		"targets: [{host: " + pay + ", hosts: [\"https://a.b:443\"]}]":                               "targets[0].host",
		"targets: [{host: https://PAY.example.com}, {host: " + pay + "}]":                            "targets[1]",
		"targets: [{host: http://a, token_key: t}, {host: http://b, token_key: t}]":                  "targets[1].token_key",
		"targets: [{host: http://a, refresh_key: t}, {host: http://b, token_key: t}]":                "targets[1].token_key",
		"wrapper: {token_key: t}\ntargets: [{host: http://a, token_key: t}]":                         "targets[0].token_key",
		"targets: [{host: http://a, token_key: t, refresh_key: r}, {host: http://b, token_key: u}]":  "",
		"targets: [{}]":                                                                                        "targets[0].host",
		"targets: [{host: /pay}]":                                                                              "targets[0].host",
		"targets: [{host: " + pay + "/v1}]":                                                                    "targets[0].host",
		"targets: [{host: " + pay + "}, {host: " + pay + "}]":                                                  "targets[1]",
		"targets: [{host: http://127.0.0.1:3000}]":                                                             "targets[0]",
		"targets: [{host: " + pay + ", url: http://127.0.0.1:3000/pay}]":                                       "targets[0]",
		"targets: [{host: " + pay + ", login: {method: GET}}]":                                                 "targets[0].login.method",
		"targets: [{host: " + pay + ", devserver: {refresh: {one_time: true}}}]":                               "targets[0].devserver.refresh",
		"targets: [{host: " + pay + ", control: http://127.0.0.1:1}]":                                          "targets[0].control",
		"targets: [{host: " + pay + ", url: http://127.0.0.1:4000, devserver: {db: x}}]":                       "targets[0].devserver.db",
		"targets: [{host: " + pay + ", login: {path: http://127.0.0.1:5000/login}}]":                           "targets[0].login.path",
		"targets: [{host: http://a}, {host: http://b}, {host: http://c}, {host: http://d}]":                    "targets",
		"app: {allowed_domains: [\"http://127.0.0.1:3000\"]}\ntargets: [{host: " + pay + "}]":                  "app.allowed_domains",
		"app: {allowed_domains: [\"http://127.0.0.1:3000\", \"" + pay + "\"]}\ntargets: [{host: " + pay + "}]": "",
		"targets: [{host: " + pay + "}]\nevents: [{at: 1s, expire: tokens, target: " + pay + "}]":              "",
		"targets: [{host: " + pay + "}]\nevents: [{at: 1s, expire: tokens, target: target}]":                   "",
		"targets: [{host: " + pay + "}]\nevents: [{at: 1s, expire: tokens, target: https://x.y}]":              "events[0].target",
		"targets: [{host: " + pay + "}]\nevents: [{at: 1s, expire: sessions, target: target}]":                 "events[0].target",
		"targets: [{host: " + pay + "}]\nevents: [{at: 1s, expire: tokens, target: target, by: {command: x}}]": "events[0].target",
	} {
		_, err := Parse("t.yaml", []byte("flow: [launch]\ntarget: {url: http://127.0.0.1:3000}\n"+yaml+"\n"), Options{})
		problems, is := errors.AsType[Problems](err)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", yaml, err)
		case want != "" && (!is || len(problems) != 1 || problems[0].Path != want):
			t.Errorf("%s: %v, want a problem of %s", yaml, err, want)
		}
	}
}

func TestAFurtherTargetIsResolvedAsTheFirst(t *testing.T) {
	s := mustParse(t, "targets: [{host: "+pay+", shape: egg, refresh: {path: /renew}}, {host: https://im.example.com, url: http://127.0.0.1:5000/v2}]\n"+
		"flow: [launch, {page: a, requests: [a GET /a, b GET "+pay+"/b, c GET "+pay+"/public/c, d GET https://im.example.com, e GET https://cdn.example.com/e]}]\n")
	r, err := s.Resolve("flyjs", "http://127.0.0.1:4711", "http://127.0.0.1:4712", "")
	if err != nil {
		t.Fatal(err)
	}
	first, second := r.Targets[0], r.Targets[1]
	if first.URL != "http://127.0.0.1:4712" || first.Control != first.URL || first.Login.Path != "/user/login" || first.Login.Token != "token" ||
		first.TokenKey != "Authorization@"+pay || first.RefreshKey != "refresh_token@"+pay {
		t.Errorf("the embedded one: %+v", first)
	}
	if second.URL != "http://127.0.0.1:5000/v2" || second.Control != "" || second.Login.Path != "/login" || second.RefreshKey != "" {
		t.Errorf("the one elsewhere: %+v", second)
	}
	if want := []string{"http://127.0.0.1:4711", "http://127.0.0.1:4712", "http://127.0.0.1:5000", "https://cdn.example.com"}; !slices.Equal(sorted(r.App.AllowedDomains), want) {
		t.Errorf("allowed are %q, want %q", r.App.AllowedDomains, want)
	}
	if hosts := s.Hosts(); !slices.Equal(hosts, []string{"127.0.0.1:5000", "cdn.example.com:443"}) {
		t.Errorf("a run sends to %q", hosts)
	}
	var at []int
	var identity []bool
	for _, q := range s.Requests() {
		at, identity = append(at, s.TargetOf(q.Path)), append(identity, q.Identity)
	}
	if !slices.Equal(at, []int{0, 1, 1, 2, 0}) || !slices.Equal(identity, []bool{true, true, false, true, true}) {
		t.Errorf("requests go to %v and need tokens %v", at, identity)
	}
}

func sorted(all []string) []string {
	all = slices.Clone(all)
	slices.Sort(all)
	return all
}
