package live_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/mockwx/opendata"
)

// habits are the faults of a developer server; none makes it an honest one.
type habits struct {
	keepsFirstKey bool                                           // of each user, whatever WeChat says later
	takesErrors   bool                                           // for logins, whatever WeChat answers
	asksTwice     bool                                           // about each code, and takes the second answer
	asksAgain     bool                                           // where WeChat is busy
	graph         bool                                           // answers authentication failures with HTTP 200, as GraphQL does
	forgets       bool                                           // the token that comes with a user's first profile
	life          time.Duration                                  // of a token, but the probe's; zero: for ever
	uses          int                                            // of a token; zero: any number
	announces     func() int64                                   // the lifetime that an answer names
	mixesUsers    bool                                           // in each second answer
	leaks         func(key string, w http.ResponseWriter) string // what /me adds to its answer
}

// sloppy is a developer server in the shape of flyjs with such habits.
type sloppy struct {
	habits
	wechat string

	mu     sync.Mutex
	tokens map[string]string // the openids
	keys   map[string]string // by openid
	first  string            // the openid that logged in first: the probe's
	asked  int               // times that /me was asked
	issued int               // tokens
	forgot map[string]bool   // openids
	born   map[string]time.Time
	used   map[string]int // how often each token came
}

// start serves it; wechat is the mock's base URL.
func (h habits) start(t *testing.T, wechat string) (baseURL string) {
	server := httptest.NewServer(&sloppy{habits: h, wechat: wechat, tokens: map[string]string{}, keys: map[string]string{}, forgot: map[string]bool{}, born: map[string]time.Time{}, used: map[string]int{}})
	t.Cleanup(server.Close)
	return server.URL
}

func (s *sloppy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if r.URL.Path == "/login" {
		s.login(w, gjson.GetBytes(body, "code").String())
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	openid, known := s.tokens[r.Header.Get("Authorization")]
	if s.forgets && r.URL.Path == "/profile" && !s.forgot[openid] {
		s.forgot[openid], known = true, false
		delete(s.tokens, r.Header.Get("Authorization"))
	}
	token := r.Header.Get("Authorization")
	if s.life > 0 && openid != s.first && time.Since(s.born[token]) > s.life {
		known = false
	}
	if s.used[token]++; s.uses > 0 && s.used[token] > s.uses {
		known = false
	}
	switch {
	case !known && s.graph:
		io.WriteString(w, `{"errors":[{"extensions":{"code":"UNAUTHENTICATED"}}],"data":null}`)
	case !known, r.URL.Path == "/forbidden":
		w.WriteHeader(http.StatusUnauthorized)
	case r.URL.Path == "/me":
		s.me(w, openid)
	case r.URL.Path == "/profile":
		s.profile(w, s.keys[openid], body)
	case r.URL.Path == "/stock":
		io.WriteString(w, `{"code":1003,"message":"out of stock"}`)
	}
}

func (s *sloppy) login(w http.ResponseWriter, code string) {
	query := url.Values{"appid": {appid}, "secret": {appsecret}, "js_code": {code}, "grant_type": {"authorization_code"}}
	answer := s.exchange(query)
	for s.asksAgain && gjson.GetBytes(answer, "errcode").Int() == -1 {
		answer = s.exchange(query)
	}
	if s.asksTwice {
		answer = s.exchange(query)
	}
	if gjson.GetBytes(answer, "errcode").Int() != 0 && !s.takesErrors {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.issued++
	token := "t" + strconv.Itoa(s.issued)
	openid, key := gjson.GetBytes(answer, "openid").String(), gjson.GetBytes(answer, "session_key").String()
	if s.first == "" {
		s.first = openid
	}
	s.tokens[token] = openid
	if s.keys[openid] == "" || !s.keepsFirstKey {
		s.keys[openid] = key
	}
	s.born[token] = time.Now()
	announced := int64(0)
	if s.announces != nil {
		announced = s.announces()
	}
	fmt.Fprintf(w, `{"data":{"token":%q,"expires_in":%d}}`, token, announced)
}

// exchange is WeChat's answer; empty where there is none.
func (s *sloppy) exchange(query url.Values) []byte {
	resp, err := http.Get(s.wechat + "/sns/jscode2session?" + query.Encode())
	if err != nil {
		return []byte(`{"errcode":-1}`)
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	return answer
}

func (s *sloppy) me(w http.ResponseWriter, openid string) {
	s.asked++
	added := ""
	if s.leaks != nil {
		added = s.leaks(s.keys[openid], w)
	}
	if s.mixesUsers && s.asked%2 == 0 {
		openid = s.first
	}
	fmt.Fprintf(w, `{"data":{"openid":%q}}%s`, openid, added)
}

func (s *sloppy) profile(w http.ResponseWriter, key string, body []byte) {
	data, err := opendata.Open(key, gjson.GetBytes(body, "encryptedData").String(), gjson.GetBytes(body, "iv").String())
	if err != nil || !gjson.ValidBytes(data) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		io.WriteString(w, `{"code":42201}`)
	}
}

// freeAddress is an address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	for {
		// Below the ports that systems give to those who ask for any, as the clients of
		// other tests do in the meantime.
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(12000)))
		if err == nil {
			defer listener.Close()
			return listener.Addr().String()
		}
	}
}

// embedded is a scenario's part with a mock WeChat in the run itself and a sloppy
// server as its target.
func (h habits) embedded(t *testing.T) string {
	addr := freeAddress(t)
	return "mock: {addr: " + addr + ", secret: " + appsecret + ", faults: []}\n" +
		"app: {domains: {develop: " + h.start(t, "http://"+addr) + "}}\n"
}

// foreign is the same with a mock WeChat that the run does not own.
func (h habits) foreign(t *testing.T) string {
	w := newWorld(t, nil)
	return strings.ReplaceAll(w.foreign(), w.Target, h.start(t, w.WeChat))
}
