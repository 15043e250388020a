package sim

import (
	"slices"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
)

// TestDuplicatesOfTheDocumentsWrappers holds the observer against the totals of
// an independent implementation of its rules over the recorded cases.
func TestDuplicatesOfTheDocumentsWrappers(t *testing.T) {
	want := map[string]Duplicates{
		"template":    {5, 0, 5, 0},
		"flyjs":       {19, 0, 6, 13},
		"flyjs-check": {5, 0, 5, 0},
		"flyjs-lazy":  {5, 0, 5, 0},
		"callback":    {13, 0, 0, 13},
		"taro":        {11, 0, 0, 11},
		"taro-unlock": {104, 0, 0, 104},
		"egg":         {73, 59, 0, 14},
		"egg-gated":   {91, 83, 0, 8},
		"userclass":   {81, 81, 0, 0},
	}
	got := map[string]Duplicates{}
	for _, c := range readCases(t) {
		script, err := Parse(c.Script)
		if err != nil {
			t.Fatal(err)
		}
		for id := range c.Expected {
			info, _ := wrapper.Find(id)
			d, sum := Run(script, info).Duplicates, got[id]
			got[id] = Duplicates{sum.Total + d.Total, sum.Concurrent + d.Concurrent, sum.Stale401 + d.Stale401, sum.Needless + d.Needless}
		}
	}
	for id, w := range want {
		if got[id] != w {
			t.Errorf("%s: got %+v, want %+v", id, got[id], w)
		}
	}
}

func TestReferenceIsCleanInEveryCase(t *testing.T) {
	info, _ := wrapper.Find("reference")
	for name, c := range readCases(t) {
		t.Run(name, func(t *testing.T) {
			script, err := Parse(c.Script)
			if err != nil {
				t.Fatal(err)
			}
			r := Run(script, info)
			if r.Duplicates.Total != 0 || len(r.Defects) != 0 {
				t.Errorf("duplicates %+v, defects %v", r.Duplicates, r.Defects)
			}
			if r.Summary.RequestsNeverSettled != 0 {
				t.Errorf("%d requests never settled", r.Summary.RequestsNeverSettled)
			}
			if loginNeverWorks(script) && slices.ContainsFunc(r.Requests, func(q *Request) bool { return q.Identity && q.Outcome != "rejected" }) {
				t.Errorf("the login never works: want every waiter rejected, got %+v", r.Requests)
			}
		})
	}
}

// loginNeverWorks reports whether no login of a script can succeed.
func loginNeverWorks(s *Script) bool {
	return s.Initial.Token != "valid" && slices.ContainsFunc(s.Faults, func(f Fault) bool {
		return f.Type == faultLoginHTTP && f.Ordinal == 0 && f.From <= 1 && f.To == 0 && f.After == 0
	})
}
