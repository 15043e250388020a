package wrapper

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
)

const anyToken = `{"code":20000,"token":"t1","data":{"token":"t1"},"result":{"token":"t1"}}`

func TestEveryWrapperHasAnIDAndSaysWhatItGetsWrong(t *testing.T) {
	seen := map[string]bool{}
	for i, info := range All() {
		if seen[info.ID] || info.Summary == "" || info.Shape == "" || (info.Holes == "") != (i == 0) {
			t.Errorf("%+v", info)
		}
		seen[info.ID] = true
	}
	if _, ok := Find("nothing"); ok {
		t.Error("it found nothing")
	}
}

func TestAbsoluteURLsBypassTheDomainButNotInEgg(t *testing.T) {
	const elsewhere = "https://cdn.example.com/a"
	for _, info := range All() {
		if info.ID == "flyjs-samefly" {
			continue // never sends anything
		}
		a := newApp(t, info.ID, accepting(anyToken), nil)
		a.call(&Call{URL: elsewhere})
		a.call(&Call{URL: "/b"})
		a.pass(10 * time.Second)
		urls := ""
		for _, r := range a.sent {
			if r.Caller != 0 {
				urls += r.URL + " "
			}
		}
		want := elsewhere
		if strings.HasPrefix(info.ID, "egg") {
			want = apiOrigin + elsewhere
		}
		if !strings.Contains(urls, want+" ") || !strings.Contains(urls, apiOrigin+"/b ") {
			t.Errorf("%s: sent to %s", info.ID, urls)
		}
	}
}

func TestHeadersOfACallOverrideThoseOfTheSettings(t *testing.T) {
	a := newApp(t, "reference", accepting(anyToken), func(s *Settings, _ *wx.Config, _ *wx.Storage) {
		s.Header = []wx.Header{{Name: "X-A", Value: "settings"}, {Name: "X-B", Value: "settings"}, {Name: "content-type", Value: "text/plain"}}
	})
	a.call(&Call{URL: "/public", Header: []wx.Header{{Name: "x-a", Value: "call"}}})
	r := a.sent[0]
	if r.HeaderValue("X-A") != "call" || r.HeaderValue("X-B") != "settings" || r.HeaderValue("Content-Type") != "text/plain" || len(r.Header) != 4 {
		t.Errorf("headers %v", r.Header)
	}
}

func TestAnUnknownEnvVersionIsAnErrorAndNothingIsSent(t *testing.T) {
	a := newApp(t, "reference", accepting(anyToken), func(_ *Settings, c *wx.Config, _ *wx.Storage) { c.EnvVersion = "gray" })
	a.launch()
	a.call(&Call{URL: "/a", Identity: true})
	a.call(&Call{URL: "/public"})
	a.pass(time.Minute)
	a.want(t, "/a", ErrNoDomain.Error())
	a.want(t, "/public", ErrNoDomain.Error())
	if len(a.sent) != 0 || len(a.codes) != 0 {
		t.Errorf("%d requests, %d logins", len(a.sent), len(a.codes))
	}
	a.call(&Call{URL: "https://cdn.example.com/a"})
	a.pass(time.Second)
	a.want(t, "https://cdn.example.com/a", "ok")
}

func TestWhitelistedCallsDoNotWaitForALogin(t *testing.T) {
	a := newApp(t, "reference", func(r *wx.Request) *wx.Response {
		if strings.HasSuffix(r.URL, "/login") {
			return nil // never
		}
		return &wx.Response{Status: 200}
	}, nil)
	a.launch()
	a.call(&Call{URL: "/public/a", Identity: true})
	a.call(&Call{URL: "/b", Identity: true})
	a.pass(time.Second)
	a.want(t, "/public/a", "ok")
	a.want(t, "/b", "")
	a.pass(time.Minute)
	a.want(t, "/b", "request:fail abort")
}

func TestAStorageHasWhatGoesWithATokenOnlyBesideOne(t *testing.T) {
	s := Settings{Storage: []Stored{{Key: "agreed", Value: "true"}, {Key: "user", Value: `{"token":"{{token}}"}`}, {Key: "ends", Value: "9", WithToken: true}}}
	for token, want := range map[string]string{"": "true  ", "t1": `true {"token":"t1"} 9`} {
		var storage wx.Storage
		if err := s.Seed(&storage, token); err != nil {
			t.Fatal(err)
		}
		if got := storage.Get("agreed") + " " + storage.Get("user") + " " + storage.Get("ends"); got != want {
			t.Errorf("with the token %q: %q, want %q", token, got, want)
		}
	}
}

// A search's replay runs with the backend that its file has.
func TestABackendIsTheSameFromAFile(t *testing.T) {
	b := Backend{TokenKey: "token", Answers: map[string]json.RawMessage{"*": json.RawMessage(`{ "a": [1,  "<b>"] }`)}}
	var before, after Settings
	before.SetBackend(&b)
	text, err := json.MarshalIndent(before.Backend(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	var read Backend
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	after.SetBackend(&read)
	if !reflect.DeepEqual(before, after) || string(after.Answers["*"]) != `{"a":[1,"\u003cb\u003e"]}` {
		t.Errorf("%+v\nis not %+v", after, before)
	}
}
