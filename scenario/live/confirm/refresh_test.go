package confirm

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/live/backend"
	"github.com/wxload/wxload/scenario/live/internal/hasty"
)

// found is the replay of a defect of hasty in a situation that has one fault besides the
// expiry of the tokens, or none.
func found(t *testing.T, fault situation.Fault, class, kind string) *explore.Replay {
	t.Helper()
	s, err := situation.Find("late-401-refresh")
	if err != nil {
		t.Fatal(err)
	}
	if s = s.WithRequests(2); fault != "" {
		s = s.With(fault)
	}
	r, err := explore.Explore(t.Context(), s, hasty.Wrapper(), explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if f.Class == class && f.Kind == kind && (fault == "" || strings.Contains(f.Sentence, " (after the tokens expired, and ")) {
			return f.Replay
		}
	}
	t.Fatalf("no %s %s: %+v", class, kind, r.Findings)
	return nil
}

// renewing is such a target whose refresh tokens go to a path of their own, and work once.
func renewing(t *testing.T) (yaml string) {
	t.Helper()
	return foreign(t, "refresh: {path: /auth/renew, in: header, name: X-Refresh}", func(c *devserver.Contract) {
		c.Refresh = c.UsualRefresh()
		c.Refresh.Path, c.Refresh.Carries = "/auth/renew", devserver.Place{In: devserver.InHeader, Name: "X-Refresh"}
	})
}

// foreign are servers that wxload has not started, without control calls, and a flow
// of two requests. target is what the scenario says of the developer server.
func foreign(t *testing.T, target string, change func(*devserver.Contract)) (yaml string) {
	t.Helper()
	mock := mockwx.NewServer(t)
	contract, err := devserver.FlyJS.Contract("")
	if err != nil {
		t.Fatal(err)
	}
	change(&contract)
	protocol, err := contract.Protocol()
	if err != nil {
		t.Fatal(err)
	}
	dev, err := devserver.NewServer(devserver.ServerOptions{WeChat: mock.URL, AppID: mockwx.DefaultAppID, Secret: mockwx.DefaultSecret,
		Machine: devserver.Options{Protocol: protocol, Refresh: devserver.RefreshPolicy{OneTime: true}}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_dev/") {
			http.NotFound(w, r)
			return
		}
		dev.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.Close()
		dev.Shutdown(context.Background())
	})
	return "mock: {url: " + mock.URL + "}\ntarget: {url: " + server.URL + ", " + target + "}\n" +
		"flow: [launch, {page: a, requests: [a GET /api/a, b GET /api/b]}]\n"
}

func TestRefreshesCrossOnRealSocketsToo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault       situation.Fault
		class, kind string
	}{
		"two at a time":                {"", "duplicate-refresh", "concurrent"},
		"a spent token":                {"", "refresh-token-reused", ""},
		"its answer is lost":           {situation.RefreshLost, "hung-request", "refresh-failed"},
		"the server fails":             {situation.RefreshHTTP500, "hung-request", "refresh-failed"},
		"the refresh token is expired": {situation.RefreshExpires, "hung-request", "refresh-failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			replay := found(t, c.fault, c.class, c.kind)
			for where, o := range map[string]Options{"embedded": {}, "elsewhere": {Scenario: parse(t, renewing(t))}} {
				result, err := Confirm(t.Context(), replay, hasty.Wrapper(), o)
				if err != nil {
					t.Fatalf("%s: %v", where, err)
				}
				if !result.Shown || result.Diverged != nil {
					t.Errorf("%s: shown %v, diverged %v, defects %v", where, result.Shown, result.Diverged, result.Defects)
				}
			}
		})
	}
}

func TestAnOrderWithRefreshTokensNeedsATargetThatGivesThem(t *testing.T) {
	t.Parallel()
	_, err := Confirm(t.Context(), found(t, "", "refresh-token-reused", ""), hasty.Wrapper(),
		Options{Scenario: parse(t, "flow: [launch, {page: a, requests: [a GET /api/a]}]")})
	if _, misfit := errors.AsType[*backend.MisfitError](err); !misfit {
		t.Errorf("got %v", err)
	}
}
