package live_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/reports"
)

// shop is a backend that gives each user an item of its own, and takes orders of it.
type shop struct {
	mu     sync.Mutex
	owner  map[string]string // of an item, its user
	orders []string
	lists  int
}

func (s *shop) around(dev http.Handler) http.Handler {
	s.owner = map[string]string{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		user, body := r.Header.Get("X-User"), ""
		switch {
		case r.URL.Path == "/items":
			s.lists++
			item := 1000 + len(s.owner)
			s.owner[fmt.Sprint(item)] = user
			w.Header().Set("X-Csrf", "c d/"+user)
			body = fmt.Sprintf(`{"code":0,"data":{"items":[{"id":%d,"name":"a \"b\""}]}}`, item)
		case strings.HasPrefix(r.URL.Path, "/items/"):
			if s.owner[strings.TrimPrefix(r.URL.Path, "/items/")] != user {
				w.WriteHeader(http.StatusNotFound)
			}
			body = `{"code":0,"data":1}`
		case r.URL.Path == "/order":
			sent, _ := io.ReadAll(r.Body)
			s.orders = append(s.orders, fmt.Sprintf("%s %s %s %s", user, r.Header.Get("X-Csrf"), r.URL.RawQuery, sent))
			body = `{"code":0,"data":1}`
		default:
			dev.ServeHTTP(w, r)
			return
		}
		io.WriteString(w, body)
	})
}

func TestWhatAnAnswerHasIsInTheRequestsAfterIt(t *testing.T) {
	t.Parallel()
	for _, wrapper := range []string{"reference", "template", "egg", referenceScript} {
		t.Run(wrapper, func(t *testing.T) {
			t.Parallel()
			s := &shop{}
			w := newWorld(t, s.around)
			r := run(t, w.foreign()+`
wrapper: {id: `+wrapper+`, header: {X-User: "{{user}}", X-CSRF: "{{saved.csrf}}"}}
target: {shape: flyjs, url: `+w.Target+`, success: {body: {path: code, values: [0, 20000]}}}
clients: {count: 4}
load: {duration: 10s}
repeat: 2
flow:
  - launch
  - page: home
    requests: [{name: list, path: /items, identity: false, save: {item: data.items.0.id, name: data.items.0.name, csrf: {header: x-csrf}}}]
  - page: item
    requests:
      - {name: item, path: "/items/{{saved.item}}", identity: false}
      - {name: order, method: POST, path: "/order?n={{saved.name}}", identity: false, body: {item: "{{saved.item}}", name: "{{saved.name}}"}}
`)
			if r.Requests.OK != 24 || len(r.PageErrors) > 0 {
				t.Errorf("requests %+v, failures %+v, page errors %v", r.Requests.Outcomes, r.Failures, r.PageErrors)
			}
			for _, order := range s.orders {
				words := strings.SplitN(order, " ", 5)
				item := strings.TrimSuffix(strings.TrimPrefix(words[4], `{"item":`), `,"name":"a \"b\""}`)
				if s.owner[item] != words[0] || words[1]+" "+words[2] != "c d/"+words[0] || words[3] != "n=a%20%22b%22" {
					t.Errorf("order %q, of the item of %q", order, s.owner[item])
				}
			}
			if len(s.orders) != 8 {
				t.Errorf("%d orders", len(s.orders))
			}
		})
	}
}

func TestARequestThatLacksAValueIsNotMadeAndNoDefect(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ list, why string }{
		"nothing is there":   {"{path: /items, identity: false, save: {item: data.items.9.id}}", "the answer to /items has nothing at data.items.9.id"},
		"there is no header": {"{path: /items, identity: false, save: {item: {header: X-Item}}}", "the answer to /items has no header X-Item"},
		"the request failed": {"{path: /items/none, identity: false, save: {item: data.id}}", "/items/none failed"},
		"it was never made":  {"{path: /a}]}, {choose: [{weight: 1000000, steps: [{think: 0s}]}, {steps: [{page: y, requests: [{path: /items, save: {item: data.id}}]}]}]}, {page: z, requests: [{path: /b}", "no answer has come yet that could have it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &shop{}
			w := newWorld(t, s.around)
			r := run(t, w.foreign()+`
target: {url: `+w.Target+`}
wrapper: {header: {X-User: "{{user}}"}}
clients: {count: 2}
load: {duration: 10s}
repeat: 1
flow: [launch, {page: x, requests: [`+c.list+`]}, {page: detail, requests: [{name: detail, path: "/items/{{saved.item}}"}, {name: me, path: /me}]}]
`)
			want := reports.PageError{Place: "detail", Text: "no value for {{saved.item}}: " + c.why, Count: 2}
			if len(r.PageErrors) != 1 || r.PageErrors[0] != want {
				t.Errorf("page errors %+v, want %+v", r.PageErrors, want)
			}
			if r.Requests.ByName["detail"].Issued != 0 || r.Requests.ByName["me"].OK != 2 || len(r.Defects) > 0 || !r.Books.Balanced {
				t.Errorf("requests %+v, defects %+v", r.Requests, r.Defects)
			}
			if len(r.Notes) == 0 || !strings.Contains(strings.Join(r.Notes, "\n"), "not made, because a value for them lacked: 2") {
				t.Errorf("notes %q", r.Notes)
			}
		})
	}
}

// What a public answer had is in the login after it: a header that has no value yet is
// left out, and elsewhere it is an empty text. The first login is the one before the load.
func TestWhatAnAnswerHasIsInTheLoginAfterIt(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var logins []string
	w := newWorld(t, func(dev http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/login":
				sent, _ := io.ReadAll(r.Body)
				r.Body = io.NopCloser(bytes.NewReader(sent))
				mu.Lock()
				logins = append(logins, fmt.Sprintf("%s %q %s", r.URL.RawQuery, r.Header["X-Shop"], gjson.GetBytes(sent, "shop").Raw))
				mu.Unlock()
			case "/public/config":
				io.WriteString(rw, `{"code":0,"data":{"shop":7}}`)
				return
			}
			dev.ServeHTTP(rw, r)
		})
	})
	r := run(t, w.foreign()+`
wrapper: {id: reference}
target: {shape: flyjs, url: `+w.Target+`, login: {path: "/login?s={{saved.shop}}", header: {X-Shop: "{{saved.shop}}"}, body: {shop: "{{saved.shop}}"}}}
clients: {count: 1, initial: {none: 100%}}
load: {duration: 10s}
repeat: 1
flow:
  - launch
  - page: first
    requests: [GET /me]
  - page: config
    requests: [{name: config, path: /public/config, identity: false, save: {shop: data.shop}}]
  - logout
  - page: second
    requests: [GET /me]
`)
	if want := []string{`s= [] ""`, `s= [] ""`, `s=7 ["7"] 7`}; !slices.Equal(logins, want) || r.Requests.OK != 3 || len(r.Defects) > 0 {
		t.Errorf("logins %q, want %q; %+v, %v", logins, want, r.Requests.Outcomes, r.Defects)
	}
}
