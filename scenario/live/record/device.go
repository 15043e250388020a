package record

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/sim"
)

// Device is what a script has to know of a run besides the trace.
type Device struct {
	Slots  int  // of wx.request
	Drop   bool // what is beyond them fails at once
	Single bool // a new login kills the older token

	Wrapper  wrapper.Info
	Settings wrapper.Settings // of the run, for the wrapper
	Limits   sim.Limits
	// Paths are those of the flow's requests, by their name.
	Paths map[string]string
	// Refresh is how often a refresh token works: see [sim.Script].
	Refresh string
	// Answers are the bodies of the embedded server: see [sim.Script].
	Answers map[string]json.RawMessage
}

// Path is that of a request, without its query; empty where it is not known.
func (d *Device) Path(name string) string {
	path, _, _ := strings.Cut(d.Paths[name], "?")
	return path
}

// describe writes into a script what it has to know.
func (d *Device) describe(s *sim.Script) {
	s.Calls = d.Wrapper.Calls
	s.Ticket = d.Settings.Target.TwoSteps()
	s.Renewed = d.Settings.Target.Renewed.Header
	s.Slots, s.NewLoginInvalidatesOld, s.Limits, s.Answers, s.Refresh = d.Slots, d.Single, d.Limits, d.Answers, d.Refresh
	for _, v := range d.Settings.Storage {
		if v.WithToken && s.Initial.Token == "absent" {
			continue
		}
		if s.Storage == nil {
			s.Storage = map[string]json.RawMessage{}
		}
		s.Storage[v.Key] = json.RawMessage(v.Value)
	}
	if d.Drop {
		s.Overflow = "drop"
	}
	run, own := &d.Settings, &d.Wrapper.Defaults
	for _, f := range []struct {
		into *int64
		run  int64
		own  int64
	}{
		{&s.Settings.PollDelay, run.PollDelay.Milliseconds(), own.PollDelay.Milliseconds()},
		{&s.Settings.Timeout, run.Timeout.Milliseconds(), own.Timeout.Milliseconds()},
		{&s.Settings.LoginDeadline, run.WaitDeadline.Milliseconds(), own.WaitDeadline.Milliseconds()},
		{&s.Settings.RenewMargin, run.RenewMargin.Milliseconds(), own.RenewMargin.Milliseconds()},
	} {
		if f.run != f.own {
			*f.into = f.run
		}
	}
	if !slices.Equal(run.Whitelist, own.Whitelist) {
		s.Settings.Whitelist = append([]string{}, run.Whitelist...)
	}
}

// refusals are how the server refused tokens and how long it lets them live, as far
// as the script lasts.
func (s *script) refusals() {
	for i := range s.record.Events {
		e := &s.record.Events[i]
		switch {
		case e.Outcome == Refused && s.out.AuthFailure == "":
			s.out.AuthFailure = "http401"
			if e.Status < 300 {
				s.out.AuthFailure = "body40100"
			}
		case e.LifeMS > 0 && e.LifeMS-s.out.Settings.RenewMargin < *s.out.Horizon:
			s.out.TokenLife = e.LifeMS
		}
	}
}
