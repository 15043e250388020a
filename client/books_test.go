package client_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
)

func TestTheBooksOfAnyLifeBalance(t *testing.T) {
	for seed := range uint64(1000) {
		l := live(seed, 300)
		checkBooks(t, l.o.Tally())
		for key, d := range l.o.Tally().Defects {
			for _, step := range d.Example.Steps {
				if strings.Contains(step.Text, "secret-") {
					t.Fatalf("seed %d: the example of %v shows a token: %q", seed, key, step.Text)
				}
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func FuzzBooksBalance(f *testing.F) {
	f.Add(uint64(1), uint16(100))
	f.Fuzz(func(t *testing.T, seed uint64, steps uint16) {
		checkBooks(t, live(seed, int(steps%2000)).o.Tally())
	})
}

func TestTalliesAddUp(t *testing.T) {
	sum := client.NewTally()
	var issued, clients, count int64
	key := client.DefectKey{Class: client.TokenlessSend}
	for seed := range uint64(20) {
		y := live(seed, 300).o.Tally()
		issued += y.Issued
		if d := y.Defects[key]; d != nil {
			count += d.Count
			clients += d.Clients
		}
		sum.Add(y)
	}
	checkBooks(t, sum)
	if sum.Issued != issued {
		t.Errorf("issued %d, want %d", sum.Issued, issued)
	}
	if d := sum.Defects[key]; d == nil || count == 0 || d.Count != count || d.Clients != clients {
		t.Errorf("%v: got %+v, want %d of %d clients", key, d, count, clients)
	}
}

func TestTheExampleIsThatOfTheLowestClient(t *testing.T) {
	of := func(number int) *client.Tally {
		s := newStream(func(c *client.ObserverConfig) { c.Client = number })
		s.begin("c1")
		s.begin("c2")
		return s.o.Tally()
	}
	sum := client.NewTally()
	for _, n := range []int{7, 3, 5} {
		sum.Add(of(n))
	}
	d := sum.Defects[client.DefectKey{Class: client.DuplicateLogin, Kind: "concurrent"}]
	if d == nil || d.Example.Client != 3 || d.Count != 3 || d.Clients != 3 || len(d.Example.Steps) != 4 {
		t.Errorf("got %+v", d)
	}
	if sum.DuplicateClients != 3 {
		t.Errorf("%d clients with duplicates", sum.DuplicateClients)
	}
}

func TestAnObserverForgets(t *testing.T) {
	s := newStream(nil)
	for i := range 5_000 { // far more than it may remember
		s.check() // never answered
		s.code(s.wxLogin(), fmt.Sprint("c", i))
		s.token(s.post(fmt.Sprint("c", i)), fmt.Sprint("t", i))
		a := s.pageWith("POST", true)
		s.retried(a, fmt.Sprint("t", i))
		clear(s.requests)
		clear(s.names)
	}
	if n := s.o.StateSize(); n > 1200 {
		t.Errorf("it remembers %d things", n)
	}
}

func TestALateCodeBelongsToItsLogin(t *testing.T) {
	s := newStream(nil)
	id := s.wxLogin()
	s.pass(6 * time.Minute)
	s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}}) // the first is abandoned now
	s.code(id, "c1")
	s.token(s.post("c1"), "t1")
	s.finish(t, one(client.CodeExpired, ""))
	if y := s.o.Tally(); y.LoginsSucceeded != 1 || y.LoginsFailed != 1 || y.LoginsAbandoned != 0 {
		t.Errorf("got %d succeeded, %d failed, %d abandoned", y.LoginsSucceeded, y.LoginsFailed, y.LoginsAbandoned)
	}
}

func TestAnAnswerReopensALoginWhoseCodeIsPostedAgain(t *testing.T) {
	s := newStream(nil)
	s.code(s.wxLogin(), "c1")
	s.breaks(s.post("c1"))
	post := s.post("c1")
	s.wxLogin() // concurrent with the one that is open again
	s.token(post, "t1")
	s.o.Finish(s.now, false)
	y := s.o.Tally()
	checkBooks(t, y)
	if y.LoginsSucceeded != 1 || y.LoginsRunning != 1 || y.Concurrent != 1 {
		t.Errorf("%d succeeded, %d running, %d concurrent", y.LoginsSucceeded, y.LoginsRunning, y.Concurrent)
	}
}

// BenchmarkObserve is all that an observer sees of one request that a page makes.
func BenchmarkObserve(b *testing.B) {
	s := newStream(nil)
	s.logIn("c1", "t1")
	r := s.requestOf(1, "t1")
	resp := &wx.Response{Status: 200, Caller: 1}
	events := []wx.Event{
		{Kind: wx.PageCall, ID: 1, Name: "r", Method: "GET", Identity: true}, {Kind: wx.PageIssue, ID: 1, Name: "r"},
		{Kind: wx.RequestCall, ID: 9, Request: r}, {Kind: wx.RequestSend, ID: 9, Request: r},
		{Kind: wx.RequestDone, ID: 9, Request: r, Response: resp}, {Kind: wx.PageSettle, ID: 1, Name: "r", Response: resp},
	}
	b.ReportAllocs()
	for b.Loop() {
		for i := range events {
			events[i].At = s.now
			s.o.Observe(&events[i])
		}
	}
}
