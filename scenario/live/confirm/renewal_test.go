package confirm

import (
	"errors"
	"testing"

	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/live/backend"
	"github.com/wxload/wxload/scenario/live/internal/hasty"
)

// regressed is the replay in which hasty goes back to an older token.
func regressed(t *testing.T) *explore.Replay {
	t.Helper()
	s, err := situation.Find("late-401-renewal")
	if err != nil {
		t.Fatal(err)
	}
	r, err := explore.Explore(t.Context(), s, hasty.Wrapper(), explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if f.Class == "token-regressed" {
			return f.Replay
		}
	}
	t.Fatalf("found %+v", r.Findings)
	return nil
}

func TestAnOlderTokenComesLateOnRealSocketsToo(t *testing.T) {
	t.Parallel()
	replay := regressed(t)
	yaml := foreign(t, "token: {renewed: {header: X-New}}", func(c *devserver.Contract) { c.Token.Renewed = "X-New" })
	for where, o := range map[string]Options{"embedded": {}, "elsewhere": {Scenario: parse(t, yaml)}} {
		result, err := Confirm(t.Context(), replay, hasty.Wrapper(), o)
		if err != nil {
			t.Fatalf("%s: %v", where, err)
		}
		if !result.Shown || result.Diverged != nil {
			t.Errorf("%s: shown %v, diverged %v, defects %v", where, result.Shown, result.Diverged, result.Defects)
		}
	}
}

func TestAnOrderWithRenewalsNeedsATargetThatRenews(t *testing.T) {
	t.Parallel()
	_, err := Confirm(t.Context(), regressed(t), hasty.Wrapper(), Options{Scenario: parse(t, "flow: [launch, {page: a, requests: [a GET /api/a, b GET /api/b]}]")})
	if _, misfit := errors.AsType[*backend.MisfitError](err); !misfit {
		t.Errorf("got %v", err)
	}
}
