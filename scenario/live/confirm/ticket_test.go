package confirm

import (
	"errors"
	"strings"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/live/backend"
)

// inTwoSteps is the replay of a defect of a wrapper whose logins have two steps, with a
// fault, or none.
func inTwoSteps(t *testing.T, id string, fault situation.Fault, class, kind string) (*explore.Replay, wrapper.Info) {
	t.Helper()
	s, err := situation.Find("two-step-login")
	if err != nil {
		t.Fatal(err)
	}
	if s.Faults = nil; fault != "" {
		s = s.With(fault)
	}
	info, _ := wrapper.Find(id)
	r, err := explore.Explore(t.Context(), s, info, explore.Options{Mode: explore.PCT, Runs: 60, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if f.Class == class && f.Kind == kind && (fault == "" || strings.Contains(f.Sentence, " (after ")) {
			return f.Replay, info
		}
	}
	t.Fatalf("no %s %s: %+v", class, kind, r.Findings)
	return nil, info
}

// ticketed is a target elsewhere whose logins have two steps, at paths of their own.
func ticketed(t *testing.T) (yaml string) {
	t.Helper()
	return foreign(t, "login: {ticket: {path: /wx/code, code: {in: header, name: X-Code}}, path: /wx/token, code: {name: uuid}}", func(c *devserver.Contract) {
		c.Login.Ticket = c.UsualTicket()
		c.Login.Ticket.Path, c.Login.Ticket.Code = "/wx/code", devserver.Place{In: devserver.InHeader, Name: "X-Code"}
		c.Login.Paths, c.Login.Code = []string{"/wx/token"}, devserver.Place{In: devserver.InBody, Name: "uuid"}
	})
}

func TestLoginsInTwoStepsMeetTheirFaultsOnRealSocketsToo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		id          string
		fault       situation.Fault
		class, kind string
	}{
		"two at a time":               {"userclass", "", client.DuplicateLogin, "concurrent"},
		"the ticket's answer is lost": {"flyjs", situation.TicketLost, client.HungRequest, "login-failed"},
		"the first step fails":        {"flyjs", situation.TicketHTTP500, client.HungRequest, "login-failed"},
		"the token's answer is lost":  {"flyjs", situation.LoginLost, client.HungRequest, "login-failed"},
		"the second step fails":       {"flyjs", situation.LoginHTTP500, client.HungRequest, "login-failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			replay, info := inTwoSteps(t, c.id, c.fault, c.class, c.kind)
			for where, o := range map[string]Options{"embedded": {}, "elsewhere": {Scenario: parse(t, ticketed(t))}} {
				if info.Shape != "flyjs" && where == "elsewhere" {
					o.Scenario.Target.Shape = "flyjs"
				}
				result, err := Confirm(t.Context(), replay, info, o)
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

func TestAnOrderWithLoginsInTwoStepsNeedsATargetThatHasThem(t *testing.T) {
	t.Parallel()
	two, info := inTwoSteps(t, "userclass", "", client.DuplicateLogin, "concurrent")
	plain := "flow: [launch, {page: a, requests: [a GET /api/a]}]"
	_, err := Confirm(t.Context(), two, info, Options{Scenario: parse(t, plain)})
	misfit, is := errors.AsType[*backend.MisfitError](err)
	if !is || !strings.Contains(misfit.Hint, "target.login.ticket.path") {
		t.Errorf("got %v", err)
	}
	one := find(t, "late-401", "flyjs-lazy", client.DuplicateLogin, "stale-401")
	_, err = Confirm(t.Context(), one, named(one), Options{Scenario: parse(t, "target: {login: {ticket: {path: /k}, code: {name: ticket}}}\n"+plain)})
	if misfit, is := errors.AsType[*backend.MisfitError](err); !is || !strings.Contains(misfit.Hint, "two-step-login") {
		t.Errorf("got %v", err)
	}
}
