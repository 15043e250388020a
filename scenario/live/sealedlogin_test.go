package live_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/mockwx/opendata"
	"github.com/wxload/wxload/scenario/live"
)

// thorough is a developer server in the manner of wafer-node-session: a login
// brings the user's sealed profile, and a token has two parts.
type thorough struct {
	wechat   string
	profile  func(r *http.Request, body []byte) (encryptedData, iv string)
	mu       sync.Mutex
	sessions map[string]string // the keys of sessions, by id
}

func (s *thorough) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if r.URL.Path == "/login" {
		s.login(w, r, body)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if key := s.sessions[r.Header.Get("X-Id")]; key == "" || key != r.Header.Get("X-Skey") {
		io.WriteString(w, `{"error":"ERR_INVALID_SESSION"}`)
	}
}

func (s *thorough) login(w http.ResponseWriter, r *http.Request, body []byte) {
	query := url.Values{"appid": {appid}, "secret": {appsecret}, "js_code": {r.Header.Get("X-Code")}, "grant_type": {"authorization_code"}}
	resp, err := http.Get(s.wechat + "/sns/jscode2session?" + query.Encode())
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	data, iv := s.profile(r, body)
	opened, err := opendata.Open(gjson.GetBytes(answer, "session_key").String(), data, iv)
	if err != nil || !gjson.ValidBytes(opened) {
		io.WriteString(w, `{"type":"ERR_LOGIN_FAILED"}`)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := fmt.Sprint("id", len(s.sessions))
	s.sessions[id] = "skey of " + id
	fmt.Fprintf(w, `{"session":{"id":%q,"skey":%q}}`, id, s.sessions[id])
}

// thoroughTarget is a scenario's target section; profile says where the login
// brings the profile.
const thoroughTarget = `
target:
  login: {path: /login, code: {in: header, name: X-Code}, token: session.skey, %s}
  token: {name: X-Skey, with: {path: session.id, name: X-Id}}
  auth_failure: {body: {path: error, values: [ERR_INVALID_SESSION]}}
`

func TestALoginTakesTheSealedProfileAlong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		login   string
		profile func(*http.Request, []byte) (string, string)
	}{
		"in headers": {`header: {X-Data: "{{encryptedData}}", X-IV: "{{iv}}"}`, func(r *http.Request, _ []byte) (string, string) {
			return r.Header.Get("X-Data"), r.Header.Get("X-IV")
		}},
		"in the body": {`body: {info: {data: "{{encryptedData}}", iv: "{{iv}}", raw: "{{rawData}}", sign: "{{signature}}"}}`, func(_ *http.Request, body []byte) (string, string) {
			if !gjson.Valid(gjson.GetBytes(body, "info.raw").String()) || len(gjson.GetBytes(body, "info.sign").String()) != 40 {
				return "", ""
			}
			return gjson.GetBytes(body, "info.data").String(), gjson.GetBytes(body, "info.iv").String()
		}},
	} {
		for _, initial := range []string{"none: 100%", "valid: 100%"} {
			t.Run(name+", "+initial, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, nil)
				server := httptest.NewServer(&thorough{wechat: w.WeChat, profile: test.profile, sessions: map[string]string{}})
				defer server.Close()
				yaml := strings.ReplaceAll(w.foreign(), w.Target, server.URL) + fmt.Sprintf(thoroughTarget, test.login)
				r := run(t, yaml+strings.Replace(visits("reference", 2), "count: 5", "count: 5, initial: {"+initial+"}", 1))
				me := r.Requests.ByName["me"]
				if me.OK != 10 || r.Logins.Duplicate.Total != 0 || r.Logins.Failed != 0 || r.Requests.TokenlessSends != 0 {
					t.Errorf("requests %+v, logins %+v", r.Requests, r.Logins)
				}
			})
		}
	}
}

func TestALoginWithoutTheSealedProfileIsRefusedBeforeTheLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	server := httptest.NewServer(&thorough{wechat: w.WeChat, sessions: map[string]string{},
		profile: func(r *http.Request, _ []byte) (string, string) { return r.Header.Get("X-Data"), r.Header.Get("X-IV") }})
	defer server.Close()
	yaml := strings.ReplaceAll(w.foreign(), w.Target, server.URL) + fmt.Sprintf(thoroughTarget, "header: {X-Data: none}")
	_, err := start(context.Background(), parse(t, yaml+visits("reference", 1)), live.Options{})
	if err == nil || !strings.Contains(err.Error(), "no token at $.session.skey") {
		t.Errorf("the error is %v", err)
	}
}
