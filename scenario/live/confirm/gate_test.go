package confirm

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// requests is how many the developer server has handled.
func requests(t *testing.T, d *director) int {
	t.Helper()
	resp, err := http.Get(d.settings.Domains["develop"] + "/_dev/ledger")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	ledger := struct{ Requests int }{}
	if err := json.NewDecoder(resp.Body).Decode(&ledger); err != nil {
		t.Fatal(err)
	}
	return ledger.Requests
}

// guarded is a gate, and a server behind it that answers what it is sent, and
// tells when it acts.
func guarded(t *testing.T) (g *gate, server http.Handler, url string, acting chan string) {
	t.Helper()
	g, acting = newGate(), make(chan string, 1)
	server = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		acting <- string(body)
		w.Header().Set("X-Own", "yes")
		w.WriteHeader(http.StatusTeapot)
		w.Write(body)
	})
	url, stop, err := serve(g)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return g, server, url, acting
}

// post sends a request with a call's number, and tells what came back.
func post(t *testing.T, url, number string) chan string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(callHeader, number)
	answer := make(chan string, 1)
	go func() {
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			answer <- "broken"
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		answer <- resp.Status + " " + resp.Header.Get("X-Own") + " " + string(body)
	}()
	return answer
}

func TestTheGateHoldsARequestAndItsAnswer(t *testing.T) {
	g, server, url, acting := guarded(t)
	p := g.pass(1, server)
	answer := post(t, url, "1")
	<-p.arrived
	select {
	case <-acting:
		t.Error("the server acted without an order")
	default:
	}
	p.order <- order{}
	if got := <-acting; got != "hello" {
		t.Errorf("the server got %q", got)
	}
	<-p.acted
	select {
	case got := <-answer:
		t.Errorf("answered without a word: %q", got)
	default:
	}
	p.answer <- true
	if got := <-answer; got != "418 I'm a teapot yes hello" {
		t.Errorf("got %q", got)
	}
}

func TestTheGateBreaksConnections(t *testing.T) {
	for name, c := range map[string]struct {
		word  func(*gate, *pass)
		acted bool
	}{
		"before the server":     {func(_ *gate, p *pass) { p.order <- order{cut: true} }, false},
		"after the server":      {func(_ *gate, p *pass) { p.order <- order{}; <-p.acted; p.answer <- false }, true},
		"when nobody waits":     {func(_ *gate, p *pass) { close(p.gone) }, false},
		"when the run is over":  {func(g *gate, _ *pass) { close(g.closed) }, false},
		"over, with the answer": {func(g *gate, p *pass) { p.order <- order{}; <-p.acted; close(g.closed) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			g, server, url, acting := guarded(t)
			p := g.pass(1, server)
			answer := post(t, url, "1")
			<-p.arrived
			c.word(g, p)
			if got := <-answer; got != "broken" {
				t.Errorf("got %q", got)
			}
			if got := len(acting) == 1; got != c.acted {
				t.Errorf("the server acted: %v", got)
			}
		})
	}
}

func TestTheGateAnswersInTheServersPlace(t *testing.T) {
	g, server, url, acting := guarded(t)
	p := g.pass(7, server)
	answer := post(t, url, "7")
	<-p.arrived
	p.order <- order{reply: jsonReply(500, []byte("{}"))}
	p.answer <- true
	if got := <-answer; got != "500 Internal Server Error  {}" || len(acting) > 0 {
		t.Errorf("got %q; the server acted %d times", got, len(acting))
	}
}

func TestTheGateRefusesWhatHasNoPass(t *testing.T) {
	_, _, url, acting := guarded(t)
	if got := <-post(t, url, "3"); got != "403 Forbidden  this request has no pass\n" || len(acting) != 0 {
		t.Errorf("got %q", got)
	}
}
