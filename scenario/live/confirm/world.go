package confirm

import (
	"cmp"
	"fmt"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/live/backend"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// worldOf is the scenario in which a replay's order is made to happen: s with one
// client, or the smallest scenario there is. The order decides when an answer comes
// and what goes wrong, so latencies and faults are left out, and so is a database,
// which would remember the client.
func worldOf(r *explore.Replay, info wrapper.Info, s *scenario.Scenario) (*scenario.Scenario, error) {
	if s == nil {
		smallest, err := scenario.Parse("", []byte("flow: [launch]"), scenario.Options{})
		if err != nil {
			return nil, err
		}
		smallest.Platform.Slots = r.Situation.Slots
		own, err := r.Settings(info)
		if err != nil {
			return nil, err
		}
		setTicket(smallest, &own.Target)
		setRefresh(smallest, &own.Target)
		smallest.Target.Token.Renewed.Header = own.Target.Renewed.Header
		s = smallest
	}
	w := *s
	if w.Target.DevServer.Refresh.OneTime = r.Situation.Refresh == situation.Once; r.Situation.Refresh == "" {
		w.Target.Refresh.Path = "" // no client of the order has a refresh token
	}
	if r.Situation.Renewed == "" {
		w.Target.Token.Renewed.Header, w.Target.DevServer.Renewed.Header = "", ""
	}
	w.Wrapper.ID = r.Wrapper
	w.Clients.Count = 1
	w.Mock.Latency, w.Mock.Faults = scenario.Mock{}.Latency, nil
	w.Target.DevServer.Latency, w.Target.DevServer.DB = mockwx.Latency{}, ""
	return &w, nil
}

// setTicket lets an embedded server's logins have two steps, as the clients of a target
// expect it.
func setTicket(s *scenario.Scenario, t *wrapper.Target) {
	if !t.TwoSteps() {
		return
	}
	k, to := &t.Login.Ticket, &s.Target.Login
	to.Ticket.Method, to.Ticket.Path, to.Ticket.Token = cmp.Or(k.Method, "POST"), k.Path, k.Ticket
	to.Ticket.Code.In, to.Ticket.Code.Name = string(cmp.Or(k.Code.In, wrapper.InBody)), k.Code.Name
	to.Code.In, to.Code.Name = string(cmp.Or(t.Login.Code.In, wrapper.InBody)), t.Login.Code.Name
}

// setRefresh lets an embedded server exchange refresh tokens as the clients of a target
// expect it.
func setRefresh(s *scenario.Scenario, t *wrapper.Target) {
	if !t.Refreshes() {
		return
	}
	usual, to := servers.RefreshOf(t), &s.Target.Refresh
	to.Method, to.Path, to.RefreshToken = usual.Method, usual.Path, usual.RefreshToken
	to.In, to.Name = string(usual.Carries.In), usual.Carries.Name
	to.Token, to.ExpiresIn = usual.Token, usual.ExpiresIn
}

// sameSteps refuses an order whose logins have another number of steps than a scenario's.
func sameSteps(r *explore.Replay, info wrapper.Info, s *scenario.Scenario) error {
	own, err := r.Settings(info)
	two := s.Target.Login.Ticket.Path != ""
	switch {
	case err != nil || two == own.Target.TwoSteps():
		return err
	case two:
		return &backend.MisfitError{Message: "the order was found with logins in one step, and target.login.ticket says that they have two",
			Hint: "explore the scenario itself, or a situation such as two-step-login"}
	}
	return &backend.MisfitError{Message: "the order was found with logins in two steps, and target.login.ticket has no path",
		Hint: "say where the target gives tickets: target.login.ticket.path"}
}

// fit refuses an order that cannot happen in a scenario, and puts the requests of
// its flow into the pages of the order.
func fit(r *explore.Replay, s *scenario.Scenario, steps []explore.Step, pages *pages) error {
	if len(r.Situation.Further) > 0 {
		return &backend.MisfitError{Message: "the order is one of several backends, which is shown in virtual time only",
			Hint: "leave out --live"}
	}
	if want, has := r.Situation.Slots, s.Platform.Slots; want > 0 && want != has {
		return &backend.MisfitError{Message: fmt.Sprintf("the order was found with %d slots of wx.request, and platform.slots is %d", want, has),
			Hint: fmt.Sprintf("set platform.slots to %d, or explore the scenario itself", want)}
	}
	if r.Situation.Refresh != "" && s.Target.Refresh.Path == "" {
		return &backend.MisfitError{Message: "the order was found with refresh tokens, and target.refresh has no path",
			Hint: "say where the target takes refresh tokens: target.refresh.path"}
	}
	if r.Situation.Renewed != "" && s.Target.Token.Renewed.Header == "" {
		return &backend.MisfitError{Message: "in the order answers renew the token, and target.token.renewed has no header",
			Hint: "say where the target's answers have a new token: target.token.renewed.header"}
	}
	for _, step := range steps {
		for _, c := range step.Calls {
			if err := pages.fill(c, step.Deed == situation.Profile); err != nil {
				return err
			}
		}
	}
	return nil
}
