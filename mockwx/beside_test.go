package mockwx

import (
	"bytes"
	"encoding/json"
	"image/jpeg"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCallsBesideTheLogin(t *testing.T) {
	s := NewServer(t)
	_, _, body := send(t, "GET", s.URL+"/cgi-bin/token?grant_type=client_credential&appid="+DefaultAppID+"&secret="+DefaultSecret, "")
	var token struct {
		Text string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(body), &token); err != nil {
		t.Fatal(err)
	}
	for _, user := range []string{"alice", "bad"} {
		if _, err := s.Login(DefaultAppID, user); err != nil {
			t.Fatal(err)
		}
	}
	var openid, held string
	s.Do(func(now time.Time, m *Machine) {
		m.Block(now, Selection{Users: []string{"bad"}})
		openid, held = m.apps[0].users["alice"].openID(), m.apps[0].users["bad"].openID()
	})
	for _, c := range []struct{ method, path, body, want string }{
		{"POST", "/cgi-bin/message/subscribe/send", `{"touser":"` + openid + `","template_id":"t"}`, `^{"errcode":0,"errmsg":"ok","msgid":\d+}$`},
		{"POST", "/cgi-bin/message/subscribe/send", `{"touser":"nobody"}`, `"errcode":40003`},
		{"POST", "/wxa/msg_sec_check", `{"content":"a"}`, `^{"errcode":0,"errmsg":"ok"}$`},
		{"POST", "/wxa/msg_sec_check", `{"content":"a","version":2}`, `"result":{"suggest":"pass","label":100}}$`},
		{"POST", "/wxa/msg_sec_check", `content=a`, `"errcode":47001`},
		{"POST", "/wxa/getuserriskrank", `{"openid":"` + openid + `"}`, `"risk_rank":0,"unoin_id":\d+}$`},
		{"POST", "/wxa/getuserriskrank", `{"openid":"` + held + `"}`, `"risk_rank":4,`},
		{"GET", "/cgi-bin/ticket/getticket", "", `"ticket":"[\w-]{86}","expires_in":\d{1,4}}$`},
		{"GET", "/wxa/getwxacodeunlimit", "", `"errcode":43002`},
	} {
		if _, _, got := send(t, c.method, s.URL+c.path+"?access_token="+token.Text, c.body); !regexp.MustCompile(c.want).MatchString(got) || !strings.HasPrefix(got, "{") || !json.Valid([]byte(got)) {
			t.Errorf("%s %s: %s", c.path, c.body, got)
		}
		if _, _, got := send(t, c.method, s.URL+c.path, c.body); c.method == "POST" && !strings.Contains(got, `"errcode":41001`) {
			t.Errorf("%s without a token: %s", c.path, got)
		}
	}
	_, kind, picture := send(t, "POST", s.URL+"/wxa/getwxacodeunlimit?access_token="+token.Text, `{"scene":"a=1"}`)
	if _, err := jpeg.Decode(strings.NewReader(picture)); err != nil || kind != "image/jpeg" {
		t.Errorf("%s: %v", kind, err)
	}
}

// The list that the mock gives has the calls of the README, and those alone.
func TestListOfCallsIsThatOfTheREADME(t *testing.T) {
	s := NewServer(t)
	_, _, body := send(t, "GET", s.URL+"/_wx/", "")
	var list struct{ Calls []listedCall }
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, c := range list.Calls {
		if paths = append(paths, c.Path); c.What == "" {
			t.Errorf("%s says nothing", c.Path)
		}
		if status, _, _ := send(t, c.Method, s.URL+c.Path, ""); status == http.StatusNotFound || status == http.StatusMethodNotAllowed {
			t.Errorf("%s %s: %d", c.Method, c.Path, status)
		}
	}
	paths = slices.Compact(paths)
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, table, _ := strings.Cut(string(text), "<!-- calls of the mock -->\n")
		table, _, _ = strings.Cut(table, "\n\n")
		var documented []string
		for _, line := range strings.Split(table, "\n") {
			cell := strings.Split(line, "|")[1]
			for _, m := range regexp.MustCompile("[` ](/[a-zA-Z0-9_/-]*)").FindAllStringSubmatch(cell, -1) {
				documented = append(documented, m[1])
			}
		}
		slices.Sort(documented)
		if want := slices.Sorted(slices.Values(paths)); !slices.Equal(documented, want) {
			t.Errorf("%s:\n%v\nlist:\n%v", name, documented, want)
		}
	}
}

// Only the header and the log tell that it is the mock that lacks a call.
func TestUnknownCallSaysSoBesideTheBody(t *testing.T) {
	var log bytes.Buffer
	s := NewServer(t, func(o *ServerOptions) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	for path, unknown := range map[string]bool{"/wxa/nothing": true, "/cgi-bin/user/info": true, "/sns/jscode2session": false, "/healthz": false, "/_wx/nothing": false} {
		res, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if says := res.Header.Get("X-Wxload") != ""; says != unknown {
			t.Errorf("%s: header %v", path, says)
		}
	}
	if n := strings.Count(log.String(), "does not have this call (yet)"); n != 2 || !strings.Contains(log.String(), "path=/wxa/nothing") {
		t.Errorf("log:\n%s", log.String())
	}
	if _, _, body := send(t, "GET", s.URL+"/wxa/nothing", ""); !strings.HasPrefix(body, `{"errcode":40066,"errmsg":"invalid url`) {
		t.Errorf("body: %s", body)
	}
}

func TestAccessTokensExpireByEitherName(t *testing.T) {
	s := NewServer(t)
	for _, path := range []string{pathExpireAccessTokens, "/_wx/control/expire-tokens"} {
		send(t, "GET", s.URL+"/cgi-bin/token?grant_type=client_credential&appid="+DefaultAppID+"&secret="+DefaultSecret, "")
		if _, _, body := send(t, "POST", s.URL+path, ""); body != `{"expired":1}` {
			t.Errorf("%s: %s", path, body)
		}
	}
}
