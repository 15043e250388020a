package live_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/live"
)

// twoSteps gives a ticket for a code, and a token for a ticket.
type twoSteps struct {
	mu      sync.Mutex
	codes   map[string]string // by ticket
	tickets int
}

func (s *twoSteps) around(dev http.Handler) http.Handler {
	s.codes = map[string]string{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		if r.URL.Path == "/ticket" {
			s.tickets++
			ticket := fmt.Sprint("ticket-", s.tickets)
			s.codes[ticket] = gjson.GetBytes(sent, "code").String()
			s.mu.Unlock()
			fmt.Fprintf(w, `{"code":0,"data":{"ticket":%q}}`, ticket)
			return
		}
		if r.URL.Path == "/login" {
			ticket := gjson.GetBytes(sent, "ticket").String()
			sent, _ = json.Marshal(map[string]string{"code": s.codes[ticket]})
			delete(s.codes, ticket)
		}
		s.mu.Unlock()
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(string(sent))), int64(len(sent))
		dev.ServeHTTP(w, r)
	})
}

// The embedded server trades a ticket once. Every wrapper that ships takes both steps, and
// is judged as with one.
func TestWrappersLogInInTwoSteps(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"reference", "userclass", "egg"} {
		info, _ := wrapper.Find(id)
		r, err := live.Run(t.Context(), parse(t, `
target: {login: {ticket: {path: /wx/code}, path: /wx/token, code: {name: ticket}}, devserver: {latency: 1ms..9ms}}
clients: {count: 8, initial: {none: 50%, valid: 50%}}
load: {duration: 10s}
repeat: 1
flow:
  - launch
  - page: first
    requests: [GET /api/a, GET /api/b, GET /api/c]
  - think: 1s # egg's requests do not wait for its logins
`), info, live.Options{})
		if err != nil {
			t.Fatal(err)
		}
		duplicates := r.Logins.Duplicate.Total > 0 // whether egg has some depends on who is first
		if !r.Books.Balanced || r.Logins.Succeeded == 0 || r.Logins.Failed > 0 || duplicates != (r.Logins.DuplicateServer.Total > 0) {
			t.Errorf("%s: %+v, logins %+v, %+v, %+v", id, r.Requests.Outcomes, r.Logins, r.Defects, r.Books)
		}
		if id == "userclass" && !duplicates || id == "reference" && (r.Requests.OK != 24 || len(r.Defects) > 0) {
			t.Errorf("%s: %+v, %+v", id, r.Requests.Outcomes, r.Defects)
		}
	}
}

// A login counts where the token comes from, and where nobody says that there is a first
// step, that is one more request.
func TestALoginInTwoStepsIsTheOneThatGivesTheToken(t *testing.T) {
	t.Parallel()
	const code = `
const post = (url, data) => new Promise((success, fail) => wx.request({url: 'https://a.example' + url, method: 'POST', data, success: (r) => success(r.data.data), fail}))
const code = () => new Promise((success, fail) => wx.login({success: (r) => success(r.code), fail}))
let login = null
const token = () => LOCK || (login = code().then((code) => post('/ticket', {code})).then((r) => post('/login', {ticket: r.ticket})).then((r) => wx.setStorageSync('token', r.token)).finally(() => { login = null }))
const send = (call) => new Promise((success, fail) => wx.request({url: 'https://a.example' + call.url, header: {Authorization: wx.getStorageSync('token')}, success, fail}))
exports.request = async (call) => {
  if (!wx.getStorageSync('token')) await token()
  const used = wx.getStorageSync('token')
  let r = await send(call)
  if (r.statusCode === 401) {
    if (wx.getStorageSync('token') === used) await token()
    r = await send(call)
  }
  if (r.statusCode !== 200) throw new Error('HTTP ' + r.statusCode)
  return r.data.data
}
`
	for _, c := range []struct {
		lock, ticket string
		duplicates   bool
	}{{"login", "", false}, {"null", "", true}, {"login", "ticket: {path: /ticket}, ", false}, {"null", "ticket: {path: /ticket}, ", true}} {
		s := &twoSteps{}
		w := newWorld(t, s.around)
		project, err := load.New(fstest.MapFS{"mine.js": {Data: []byte(strings.Replace(code, "LOCK", c.lock, 1))}}, "mine.js", load.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		port, _ := wrapper.Find("flyjs")
		made, err := script.New(project, script.Options{ID: "mine.js", Shape: port.Shape, Settings: port.Defaults})
		if err != nil {
			t.Fatal(err)
		}
		r, err := live.Run(t.Context(), parse(t, w.foreign()+`
wrapper: {id: ./mine.js, token_key: token}
target: {shape: flyjs, url: `+w.Target+`, login: {`+c.ticket+`code: {name: ticket}}}
clients: {count: 5, initial: {none: 60%, expired: 40%}}
load: {duration: 10s}
repeat: 1
flow:
  - launch
  - page: first
    requests: [GET /api/a, GET /api/b, GET /api/c]
`), made.Info(), live.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Requests.OK != 15 || !r.Books.Balanced || (r.Logins.Duplicate.Total > 0) != c.duplicates || !c.duplicates && len(r.Defects) > 0 {
			t.Errorf("%+v: %+v, logins %+v, %+v, %v, %+v", c, r.Requests.Outcomes, r.Logins, r.Failures, r.Defects, r.Books)
		}
	}
}
