package devserver

import (
	"strings"
	"testing"
)

func TestOrdersAreCountedByID(t *testing.T) {
	m := New(Options{Token: counted, Limits: Limits{Orders: 2}})
	logIn(t, m, start, "o1")
	for _, c := range []struct {
		body   string
		status int
	}{
		{`{"id":"a","item":"tea"}`, 200},
		{`{"id":"a","item":"tea"}`, 200},
		{`{"id":"b","item":{"deep":[1,2]}}`, 200},
		{`{"id":"c"}`, 503}, // one id too many
		{`{"id":"b"}`, 200},
		{``, 400}, {`{}`, 400}, {`{"id":""}`, 400}, {`{"id":null}`, 400}, {`{"id":["a"]}`, 400}, {`{"id":"a"`, 400}, {`"a"`, 400},
		{`{"id":"` + strings.Repeat("x", maxID+1) + `"}`, 400},
	} {
		if r := m.Handle(start, carrying(m, "POST", "/orders", "t1", c.body)); r.Status != c.status {
			t.Errorf("%.40s: %d %s, want %d", c.body, r.Status, r.Body, c.status)
		}
	}
	orders := m.Ledger(start).Orders
	if len(orders) != 2 || orders["a"] != 2 || orders["b"] != 2 {
		t.Errorf("orders are %v", orders)
	}
}

func TestAnOrderThatWasReplayedHasItsUser(t *testing.T) {
	m := New(Options{Token: counted})
	logIn(t, m, start, "o1")
	logIn(t, m, start, "o2")
	for _, order := range []struct{ token, id string }{{"t1", "once"}, {"t2", "a"}, {"t2", "b"}, {"t1", "a"}, {"t2", "b"}} {
		m.Handle(start, carrying(m, "POST", "/orders", order.token, `{"id":"`+order.id+`"}`))
	}
	replayed := m.Ledger(start).Replayed
	if len(replayed) != 2 || replayed["a"] != "o1" || replayed["b"] != "o2" {
		t.Errorf("replayed are %v", replayed)
	}
}
