package live_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/scenario/live"
)

// Each client brings the values of its row wherever they stand: in its login, also in that
// before the load, in the wrapper's headers, in paths and bodies.
func TestEachClientBringsTheValuesOfItsRow(t *testing.T) {
	t.Parallel()
	for _, wrapper := range []string{"reference", referenceScript} {
		t.Run(wrapper, func(t *testing.T) {
			t.Parallel()
			rows := map[string]string{"u000001": "a b", "u000002": "\u4e00&2", "u000003": "a b", "wxload-probe": "a b"}
			var mu sync.Mutex
			seen, wrong := map[string]int{}, []string{}
			w := newWorld(t, func(dev http.Handler) http.Handler {
				return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					body, _ := io.ReadAll(r.Body)
					r.Body = io.NopCloser(strings.NewReader(string(body)))
					user := r.Header.Get("X-User")
					values := []string{gjson.GetBytes(body, "name").String()}
					switch r.URL.Path {
					case "/orders":
						values = append(values, gjson.GetBytes(body, "n").Raw)
					case "/me":
						values = []string{r.URL.Query().Get("n")}
					}
					mu.Lock()
					seen[r.URL.Path+" "+user]++
					if values[0] != rows[user] || len(values) > 1 && values[1] != map[bool]string{true: "1", false: "[2]"}[rows[user] == "a b"] {
						wrong = append(wrong, r.URL.Path+" "+user+" "+strings.Join(values, " "))
					}
					mu.Unlock()
					dev.ServeHTTP(rw, r)
				})
			})
			s := parse(t, w.foreign()+`
wrapper: {id: `+wrapper+`, header: {X-User: "{{user}}"}}
target: {url: `+w.Target+`, shape: flyjs, login: {body: {name: "{{feed.name}}"}}}
clients: {count: 3, initial: {none: 34%, valid: 66%}, feed: {file: users.jsonl, recycle: true}}
load: {duration: 10s}
repeat: 1
flow: [launch, {page: home, requests: ["me GET /me?n={{feed.name}}", {name: order, method: POST, path: /orders, body: {id: "{{id}}", n: "{{feed.n}}", name: "{{feed.name}}", item: x}}]}]
`)
			if err := s.Clients.Feed.Read(strings.NewReader("{\"name\":\"a b\",\"n\":1}\n{\"name\":\"\u4e00&2\",\"n\":[2]}"), 3); err != nil {
				t.Fatal(err)
			}
			r, err := start(t.Context(), s, live.Options{})
			if err != nil || len(wrong) > 0 || r.Requests.ByName["me"].OK != 3 || r.Requests.ByName["order"].OK != 3 {
				t.Fatalf("%v, %q, %+v", err, wrong, r)
			}
			for user := range rows { // own code makes its login itself
				if seen["/login "+user] == 0 && wrapper != referenceScript {
					t.Errorf("no login of %s: %v", user, seen)
				}
			}
		})
	}
}
