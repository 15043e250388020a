package client_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
)

// measured is a stream and the durations that it measures.
func measured() (*stream, *[]string) {
	var got []string
	names := map[client.Metric]string{client.HTTPTime: "http", client.RequestTime: "request", client.LoginTime: "login",
		client.LoginWait: "login wait", client.WaitAfterLogin: "after login"}
	return newStream(func(c *client.ObserverConfig) {
		c.Measure = func(m client.Metric, name string, d time.Duration) {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %v %s", names[m], d, name)))
		}
	}), &got
}

func wantMeasures(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMeasuresALoginAndTheCallThatWaitedForIt(t *testing.T) {
	s, got := measured()
	a := s.page()
	s.pass(100 * ms)
	s.logIn("c1", "t1") // half a second
	s.pass(20 * ms)
	s.retried(a, "t1")
	wantMeasures(t, *got, "http 250ms", "login 500ms", "login wait 620ms r1", "after login 20ms r1", "http 50ms r1", "request 670ms r1")
}

func TestMeasuresWhatTheHostMeasuredWhereItDid(t *testing.T) {
	s, got := measured()
	a := s.pageWith("GET", false)
	id := s.send(a, "")
	s.pass(80 * ms)
	s.emit(wx.Event{Kind: wx.RequestDone, ID: id, Request: s.requests[id], Response: &wx.Response{Status: 200, Caller: a, Elapsed: 30 * ms}})
	s.resolve(a, 200)
	b := s.pageWith("GET", false)
	id = s.send(b, "")
	s.pass(40 * ms)
	s.breaks(id)
	s.reject(b)
	wantMeasures(t, *got, "http 30ms r1", "request 80ms r1", "http 40ms r2", "request 40ms r2")
}

// A connection that is refused fails in no time, which would make a dead target a fast one.
// Where the time ran out, the answer would have taken at least as long.
func TestWhatNobodyAnsweredIsMeasuredOnlyWhereItsTimeRanOut(t *testing.T) {
	for _, errMsg := range []string{cronet("CONNECTION_REFUSED"), cronet("CONNECTION_RESET"), cronet("NAME_NOT_RESOLVED"), "request:fail abort"} {
		s, got := measured()
		s.logIn("c1", "t1")
		a := s.page()
		id := s.send(a, "t1")
		*got = nil
		s.pass(3 * ms)
		s.fails(id, errMsg, false)
		s.reject(a)
		wantMeasures(t, *got)

		s.code(s.wxLogin(), "c2")
		post := s.post("c2")
		s.pass(3 * ms)
		s.fails(post, errMsg, false)
		wantMeasures(t, *got)
	}
	for _, errMsg := range []string{"request:fail timeout", cronet("CONNECTION_TIMED_OUT")} {
		s, got := measured()
		a := s.pageWith("GET", false)
		id := s.send(a, "")
		s.pass(time.Minute)
		s.fails(id, errMsg, false)
		s.reject(a)
		wantMeasures(t, *got, "http 1m0s r1", "request 1m0s r1")
	}
}

func TestAFailedLoginIsNotMeasuredButItsWaitersAre(t *testing.T) {
	s, got := measured()
	s.logIn("c1", "t1")
	*got = nil
	a := s.page()
	s.refused(a, "t1")
	*got = nil
	s.code(s.wxLogin(), "c2")
	post := s.post("c2")
	s.pass(100 * ms)
	s.answer(post, 500, "")
	s.retried(a, "t1")
	wantMeasures(t, *got, "http 100ms", "login wait 100ms r1", "http 50ms r1", "request 200ms r1")
}

func TestACallWaitsOnlyWhileNoneOfItsSendsIsInFlight(t *testing.T) {
	s, got := measured()
	s.logIn("c1", "t1")
	a := s.page()
	first, second := s.send(a, "t1"), s.send(a, "t1")
	s.answer(first, 401, "")
	*got = nil
	s.logIn("c2", "t2")
	s.send(a, "t2") // the second has been in flight all the time
	for _, line := range *got {
		if strings.Contains(line, "wait") || strings.Contains(line, "after") {
			t.Errorf("measured %q", line)
		}
	}
	s.answer(second, 401, "")
}

func TestAnAppThatWasAwayIsNoExcuseForWhatCameBefore(t *testing.T) {
	s, got := measured()
	a := s.page()
	s.logIn("c1", "t1")
	s.tell(wx.AppHide)
	s.pass(time.Hour)
	s.tell(wx.AppShow)
	s.pass(10 * ms)
	*got = nil
	s.send(a, "t1")
	wantMeasures(t, *got, "login wait 1h0m0.51s r1", "after login 10ms r1")
}

// TestWhichSlotsExcuseAWait has calls that wait for others of their kind after
// their token has come.
func TestWhichSlotsExcuseAWait(t *testing.T) {
	slots := func(n int) func(*client.ObserverConfig) {
		return func(c *client.ObserverConfig) { c.BusinessSlots = n }
	}
	behind := func(s *stream, others ...func(*stream) (landed func())) {
		a := s.page()
		s.logIn("c1", "t1")
		var land []func()
		for _, other := range others {
			land = append(land, other(s))
		}
		s.pass(time.Second)
		for _, f := range land {
			f()
		}
		s.retried(a, "t1")
	}
	page := func(s *stream) func() {
		c := s.pageWith("GET", false)
		id := s.send(c, "")
		return func() { s.answer(id, 200, ""); s.resolve(c, 200) }
	}
	own := func(s *stream) func() {
		id := s.called(&wx.Request{Method: "GET", URL: origin + "/own"})
		s.leaves(id)
		return func() { s.answer(id, 200, "") }
	}
	slow := one(client.SlowAfterLogin, "")
	judge(t, []observed{
		{"both slots were taken", slots(2), func(s *stream) { behind(s, page, page) }, nil},
		{"one of two slots was free", slots(2), func(s *stream) { behind(s, page) }, slow},
		{"any number of slots", slots(0), func(s *stream) { behind(s, page, page, page) }, slow},
		{"the wrapper's own requests take none", slots(2), func(s *stream) { behind(s, page, own) }, slow},
		{"slots that others used before are free again", slots(2), func(s *stream) {
			page(s)()
			page(s)()
			page(s)()
			behind(s, page)
		}, slow},
	})
}
