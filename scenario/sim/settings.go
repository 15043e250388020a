package sim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// Settings are those of the wrapper that decide what happens, where they are not
// its own. Times are milliseconds; zero is the wrapper's own, and so is a nil list.
type Settings struct {
	PollDelay     int64    `json:"pollDelay,omitempty"`     // of a wrapper that polls
	Timeout       int64    `json:"timeout,omitempty"`       // of a request
	LoginDeadline int64    `json:"loginDeadline,omitempty"` // how long a request waits for a login
	RenewMargin   int64    `json:"renewMargin,omitempty"`   // before a token's announced end
	Whitelist     []string `json:"whitelist,omitzero"`      // beginnings of paths that need no token
}

// Limits say from when on something is a defect. Zero is the rules' own.
type Limits struct {
	Deadline int64 `json:"deadline,omitempty"` // ms after which an unsettled request is hung
	AuthLoop int   `json:"authLoop,omitempty"` // how often a request may be sent for authentication failures
}

// The ways in which a server says that a token is not valid.
const (
	authHTTP401   = string(devserver.HTTP401)
	authBody40100 = string(devserver.Body40100)
)

// How often a refresh token works.
const (
	refreshOnce   = "once"
	refreshAlways = "always"
)

func (s *Script) checkSettings() error {
	o, l := &s.Settings, &s.Limits
	switch {
	case !oneOf(s.AuthFailure, "", authHTTP401, authBody40100):
		return fmt.Errorf("authFailure %q: expected http401 or body40100", s.AuthFailure)
	case !oneOf(s.Refresh, "", refreshOnce, refreshAlways):
		return fmt.Errorf("refresh %q: expected once or always", s.Refresh)
	case !oneOf(s.Overflow, "", "queue", "drop"):
		return fmt.Errorf("overflow %q: expected queue or drop", s.Overflow)
	case l.AuthLoop < 0:
		return fmt.Errorf("limits.authLoop %d: expected 1 or more", l.AuthLoop)
	}
	for _, d := range []struct {
		name string
		ms   int64
	}{{"tokenLife", s.TokenLife}, {"settings.pollDelay", o.PollDelay}, {"settings.timeout", o.Timeout},
		{"settings.loginDeadline", o.LoginDeadline}, {"settings.renewMargin", o.RenewMargin}, {"limits.deadline", l.Deadline}} {
		if d.ms < 0 || d.ms > maxTime {
			return fmt.Errorf("%s %d: expected 0 to %d ms", d.name, d.ms, maxTime)
		}
	}
	return nil
}

// settings are the wrapper's own, with what the script says over them.
func (s *Script) settings(info wrapper.Info) *wrapper.Settings {
	out, own := info.Defaults, &s.Settings
	out.Domains = map[string]string{"develop": servers.Domain}
	out.Target.KeyDisplaced = servers.KeyDisplaced()
	servers.SetTicket(&out, s.Ticket)
	servers.SetRefresh(&out, s.Refresh != "")
	servers.SetRenewed(&out, s.Renewed)
	for _, d := range []struct {
		into *time.Duration
		ms   int64
	}{{&out.PollDelay, own.PollDelay}, {&out.Timeout, own.Timeout}, {&out.WaitDeadline, own.LoginDeadline}, {&out.RenewMargin, own.RenewMargin}} {
		if d.ms > 0 {
			*d.into = milliseconds(d.ms)
		}
	}
	if own.Whitelist != nil {
		out.Whitelist = slices.Clone(own.Whitelist)
	}
	out.Answers = maps.Clone(out.Answers)
	for key, body := range s.Answers {
		if out.Answers == nil {
			out.Answers = map[string]json.RawMessage{}
		}
		out.Answers[key] = body
	}
	for key, value := range s.Storage { // sorted below
		out.Storage = append(out.Storage, wrapper.Stored{Key: key, Value: string(value)})
	}
	slices.SortFunc(out.Storage, func(a, b wrapper.Stored) int { return strings.Compare(a.Key, b.Key) })
	switch s.AuthFailure {
	case authHTTP401:
		out.Target.AuthFailure = wrapper.Match{Status: []int{401}}
	case authBody40100:
		out.Target.AuthFailure = wrapper.Match{Path: "code", Values: []string{"40100"}}
	}
	if s.TokenLife > 0 {
		out.Target.Login.ExpiresIn = beside(out.Target.Login.Token, "expires_in")
	}
	return &out
}

// beside is the path of a member of the object in which the token lies: where the
// token is an answer's whole data, of the answer.
func beside(token, member string) string {
	return token[:strings.LastIndexByte(token, '.')+1] + member
}

// observer is what the client's observer has to know.
func (w *world) observer(settings *wrapper.Settings) client.ObserverConfig {
	s := w.script
	cfg := client.ObserverConfig{Domain: servers.Domain, Deadline: settings.HungDeadline(), MaxAuthSends: s.Limits.AuthLoop,
		RenewMargin: settings.RenewMargin, BusinessSlots: client.BusinessSlots(s.Slots, 1), ValidWhenIssued: w.validWhenIssued, IssuedBefore: w.issuedBefore,
		ServerReports: true}
	if s.Limits.Deadline > 0 {
		cfg.Deadline = milliseconds(s.Limits.Deadline)
	}
	return cfg
}

func milliseconds(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
