package live_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/tidwall/gjson"
)

// Every request of a run brings what it names by placeholders, the wrapper's own
// included: the headers of the wrapper, of the requests and of the login.
func TestPlaceholdersAreFilledInWhereverTheyStand(t *testing.T) {
	t.Parallel()
	for _, wrapper := range []string{"reference", "template", "egg", "userclass"} {
		t.Run(wrapper, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			var mu sync.Mutex
			ids := map[string]string{} // what each id stood in
			server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				mu.Lock()
				defer mu.Unlock()
				all := r.URL.String() + r.Header.Get("X-User") + r.Header.Get("X-Id") + string(body)
				if strings.Contains(all, "{{") || strings.Contains(all, "%7B") || r.Header.Get("X-User") == "" {
					t.Errorf("%s %s: user %q, id %q, body %s", r.Method, r.URL, r.Header.Get("X-User"), r.Header.Get("X-Id"), body)
				}
				id := r.Header.Get("X-Id")
				if before, twice := ids[id]; twice || id == "" {
					t.Errorf("the id %q of %s was that of %s", id, r.URL.Path, before)
				}
				ids[id] = r.URL.Path
				switch r.URL.Path {
				case "/login":
					if code := gjson.GetBytes(body, "wx.code").String(); code == "" || code != gjson.GetBytes(body, "code").String() {
						t.Errorf("login with %s", body)
					}
					exchanged(w.WeChat, gjson.GetBytes(body, "code").String())
					io.WriteString(rw, `{"code":20000,"result":{"token":"t"}}`)
				case "/me":
					if r.URL.Query().Get("i") != id || r.URL.Query().Get("u") != r.Header.Get("X-User") {
						t.Errorf("%s with id %q", r.URL, id)
					}
					fallthrough
				default:
					io.WriteString(rw, `{"code":20000,"result":{}}`)
				}
			}))
			defer server.Close()
			r := run(t, strings.ReplaceAll(w.foreign(), w.Target, server.URL)+`
target: {login: {path: /login, token: result.token, body: {wx: {code: "{{code}}", user: "{{user}}"}}, header: {X-Id: "{{id}}"}}}
wrapper: {id: `+wrapper+`, header: {x-user: "{{user}}", x-id: "{{id}}"}}
clients: {count: 3}
load: {duration: 10s}
repeat: 1
flow: [launch, {think: 300ms}, {page: home, requests: [{name: me, path: "/me?u={{user}}&i={{id}}"}]}]
`)
			if me := r.Requests.ByName["me"]; me.OK != 3 {
				t.Errorf("requests %+v", r.Requests)
			}
		})
	}
}

// exchanged asks the mock WeChat about a code, as every backend does.
func exchanged(mock, code string) {
	resp, err := http.Get(mock + "/sns/jscode2session?appid=" + appid + "&secret=" + appsecret + "&js_code=" + code + "&grant_type=authorization_code")
	if err == nil {
		resp.Body.Close()
	}
}
