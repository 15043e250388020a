package scenario

import (
	"errors"
	"strings"
	"testing"
)

func TestRefreshTokensLieBesideTheTokenUnlessTheFileSaysOtherwise(t *testing.T) {
	for yaml, want := range map[string]refreshCall{
		"refresh: {path: /r}": {Method: "POST", Path: "/r", Name: "refresh_token", In: "body",
			RefreshToken: "data.refresh_token", Token: "data.token", ExpiresIn: "data.expires_in"},
		"{login: {token: jwt.access}, refresh: {path: /r, in: query, name: rt}}": {Method: "POST", Path: "/r", Name: "rt", In: "query",
			RefreshToken: "jwt.refresh_token", Token: "jwt.access", ExpiresIn: "data.expires_in"},
		"{shape: userclass, refresh: {path: /r, refresh_token: rt, token: t, expires_in: e}}": {Method: "POST", Path: "/r", Name: "refresh_token", In: "body",
			RefreshToken: "rt", Token: "t", ExpiresIn: "e"},
	} {
		if !strings.HasPrefix(yaml, "{") {
			yaml = "{" + yaml + "}"
		}
		s := resolved(t, mustParse(t, "target: "+yaml), "flyjs")
		if s.Target.Refresh != want || s.Wrapper.RefreshKey != want.Name {
			t.Errorf("%s: %+v under the key %q\nwant %+v", yaml, s.Target.Refresh, s.Wrapper.RefreshKey, want)
		}
	}
	if s := resolved(t, mustParse(t, "name: x"), "flyjs"); s.Target.Refresh.RefreshToken != "" || s.Wrapper.RefreshKey != "" {
		t.Errorf("without: %+v under the key %q", s.Target.Refresh, s.Wrapper.RefreshKey)
	}
}

func TestRefreshTokensThatGoNowhereAreRefused(t *testing.T) {
	for yaml, want := range map[string]string{
		"target: {refresh: {name: rt}}":                     "target.refresh",
		"target: {devserver: {refresh: {one_time: false}}}": "target.devserver.refresh",
		"wrapper: {refresh_key: rt}":                        "wrapper.refresh_key",
		"target: {refresh: {path: /r, method: GET}}":        "target.refresh.method",
		`target: {refresh: {path: "/r/{{user}}"}}`:          "target.refresh.path",
		`{app: {allowed_domains: ["https://a.example.com"]}, target: {url: "https://a.example.com", refresh: {path: "https://b.example.com/r"}}}`: "target.refresh.path",
	} {
		_, err := Parse("t.yaml", []byte(asFlow(yaml)), Options{})
		problems, is := errors.AsType[Problems](err)
		if !is || len(problems) != 1 || problems[0].Path != want {
			t.Errorf("%s: %v, want a problem of %s", yaml, err, want)
		}
	}
}

// asFlow is a file with a flow besides.
func asFlow(yaml string) string {
	if rest, is := strings.CutPrefix(yaml, "{"); is {
		return "{flow: [launch], " + rest
	}
	return "flow: [launch]\n" + yaml
}
