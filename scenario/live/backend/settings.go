package backend

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
)

// settings are the wrapper's own, overridden by those of a resolved scenario.
func settings(s *scenario.Scenario, info wrapper.Info) *wrapper.Settings {
	out := info.Defaults
	own := s.Wrapper
	out.Domains = map[string]string{}
	for _, env := range []string{"develop", "trial", "release"} {
		out.Domains[env] = strings.TrimSuffix(s.App.Domains.For(env), "/")
	}
	out.Target = Target(&s.Target)
	out.Target.Hosts, out.Target.Elsewhere = s.TargetHosts(), s.Elsewhere()
	if origin, ok := wx.Origin(s.Target.URL); ok {
		out.Target.BasePath = strings.TrimSuffix(s.Target.URL[len(origin):], "/")
	}
	out.TokenKey = own.TokenKey
	out.Storage = Storage(&s.App)
	out.RefreshKey = own.RefreshKey
	out.RenewMargin = own.RenewMargin
	out.Whitelist = own.Whitelist
	if s.Platform.Slots > 0 {
		out.RequestLimit = 0 // the platform's slots decide
	}
	if own.ContentType != "" {
		out.ContentType = own.ContentType
	}
	if own.PollDelay > 0 {
		out.PollDelay = own.PollDelay
	}
	if own.Timeout > 0 {
		out.Timeout = own.Timeout
	}
	if own.LoginDeadline > 0 {
		out.WaitDeadline = own.LoginDeadline
	}
	out.Header = Headers(own.Header)
	for i := range s.Targets {
		out.Further = append(out.Further, furtherSettings(out, &s.Targets[i]))
	}
	return &out
}

// furtherSettings are those for a further target: what is about none in particular is as
// for the first.
func furtherSettings(s wrapper.Settings, t *scenario.FurtherTarget) *wrapper.Settings {
	s.Further, s.Storage, s.UserInfoPath = nil, nil, ""
	s.Domains = map[string]string{}
	for _, env := range []string{"develop", "trial", "release"} {
		s.Domains[env] = strings.TrimSuffix(t.URL, "/")
	}
	s.Target = Target(&t.Target)
	s.Target.Hosts = t.Origins()
	if origin, ok := wx.Origin(t.URL); ok {
		s.Target.Origin, s.Target.BasePath = origin, strings.TrimSuffix(t.URL[len(origin):], "/")
	}
	s.TokenKey, s.RefreshKey = t.TokenKey, t.RefreshKey
	return &s
}

// Target is a resolved scenario's target in the wrapper's words.
func Target(t *scenario.Target) wrapper.Target {
	return wrapper.Target{
		Login: wrapper.LoginEndpoint{
			Ticket: wrapper.TicketEndpoint{Method: t.Login.Ticket.Method, Path: t.Login.Ticket.Path,
				Code: wrapper.Place{In: wrapper.In(t.Login.Ticket.Code.In), Name: t.Login.Ticket.Code.Name}, Ticket: t.Login.Ticket.Token},
			Method: t.Login.Method, Path: t.Login.Path,
			Code:   wrapper.Place{In: wrapper.In(t.Login.Code.In), Name: t.Login.Code.Name},
			Header: Headers(t.Login.Header), Fields: t.Login.Body,
			Token: t.Login.Token, ExpiresIn: t.Login.ExpiresIn, ExpiresUnit: wrapper.LifetimeUnit(t.Login.ExpiresUnit),
		},
		Refresh: wrapper.RefreshEndpoint{
			Method: t.Refresh.Method, Path: t.Refresh.Path, Carries: wrapper.Place{In: wrapper.In(t.Refresh.In), Name: t.Refresh.Name},
			RefreshToken: t.Refresh.RefreshToken, Token: t.Refresh.Token, ExpiresIn: t.Refresh.ExpiresIn,
		},
		Renewed:      wrapper.Renewal(t.Token.Renewed),
		Bind:         wrapper.BindEndpoint(t.Bind),
		Token:        wrapper.Place{In: wrapper.In(t.Token.In), Name: t.Token.Name},
		With:         wrapper.Companion(t.Token.With),
		Prefix:       t.Token.Prefix,
		AuthFailure:  match(t.AuthFailure.Status, t.AuthFailure.Body.Path, t.AuthFailure.Body.Values),
		Success:      match(t.Success.Status, t.Success.Body.Path, t.Success.Body.Values),
		KeyDisplaced: match(t.KeyDisplaced.Status, t.KeyDisplaced.Body.Path, t.KeyDisplaced.Body.Values),
		Result:       t.Result,
		Identity:     t.Identity,
	}
}

func match(status []int, path string, values []json.RawMessage) wrapper.Match {
	m := wrapper.Match{Status: status, Path: path}
	for _, v := range values {
		m.Values = append(m.Values, string(v))
	}
	return m
}

// Headers brings headers into a fixed order.
func Headers(h map[string]string) []wx.Header {
	var out []wx.Header
	for name, value := range h {
		out = append(out, wx.Header{Name: name, Value: value})
	}
	slices.SortFunc(out, func(a, b wx.Header) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// Storage is what lies in a client's storage at first, as a scenario has it.
func Storage(app *scenario.App) (all []wrapper.Stored) {
	for _, key := range slices.Sorted(maps.Keys(app.Storage)) {
		all = append(all, wrapper.Stored{Key: key, Value: string(app.Storage[key])})
	}
	for _, key := range slices.Sorted(maps.Keys(app.StorageWithToken)) {
		all = append(all, wrapper.Stored{Key: key, Value: string(app.StorageWithToken[key]), WithToken: true})
	}
	return all
}
