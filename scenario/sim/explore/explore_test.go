package explore

import (
	"context"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
)

// exploring runs a search that must not fail.
func exploring(t *testing.T, name, id string, o Options) *Result {
	t.Helper()
	s, err := Find(name)
	if err != nil {
		t.Fatal(err)
	}
	info, known := wrapper.Find(id)
	if !known {
		t.Fatalf("no wrapper %q", id)
	}
	r, err := Explore(context.Background(), s, info, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLate401OfTemplateShrinksToTwoConstraintsAtMost(t *testing.T) {
	r := exploring(t, "late-401", "template", Options{Mode: Exhaustive, States: 5000})
	for _, f := range r.Findings {
		if f.Class == "duplicate-login" && f.Kind == "stale-401" && len(f.Constraints) <= 2 {
			return
		}
	}
	t.Errorf("no stale-401 with at most two constraints: %+v", r.Findings)
}

func TestReferenceIsCleanInLate401CompletelySearched(t *testing.T) {
	r := exploring(t, "late-401", "reference", Options{})
	if !r.Complete || len(r.Findings) > 0 {
		t.Errorf("complete %v, findings %+v", r.Complete, r.Findings)
	}
}
