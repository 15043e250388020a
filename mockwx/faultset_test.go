package mockwx

import (
	"fmt"
	"math"
	"testing"
	"time"
)

func TestFaultHitsItsShareOfTheUsers(t *testing.T) {
	for _, share := range []Share{0.1, 0.5, 1} {
		faults, err := newFaults([]Fault{{Endpoint: "login", Share: share, Reset: true}, {Endpoint: "userinfo", Share: share, Reset: true}}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		set, err := newFaultSet(faults, 1)
		if err != nil {
			t.Fatal(err)
		}
		hit := 0
		for i := range 2000 {
			user := fmt.Sprint("u", i)
			_, first := set.draw(set.call(1, "login", user), time.Time{})
			_, again := set.draw(set.call(2, "login", user), time.Time{})
			_, other := set.draw(set.call(3, "userinfo", user), time.Time{})
			if (first == nil) != (again == nil) || (first == nil) != (other == nil) {
				t.Fatalf("%s is hit at times", user)
			}
			if first != nil {
				hit++
			}
		}
		if math.Abs(float64(hit)/2000-float64(share)) > 0.03 {
			t.Errorf("%d of 2000 users at a share of %v", hit, share)
		}
		if _, f := set.draw(set.call(4, "login", ""), time.Time{}); f != nil {
			t.Error("hit a call of nobody")
		}
	}
}

func TestFaultHoldsForItsTimeOnly(t *testing.T) {
	s := NewServer(t)
	fault := Fault{Endpoint: "checksession", Errcode: -1, From: Offset(10 * time.Second), To: Offset(30 * time.Second)}
	busy := func() bool {
		_, _, body := send(t, "POST", s.URL+"/_wx/checksession", string(loginRequest("u1").Body))
		return body == `{"errMsg":"checkSession:fail system error"}`
	}
	remove, err := s.InjectFault(fault)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{false, true, true, false} { // at 0, 10, 20 and 30 s, and what the test takes
		if got := busy(); got != want {
			t.Errorf("busy %v, want %v", got, want)
		}
		s.Advance(10 * time.Second)
	}
	// Another fault does not begin the time of the first anew.
	if _, err := s.InjectFault(Fault{Endpoint: "login", Reset: true}); err != nil {
		t.Fatal(err)
	}
	if s.Advance(10 * time.Second); busy() {
		t.Error("the time began anew with another fault")
	}
	if err := s.SetFaults([]Fault{fault}); err != nil {
		t.Fatal(err)
	}
	if s.Advance(15 * time.Second); !busy() {
		t.Error("the time did not begin anew when the fault was set again")
	}
	if remove(); busy() {
		t.Error("not removed")
	}
}

func TestATimeOfAFaultHasItsBeginningAndNotItsEnd(t *testing.T) {
	faults, err := newFaults([]Fault{{Endpoint: "login", Errcode: -1, From: Offset(time.Second), To: Offset(time.Minute)}}, start)
	if err != nil {
		t.Fatal(err)
	}
	set, err := newFaultSet(faults, 0)
	if err != nil {
		t.Fatal(err)
	}
	for after, want := range map[time.Duration]bool{
		time.Second - 1: false, time.Second: true, time.Minute - 1: true, time.Minute: false,
	} {
		if _, hit := set.draw(set.call(1, "login", "u1"), start.Add(after)); (hit != nil) != want {
			t.Errorf("after %v: hit %v, want %v", after, hit != nil, want)
		}
	}
}
