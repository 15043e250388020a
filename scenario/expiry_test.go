package scenario

import (
	"errors"
	"testing"
)

func TestHowTokensExpireIsChecked(t *testing.T) {
	for yaml, want := range map[string]string{
		"by: gate": "",
		"by: {url: http://127.0.0.1:3000/expire, header: {X-Key: k}}":                    "",
		`share: 10%, by: {url: "http://127.0.0.1:3000/{{user}}"}`:                        "",
		`share: 10%, by: {url: "http://127.0.0.1:3000/x", header: {X-User: "{{user}}"}}`: "",
		"by: {command: [redis-cli, FLUSHALL]}":                                           "",
		"share: 10%, by: {command: ./expire}":                                            "",
		"by: magic":                                                                      "events[0].by",
		"by: {}":                                                                         "events[0].by",
		"by: {method: GET}":                                                              "events[0].by",
		"by: {url: /expire}":                                                             "events[0].by.url",
		"by: {url: http://127.0.0.1/x, method: PATCH}":                                   "events[0].by.method",
		"by: {url: http://127.0.0.1/x, command: [x]}":                                    "events[0].by.command",
		"by: {command: [x], header: {A: b}}":                                             "events[0].by.header",
		"share: 10%, by: {url: http://127.0.0.1/x}":                                      "events[0].by.url",
		`by: {url: "http://127.0.0.1/{{token}}"}`:                                        "events[0].by.url",
		`by: {url: http://127.0.0.1/x, header: {A: "{{id}}"}}`:                           "events[0].by.header.A",
	} {
		_, err := Parse("t.yaml", []byte("flow: [launch]\ntarget: {url: http://127.0.0.1:3000}\nevents: [{at: 1s, expire: tokens, "+yaml+"}]"), Options{})
		problems, is := errors.AsType[Problems](err)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", yaml, err)
		case want != "" && (!is || len(problems) != 1 || problems[0].Path != want):
			t.Errorf("%s: %v, want a problem of %s", yaml, err, want)
		}
	}
	_, err := Parse("t.yaml", []byte("flow: [launch]\nevents: [{at: 1s, expire: sessions, by: gate}]"), Options{})
	if problems, is := errors.AsType[Problems](err); !is || problems[0].Path != "events[0].by" {
		t.Errorf("sessions by the gate: %v", err)
	}
}

func TestWhatEventsCallIsAmongTheHosts(t *testing.T) {
	s := mustParse(t, "target: {url: \"http://127.0.0.1:3000\"}\nevents: [{at: 1s, expire: tokens, by: {url: \"https://admin.example.com/{{user}}\"}}]\n")
	if err := CheckSafety(s, nil, false); err == nil {
		t.Error("a call beyond this machine needs no --allow-host")
	}
	if err := CheckSafety(s, []string{"admin.example.com"}, false); err != nil {
		t.Error(err)
	}
}
