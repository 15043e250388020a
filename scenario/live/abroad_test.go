package live_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// What goes to another origin is no business of the target's books.
func TestRequestsToOtherOriginsAreNotInTheTargetsBooks(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"data":1}`) }))
	defer other.Close()
	r := run(t, `
app: {domains: {develop: embedded}}
clients: {count: 5}
load: {duration: 10s}
repeat: 1
flow: [launch, {page: p, requests: [a GET /me, {name: b, path: `+other.URL+`/b, identity: false}, {name: c, path: `+other.URL+`/c, identity: false}]}]
`)
	if !r.Books.Balanced || r.Requests.OK != 15 {
		t.Errorf("%+v, books %+v", r.Requests.Outcomes, r.Books)
	}
	if s := r.Books.Client.Sends; s.Abroad != 10 || s.AnsweredAbroad != 10 || s.Answered != 20 {
		t.Errorf("sends %+v", s)
	}
}
