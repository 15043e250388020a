package confirm

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/live/backend"
)

// hasty is a wrapper in which each rejected request refreshes by itself, and waits for
// ever where nothing comes of that.
type hasty struct {
	wrapper.Env
	s *wrapper.Settings
}

func hastyWrapper() wrapper.Info {
	info, _ := wrapper.Find("reference")
	info.ID = "hasty"
	info.New = func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper { return &hasty{env, s} }
	return info
}

func (h *hasty) Launch() *loop.Promise[any] { return nil }
func (h *hasty) Show()                      {}
func (h *hasty) Logout()                    {}

func (h *hasty) Load(calls []*wrapper.Call, issue func(*wrapper.Call)) {
	for _, c := range calls {
		issue(c)
	}
}

func (h *hasty) Request(c *wrapper.Call) *loop.Promise[*wx.Response] {
	return loop.Async(h.Loop, func() (*wx.Response, error) {
		if h.WX.GetStorage(h.s.TokenKey) == "" {
			code := loop.NewPromise[string](h.Loop)
			h.WX.Login(code.Settle)
			c, err := code.Await()
			if err != nil {
				return nil, err
			}
			if _, err := h.keep(h.request(h.s.Target.LoginRequest(c))); err != nil {
				return nil, err
			}
		}
		resp, err := h.send(c)
		if err != nil || !h.s.Target.AuthFailed(resp) {
			return resp, err
		}
		if _, err := h.keep(h.request(h.s.Target.RefreshRequest(h.WX.GetStorage(h.s.RefreshKey)))); err != nil {
			loop.NewPromise[any](h.Loop).Await()
		}
		return h.send(c)
	})
}

// keep stores what an answer brings.
func (h *hasty) keep(resp *wx.Response, err error) (*wx.Response, error) {
	if err == nil && !h.s.Target.Succeeded(resp) {
		err = errors.New("refused")
	}
	if err == nil {
		token, _ := h.s.Target.NewToken(resp)
		h.WX.SetStorage(h.s.TokenKey, token)
		h.WX.SetStorage(h.s.RefreshKey, h.s.Target.NewRefreshToken(resp))
	}
	return resp, err
}

func (h *hasty) send(c *wrapper.Call) (*wx.Response, error) {
	r := &wx.Request{Method: c.Method, URL: c.URL, Body: c.Body, Name: c.Name, Caller: c.ID}
	h.s.Target.Carry(r, h.WX.GetStorage(h.s.TokenKey))
	return h.request(r)
}

func (h *hasty) request(r *wx.Request) (*wx.Response, error) {
	r.URL = h.s.Domains["develop"] + r.URL
	p := loop.NewPromise[*wx.Response](h.Loop)
	h.WX.Request(r, p.Settle)
	return p.Await()
}

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
	r, err := explore.Explore(t.Context(), s, hastyWrapper(), explore.Options{})
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

// renewing are servers that wxload has not started, without control calls. Refresh tokens
// go to a path of their own, and work once.
func renewing(t *testing.T) (yaml string) {
	t.Helper()
	mock := mockwx.NewServer(t)
	contract, err := devserver.FlyJS.Contract("")
	if err != nil {
		t.Fatal(err)
	}
	contract.Refresh = contract.UsualRefresh()
	contract.Refresh.Path, contract.Refresh.Carries = "/auth/renew", devserver.Place{In: devserver.InHeader, Name: "X-Refresh"}
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
	return "mock: {url: " + mock.URL + "}\ntarget: {url: " + server.URL + ", refresh: {path: /auth/renew, in: header, name: X-Refresh}}\n" +
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
				result, err := Confirm(t.Context(), replay, hastyWrapper(), o)
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
	_, err := Confirm(t.Context(), found(t, "", "refresh-token-reused", ""), hastyWrapper(),
		Options{Scenario: parse(t, "flow: [launch, {page: a, requests: [a GET /api/a]}]")})
	if _, misfit := errors.AsType[*backend.MisfitError](err); !misfit {
		t.Errorf("got %v", err)
	}
}
