package confirm

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// directing starts a client with the wrapper in a situation without threads.
func directing(t *testing.T, id, token string) *director {
	t.Helper()
	r := &explore.Replay{Wrapper: id, Situation: situation.Situation{Name: "test", Token: token}}
	d, err := Options{}.direct(t.Context(), r, named(r), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	return d
}

func deed(do situation.DeedKind, names ...string) explore.Step {
	s := explore.Step{Text: "user: " + string(do), Moment: situation.Moment{Event: situation.UserAct}, Deed: do}
	for _, name := range names {
		s.Calls = append(s.Calls, &wrapper.Call{Name: name, Method: "GET", URL: "/api/" + name, Identity: true})
	}
	return s
}

func answer(call, request string, n int) explore.Step {
	m := situation.Moment{Event: situation.Answer, Call: call, Request: request, N: n}
	return explore.Step{Text: m.String(), Moment: m}
}

func arrival(call, request string, n int) explore.Step {
	s := answer(call, request, n)
	s.Moment.Event = situation.Arrival
	return s
}

func (d *director) must(t *testing.T, steps ...explore.Step) {
	t.Helper()
	if _, err := d.follow(t.Context(), steps); err != nil {
		t.Fatal(err)
	}
}

func expiry() explore.Step {
	return explore.Step{Text: "fault", Moment: situation.Moment{Event: situation.Mishap}, Fault: situation.TokensExpire}
}

func TestTheReferenceShowsNothingInTheOrderThatBreaksOthers(t *testing.T) {
	d := directing(t, "reference", situation.Valid)
	d.must(t, expiry(), deed(situation.Launch), deed(situation.Load, "A", "B"), answer("checkSession", "", 1),
		answer("request", "B", 1), answer("wx.login", "", 1), answer("login POST", "", 1),
		answer("request", "A", 1), // the late 401
		answer("request", "B", 2), answer("request", "A", 2))
	d.finish()
	tally := d.client.Observer().Tally()
	if tally.OK != 2 || tally.LoginsSucceeded != 1 || tally.AuthFailuresSeen != 2 {
		t.Errorf("the order did not happen: %+v", tally)
	}
	if got := d.defects(); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}

func TestTheOrderDecidesWhatShows(t *testing.T) {
	for _, c := range []struct {
		name  string
		order []explore.Step
		want  []client.DefectKey
	}{
		{"arrives in time, comes back after the expiry", []explore.Step{arrival("request", "A", 1), expiry(), answer("request", "A", 1)}, nil},
		{"arrives after the expiry", []explore.Step{expiry(), arrival("request", "A", 1), answer("request", "A", 1)},
			[]client.DefectKey{{Class: client.AuthFailureDelivered}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := directing(t, "egg", situation.Valid)
			d.must(t, deed(situation.Load, "A"))
			d.must(t, c.order...)
			if got := d.defects(); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestFaultsHitCallsOnTheWire(t *testing.T) {
	for _, c := range []struct {
		fault    situation.Fault
		step     explore.Step
		rejected int64
		served   int // requests that the developer server has seen
	}{
		{situation.RequestFails, answer("request", "A", 1), 1, 0},
		{situation.RequestLost, answer("request", "A", 1), 1, 1},
		{situation.RequestSilent, answer("request", "A", 1), 0, 0},
	} {
		t.Run(string(c.fault), func(t *testing.T) {
			d := directing(t, "reference", situation.Valid)
			c.step.Fault = c.fault
			d.must(t, deed(situation.Launch), deed(situation.Load, "A"), answer("checkSession", "", 1), c.step)
			if got := requests(t, d); got != c.served {
				t.Errorf("the server saw %d requests, want %d", got, c.served)
			}
			if got := d.client.Observer().Tally().Rejected; got != c.rejected {
				t.Errorf("%d calls were rejected, want %d", got, c.rejected)
			}
		})
	}
}

func TestACallThatNeverCallsBackIsHeldToTheEnd(t *testing.T) {
	for _, c := range []struct {
		fault situation.Fault
		token string
		step  explore.Step
	}{
		{situation.WXLoginSilent, situation.Absent, answer("wx.login", "", 1)},
		{situation.CheckSessionSilent, situation.Valid, answer("checkSession", "", 1)},
	} {
		t.Run(string(c.fault), func(t *testing.T) {
			d := directing(t, "reference", c.token)
			c.step.Fault = c.fault
			d.must(t, deed(situation.Launch), deed(situation.Load, "A"), c.step)
			if !d.silent || len(d.calls) > 0 {
				t.Errorf("silent %v, %d calls are still under way", d.silent, len(d.calls))
			}
			if got := requests(t, d); got != 0 {
				t.Errorf("the server saw %d requests; what waits for the call must wait", got)
			}
		})
	}
}

func TestAStepThatCannotHappenIsNamed(t *testing.T) {
	launched := deed(situation.Launch)
	for _, c := range []struct {
		name string
		last explore.Step
		want string
	}{
		{"no such call", answer("login POST", "", 1), `step 2, "answer of login POST #1": the client has not made this call`},
		{"a fault of no call", explore.Step{Text: "fault", Moment: situation.Moment{Event: situation.Mishap}, Fault: situation.LoginLost}, "happens by itself"},
		{"a fault of a call", explore.Step{Text: "fault", Moment: answer("wx.login", "", 1).Moment, Fault: situation.TokensExpire}, "hits a call"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := directing(t, "reference", situation.Absent)
			n, err := d.follow(t.Context(), []explore.Step{launched, c.last})
			if n != 1 || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%d steps, then %v; want %q", n, err, c.want)
			}
		})
	}
}

func TestATimerComesNotBeforeItsTime(t *testing.T) {
	d := directing(t, "reference", situation.Absent)
	var fired time.Time
	(&host{d: d}).After(30*time.Millisecond, loop.Func(func() { fired = time.Now() }))
	d.must(t, explore.Step{Text: "timer #1", Moment: situation.Moment{Event: situation.Timer}, At: 10 * time.Millisecond})
	if early := d.epoch.Add(30 * time.Millisecond).Sub(fired); early > 0 || d.now != 30*time.Millisecond {
		t.Errorf("%v early, at %v", early, d.now)
	}
}

func TestATimerThatComesTooLateIsNamed(t *testing.T) {
	d := directing(t, "reference", situation.Absent)
	(&host{d: d}).After(Longest+1, loop.Func(func() {}))
	_, err := d.follow(t.Context(), []explore.Step{{Text: "timer #1", Moment: situation.Moment{Event: situation.Timer}}})
	if err == nil || !strings.Contains(err.Error(), `step 1, "timer #1": it comes only after 20s; at most 20s are waited`) {
		t.Errorf("got %v", err)
	}
}

func TestNothingComesAfterATimerThatIsDue(t *testing.T) {
	d := directing(t, "reference", situation.Absent)
	(&host{d: d}).After(5*time.Millisecond, loop.Func(func() {}))
	answered := answer("request", "A", 1)
	for _, want := range []time.Duration{5 * time.Millisecond, 5*time.Millisecond + time.Microsecond} {
		d.now = d.next(&answered, 10*time.Millisecond)
		if d.now != want {
			t.Errorf("it happens at %v, want %v", d.now, want)
		}
	}
	if at := d.next(&answered, 0); at != d.now {
		t.Errorf("what took no time happens at %v, want %v", at, d.now)
	}
}

func TestTimersOfOneMomentRunAsTheyWereSet(t *testing.T) {
	d := directing(t, "reference", situation.Absent)
	h := &host{d: d}
	var ran []int
	h.After(1, loop.Func(func() { ran = append(ran, 3) }))
	h.After(0, loop.Func(func() { ran = append(ran, 1) }))
	stopped := h.After(0, loop.Func(func() { ran = append(ran, 9) }))
	h.After(0, loop.Func(func() { ran = append(ran, 2) }))
	stopped.Stop()
	stopped.Stop()
	d.now = 1
	var err error
	for err == nil {
		err = d.fire()
	}
	if !slices.Equal(ran, []int{1, 2, 3}) || err.Error() != "the client has set no timer" {
		t.Errorf("ran %v, then %v", ran, err)
	}
}

func TestWhatIsWaitedForIsNamed(t *testing.T) {
	d := directing(t, "reference", situation.Absent)
	d.must(t, deed(situation.Launch))
	c := d.find(callID{call: "wx.login", n: 1})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := d.land(ctx, c); err == nil || !strings.Contains(err.Error(), "its answer was to come back") {
		t.Errorf("got %v", err)
	}
	if err := until(ctx, nil, "reach the gate"); err == nil || !strings.Contains(err.Error(), "it was to reach the gate") {
		t.Errorf("got %v", err)
	}
}

func TestACallThatEndsBeforeItsTimeIsNamed(t *testing.T) {
	d := directing(t, "reference", situation.Absent)
	d.must(t, deed(situation.Launch))
	c := d.find(callID{call: "wx.login", n: 1})
	c.http.Abort()
	other := &call{id: callID{call: "request", request: "A", n: 1}}
	if err := d.land(t.Context(), other); err == nil || !strings.Contains(err.Error(), "wx.login #1 ended before its time") {
		t.Errorf("got %v", err)
	}
}

func TestAReplayThatTakesLongIsRefused(t *testing.T) {
	last := answer("request", "A", 1)
	for at, want := range map[time.Duration]bool{Longest: true, Longest + 1: false} {
		last.At = at
		if err := shortEnough([]explore.Step{last}); (err == nil) != want || err != nil && !errors.Is(err, ErrTooLong) {
			t.Errorf("%v: %v", at, err)
		}
	}
}

func TestARelaunchGivesItsRequestsUp(t *testing.T) {
	d := directing(t, "egg", situation.Valid)
	d.must(t, deed(situation.Load, "A"), deed(situation.Relaunch))
	if c := d.find(callID{"request", "A", 1}); c != nil {
		t.Errorf("%v is still under way", c.id)
	}
	if got := requests(t, d); got != 0 {
		t.Errorf("the server has seen %d requests that were given up", got)
	}
}

// The wrapper callback runs a page's code again with the second launch.
func TestAWriteWhoseAnswerWasLostIsSeenToBeAcceptedTwice(t *testing.T) {
	for fault, want := range map[situation.Fault]bool{situation.RequestLost: true, situation.RequestFails: false} {
		d := directing(t, "callback", situation.Absent)
		order := deed(situation.Load, "A")
		order.Calls[0].Method = "POST"
		lost := answer("request", "A", 1)
		lost.Fault = fault
		d.must(t, deed(situation.Launch), order, answer("wx.login", "", 1), answer("login POST", "", 1), lost,
			deed(situation.Launch), answer("wx.login", "", 2), answer("login POST", "", 2), answer("request", "A", 2))
		if got := slices.Contains(d.defects(), client.DefectKey{Class: client.ReplayedWrite}); got != want {
			t.Errorf("%s: replayed write found %v, want %v", fault, got, want)
		}
	}
}

func TestAStepThatNobodyKnowsIsNoAnswer(t *testing.T) {
	d := directing(t, "reference", situation.Absent)
	step := answer("wx.login", "", 1)
	step.Moment.Event = "a nap"
	if _, err := d.follow(t.Context(), []explore.Step{deed(situation.Launch), step}); err == nil || !strings.Contains(err.Error(), `nothing happens that is called "a nap"`) {
		t.Errorf("got %v", err)
	}
	if err := d.happen(situation.LoginLost); err == nil || !strings.Contains(err.Error(), "happens by itself") {
		t.Errorf("a fault of a call, by itself: %v", err)
	}
}
