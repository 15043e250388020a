package devserver

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// update rewrites the golden file: go test ./mockwx/devserver -update
var update = flag.Bool("update", false, "rewrite the golden files")

func TestTheAnswersOfEachShape(t *testing.T) {
	var all strings.Builder
	for _, shape := range []Shape{Template, FlyJS, Taro, Egg, UserClass} {
		for _, failure := range []AuthFailure{"", HTTP401, Body40100} {
			fmt.Fprintf(&all, "# %s %s\n", shape, failure)
			for _, line := range conversation(New(Options{Protocol: speaking(shape, failure), Token: counted, TTL: 90 * time.Minute})) {
				all.WriteString(line + "\n")
			}
		}
	}
	golden := "testdata/answers.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(all.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if all.String() != string(want) {
		t.Errorf("the answers differ from %s:\n%s", golden, all.String())
	}
}

// conversation is one request of every kind, with its answer.
func conversation(m *Machine) (lines []string) {
	say := func(what string, r Reply) {
		lines = append(lines, fmt.Sprintf("%s: %d %s", what, r.Status, r.Body))
	}
	send := func(method, path, token, body string) Reply {
		h := header{}
		if token != "" {
			h["Authorization"], h["Sessionkey"] = []string{token}, []string{token}
		}
		return m.Handle(start, Request{Method: method, Path: path, Header: h, Body: []byte(body)})
	}
	login := func(path string, s Session, err error) Reply {
		return m.Exchanged(start, send("POST", path, "", `{"code":"c"}`).Exchange, s, err)
	}
	say("login", login("/login", Session{OpenID: "o<1>", SessionKey: "HyVFkGl5F5OQWJZZaNzBBg=="}, nil))
	say("another login", login("/user/login", Session{OpenID: "o2", SessionKey: "k"}, nil))
	say("a login that WeChat refuses", login("/login", Session{}, &WeChatError{40029, `bad "code"`}))
	say("a login that WeChat does not answer", login("/login", Session{}, errors.New("refused")))
	for _, body := range []string{``, `{}`, `{"code":1.5}`, `[`, `code=`, `x`} {
		if r := send("POST", "/login", "", body); r.Exchange == nil {
			say("login "+body, r)
		}
	}
	for _, c := range []string{"GET /test", "GET /test2", "GET /tokenInvalid", "GET /getUserInfo", "POST /checkSession", "GET /me",
		"GET /api/A", "PUT /api/ü\"<", "GET /public/notice", "GET /nothing", "POST /me", "GET /login"} {
		method, path, _ := strings.Cut(c, " ")
		say(c, send(method, path, "Bearer t1", ""))
	}
	say("an order", send("POST", "/orders", "t1", `{"id":"A-1","item":"tea"}`))
	say("an order without an id", send("POST", "/orders", "t1", `{}`))
	say("an empty profile", send("POST", "/profile", "t1", `{}`))
	say("a profile of another key", send("POST", "/profile", "t1", `{"encryptedData":"AAAA","iv":"AAAA","rawData":"r","signature":"s"}`))
	say("no token", send("GET", "/api/A", "", ""))
	say("another token", send("GET", "/api/A", "t9", ""))
	say("too large", m.unread(413, "the body is too large"))
	for _, status := range []int{400, 401, 403, 404, 422, 500, 502, 503, 504} {
		say(fmt.Sprint("failure ", status), m.Failure(status))
	}
	return lines
}
