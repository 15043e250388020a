package live_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
)

// accord is a short load that needs what a target answers to logins, and to
// requests with the initial tokens.
const accord = `
app: {domains: {develop: embedded}}
clients: {count: 4, initial: {none: 50%, valid: 50%}}
load: {duration: 20s}
repeat: 1
flow:
  - launch
  - {page: a, requests: [me GET /me, b GET /api/b]}
  - {page: b, requests: [{name: o, method: POST, path: /orders, body: {id: "{{id}}"}}]}
`

// spy notes the answers that a wrapper gives its pages.
type spy struct {
	wrapper.Wrapper
	note func(string)
}

func (s *spy) Request(c *wrapper.Call) *loop.Promise[*wx.Response] {
	return loop.Then(s.Wrapper.Request(c), func(resp *wx.Response) (*wx.Response, error) {
		s.note(string(resp.Body))
		return resp, nil
	}, nil)
}

func TestAWrapperThatNobodyListsGetsTheBackendOfItsShape(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"template":  `{"code":20000,"message":"ok","result":{"name":"b"}}`,
		"reference": `{"code":0,"data":{"name":"b"}}`,
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			original, _ := wrapper.Find(id)
			var mu sync.Mutex
			var answers []string
			note := func(body string) {
				mu.Lock()
				defer mu.Unlock()
				answers = append(answers, body)
			}
			mine := original
			mine.ID = "mine"
			mine.New = func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper {
				return &spy{original.New(env, s), note}
			}
			s, err := scenario.Parse("test.yaml", []byte("wrapper: {id: mine}\n"+accord), scenario.Options{Wrappers: map[string]string{"mine": mine.Shape}})
			if err != nil {
				t.Fatal(err)
			}
			r, err := live.Run(t.Context(), s, mine, live.Options{})
			if err != nil {
				t.Fatal(err)
			}
			checkReport(t, r)
			if r.Wrapper != "mine" || len(answers) != 12 || !slices.Contains(answers, want) {
				t.Errorf("the wrapper is %s; no answer is %s: %q", r.Wrapper, want, answers)
			}
		})
	}
}

func TestTheStandInIsTheTargetThatTheScenarioDescribes(t *testing.T) {
	t.Parallel()
	for name, target := range map[string]string{
		"the code in a header":     `login: {code: {in: header, name: X-WX-Code}}`,
		"the code in the query":    `login: {method: GET, path: /api/login, code: {in: query, name: js_code}}`,
		"the code by another name": `login: {method: PUT, code: {name: js.code}, body: {device: phone}}`,
		"the token in the query":   `token: {in: query, name: access_token}`,
		"the token with a prefix":  `token: {name: X-Token, prefix: "Token "}`,
		"the token in two parts":   `login: {token: session.skey}, token: {name: X-Skey, with: {path: session.id, name: X-Id}}`,
		"business codes":           `login: {token: payload.t, expires_in: payload.e}, auth_failure: {body: {path: errno, values: [EXPIRED]}}, success: {body: {path: errno, values: [0, 1]}}, result: payload`,
		"statuses":                 `auth_failure: {status: 440}, success: {status: 201}, key_displaced: {status: 409}`,
		"a shape, and body codes":  `shape: egg, devserver: {auth_failure: body40100}, auth_failure: {body: {path: code, values: 40100}}, login: {path: /wx/login}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := run(t, "target: {"+target+"}\n"+accord)
			if q := r.Requests; q.OK != 12 || q.AuthFailuresSeen != 0 || len(r.Defects) > 0 {
				t.Errorf("requests %+v, defects %+v", q, r.Defects)
			}
			expired := run(t, "target: {"+target+"}\n"+strings.Replace(accord, "valid: 50%", "expired: 50%", 1)+"  - profile\n")
			if q := expired.Requests; q.OK != 16 || q.AuthFailuresSeen == 0 || expired.Logins.Duplicate.Total != 0 {
				t.Errorf("with expired tokens: requests %+v, logins %+v", q, expired.Logins)
			}
		})
	}
}
