package backend

import (
	"testing"

	"github.com/wxload/wxload/client/wrapper"
)

// A mini program that logs in where it is refused has to see that it is.
func TestARehearsalRefusesAsTheTargetDoes(t *testing.T) {
	for _, m := range []wrapper.Match{
		{Status: []int{401}}, {Status: []int{403, 401}}, {Path: "code", Values: []string{"40101", "40102"}},
		{Path: "meta.errno", Values: []string{`"EXPIRED"`}}, {Status: []int{400}, Path: "ok", Values: []string{"false"}},
	} {
		target := wrapper.Target{AuthFailure: m}
		if r := refusal(&m); !target.AuthFailed(r) || len(m.Status) == 0 && r.Status != 200 {
			t.Errorf("%+v: HTTP %d %s is no refusal", m, r.Status, r.Body)
		}
	}
	if r := refusal(&wrapper.Match{}); r.Status != 401 {
		t.Errorf("a target that says nothing refuses with HTTP %d", r.Status)
	}
}
