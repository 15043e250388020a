package sim

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
)

var update = flag.Bool("update", false, "write the golden files anew")

// runCase runs the script of a recorded case.
func runCase(t *testing.T, name, id string) *Result {
	t.Helper()
	return runScript(t, readCases(t)[name+".json"].Script, id)
}

func runScript(t *testing.T, data []byte, id string) *Result {
	t.Helper()
	script, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	info, known := wrapper.Find(id)
	if !known {
		t.Fatalf("no wrapper %q", id)
	}
	return Run(script, info)
}

func TestTextShowsTheRace(t *testing.T) {
	for _, c := range []struct{ name, wrapper string }{
		{"12-expired-5-late-401", "template"},
		{"12-expired-5-late-401", "reference"},
		{"22-login-always-fails-cold", "flyjs-lazy"},
		{"27-login-response-lost-cold", "callback"},
		{"34-slow-login-cold", "userclass"},
		{"45-two-pages-onload", "callback"},
		{"47-request-faults", "egg"},
		{"53-session-invalid-stuck", "taro"},
	} {
		t.Run(c.name+"/"+c.wrapper, func(t *testing.T) {
			var got bytes.Buffer
			if err := runCase(t, c.name, c.wrapper).WriteText(&got, nil); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", "text", c.name+"."+c.wrapper+".golden")
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != string(want) {
				t.Errorf("differs from %s (write it anew with -update):\n%s", file, got.String())
			}
		})
	}
}

func TestEveryTextLineIsTidy(t *testing.T) {
	for name, c := range readCases(t) {
		for id := range c.Expected {
			var out bytes.Buffer
			if err := runScript(t, c.Script, id).WriteText(&out, nil); err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(out.String(), "\n") {
				if strings.TrimRight(line, " \t") != line || strings.Contains(line, "\t") {
					t.Errorf("%s, %s: %q ends in blanks or holds a tab", name, id, line)
				}
			}
		}
	}
}

func TestDetailsOfEvents(t *testing.T) {
	token, none, no := "t1", "", false
	for _, c := range []struct {
		event Event
		want  string
	}{
		{Event{Kind: "app.launch"}, ""},
		{Event{Kind: "page.issue", Name: "A"}, "A"},
		{Event{Kind: "req.send", Name: "A", Ordinal: 7, Attempt: 1, Token: &none}, "A without a token"},
		{Event{Kind: "req.done", Name: "A", Attempt: 2, Token: &token, Status: 401, Auth: "fail"},
			"A (attempt 2) with token t1: HTTP 401, authentication failure  <- late: the current token is t2"},
		{Event{Kind: "req.server", Name: "A", Attempt: 1, Token: &token, Status: 401, Auth: "fail"},
			"A with token t1: HTTP 401, authentication failure"},
		{Event{Kind: "login.server", Ordinal: 1, Code: "c1", Token: &none, Status: 400, Why: "code"},
			"#1 with code c1: HTTP 400 (WeChat refuses the code)"},
		{Event{Kind: "login.server", Ordinal: 1, Code: "c1", Token: &none, Status: 500, Why: "fault"},
			"#1 with code c1: HTTP 500 (a fault of the script)"},
		{Event{Kind: "login.fail", Ordinal: 1, ErrMsg: "request:fail timeout"}, "#1: request:fail timeout"},
		{Event{Kind: "wx.login.call", Ordinal: 2, Duplicate: []string{"inFlight", "tokenValid"}},
			"#2  <- another login is in flight, and the current token is still valid at the server"},
		{Event{Kind: "wx.request.drop", Name: "A", ErrMsg: "request:fail exceed max task count"}, "A: request:fail exceed max task count"},
		{Event{Kind: "storage.set", Key: "token", Value: "t1"}, "token = t1"},
		{Event{Kind: "storage.remove", Key: "token", Had: &no}, "token (was not there)"},
		{Event{Kind: "page.settle", Name: "A", Outcome: "empty", Value: undefined}, "A: resolved with undefined"},
		{Event{Kind: "fault.sessionInvalid"}, "the session is invalid until the next wx.login"},
		{Event{Kind: "fault.sessionInvalid", Sticky: true}, "the session is invalid from now on"},
		{Event{Kind: "unhandledRejection", Reason: "login failed"}, "login failed"},
	} {
		if got := c.event.details("t2", nil); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.event.Kind, got, c.want)
		}
	}
}

func TestLaneSaysWhoActs(t *testing.T) {
	for kind, want := range map[string]string{
		"page.issue": "page", "app.launch": "app", "logout": "app", "wx.login.call": "wx", "wx.request.drop": "wx",
		"req.send": "wrapper", "req.done": "wrapper", "req.server": "server", "login.server": "server",
		"storage.remove": "wrapper", "fault.expireAll": "fault", "unhandledRejection": "wrapper",
	} {
		if got := lane(kind); got != want {
			t.Errorf("%s: got %s, want %s", kind, got, want)
		}
	}
}

func TestTextKeepsControlCharactersFromTheTerminal(t *testing.T) {
	script := `{"name": "\u001b[2J", "actions": [{"at": 0, "do": "request", "name": "A\u001b"}]}`
	var out bytes.Buffer
	if err := runScript(t, []byte(script), "reference").WriteText(&out, nil); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsRune(out.String(), '\x1b') {
		t.Errorf("an escape character got through:\n%q", out.String())
	}
}

func TestTextReportsAWriterThatFails(t *testing.T) {
	full := errors.New("disk full")
	if err := runCase(t, "03-cold-1", "reference").WriteText(failing{full}, nil); !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
