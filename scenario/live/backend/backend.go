package backend

import (
	"slices"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/transport"
)

// Backend is what a scenario's clients talk to: the mock WeChat and the target,
// each embedded or elsewhere. It is closed when its clients have ended. Its methods
// may be called concurrently, but for Probe and Close.
type Backend struct {
	scenario *scenario.Scenario // resolved
	settings *wrapper.Settings
	wrapper  wrapper.Info
	marksOwn bool // see marksOwn

	servers *servers
	wechat  *wechat
	probing *transport.Client
	others  []*transport.Client // that are no client's, probing among them
	trouble []string            // what went wrong without ending the run

	allowHost func(string) bool
}

// Open starts what a validated scenario embeds. The wrapper is the one given,
// whatever wrapper.id names. allowHost decides which hosts may be connected to; nil
// allows all, and it must be safe for concurrent use. The error is an
// [*UnavailableError] where an address cannot be had.
func Open(s *scenario.Scenario, info wrapper.Info, allowHost func(string) bool) (*Backend, error) {
	servers, err := startServers(s, info.Shape)
	if err != nil {
		return nil, err
	}
	var urls []string
	for _, d := range servers.developers {
		urls = append(urls, d.url())
	}
	resolved, err := s.Resolve(info.Shape, urls[0], urls[1:]...)
	if err != nil {
		servers.stop()
		return nil, err
	}
	b := &Backend{scenario: resolved, wrapper: info, servers: servers,
		wechat: newWechat(servers.mockURL, s.App.AppID, allowHost), allowHost: allowHost}
	b.settings = settings(b.scenario, info)
	b.marksOwn = marksOwn(b.settings)
	b.probing = transport.New(transport.Config{Clients: 1, Connections: s.Platform.Connections, AllowHost: allowHost, Resend: true}).Client(0)
	b.others = []*transport.Client{b.probing, b.wechat.device, b.wechat.control}
	for n, d := range servers.developers {
		t, _ := targetOf(resolved, n)
		d.settings = b.settings
		if n > 0 {
			d.settings = b.settings.Further[n-1]
		}
		if t.Control != "" {
			d.standIn = newStandIn(t.Control, allowHost)
			b.others = append(b.others, d.standIn.control)
		}
	}
	return b, nil
}

// Scenario is the scenario that was opened, resolved.
func (b *Backend) Scenario() *scenario.Scenario { return b.scenario }

// Settings are those of the scenario's wrapper.
func (b *Backend) Settings() *wrapper.Settings { return b.settings }

// Platform is the device of every client. Its Observe is left to the caller.
func (b *Backend) Platform() wx.Config {
	s := b.scenario
	return wx.Config{
		AppID: s.App.AppID, EnvVersion: s.App.Env, Version: "1.0.0",
		Slots: s.Platform.Slots, Drop: s.Platform.Overflow == "drop",
		Domains: s.App.AllowedDomains,
	}
}

// Observer is what every client's observer has to know.
func (b *Backend) Observer() client.ObserverConfig {
	s := b.scenario
	cfg := client.ObserverConfig{
		Deadline: s.Limits.Deadline, MaxAuthSends: s.Limits.AuthLoop, RenewMargin: s.Wrapper.RenewMargin,
		BusinessSlots: client.BusinessSlots(s.Platform.Slots, 1+len(s.Targets)),
	}
	if slices.ContainsFunc(b.servers.developers, func(d *developer) bool { return d.server != nil }) {
		cfg.ValidWhenIssued, cfg.IssuedBefore = b.validWhenIssued, b.issuedBefore
	}
	if cfg.Deadline == 0 {
		cfg.Deadline = b.settings.HungDeadline()
	}
	for _, env := range []string{"develop", "trial", "release"} {
		origin, ok := wx.Origin(s.App.Domains.For(env))
		switch {
		case !ok:
		case env == s.App.Env:
			cfg.Domain = origin
		default:
			cfg.Foreign = append(cfg.Foreign, origin)
		}
	}
	return cfg
}

// WeChat is the base URL of the mock WeChat.
func (b *Backend) WeChat() string { return b.wechat.base }

func (b *Backend) validWhenIssued(target int, older, newer string) (valid, known bool) {
	return b.servers.developers[target].validWhenIssued(older, newer)
}

func (b *Backend) issuedBefore(target int, one, other string) (before, known bool) {
	return b.servers.developers[target].issuedBefore(one, other)
}

// Targets is how many developer servers there are. They have numbers, from 0.
func (b *Backend) Targets() int { return len(b.servers.developers) }

// Host is the origin that the app calls to reach a target; [scenario.Embedded] where that
// is the first, and wherever wxload lets it listen.
func (b *Backend) Host(target int) string {
	switch d := b.servers.developers[target]; {
	case d.host != "":
		return d.host
	case len(b.scenario.Target.Hosts) > 0:
		return b.scenario.Target.Hosts[0]
	case d.server != nil:
		return scenario.Embedded
	}
	origin, _ := wx.Origin(b.scenario.Target.URL)
	return origin
}

// Path is where a target stands in the scenario's file: target, or targets[0].
func (b *Backend) Path(target int) string { return b.servers.developers[target].path }

// TargetOf is the number of the target to which a URL leads.
func (b *Backend) TargetOf(url string) int {
	at := b.settings.At(url)
	return 1 + slices.Index(b.settings.Further, at)
}

// first is the first of the developer servers.
func (b *Backend) first() *developer { return b.servers.developers[0] }

// Failure is what the first target might answer with an HTTP status when it fails.
func (b *Backend) Failure(status int) devserver.Reply { return b.first().protocol.Failure(status) }

// Trouble is what went wrong so far without ending a run.
func (b *Backend) Trouble() []string { return b.trouble }

// OneTokenOnly reports whether a login kills the user's older token, as far as that
// is known.
func (b *Backend) OneTokenOnly() bool { return b.first().single }

// HangUp ends the calls that no client makes, and refuses others.
func (b *Backend) HangUp() {
	for _, client := range b.others {
		client.Close()
	}
}

// Close ends what Open started, and the calls that are under way.
func (b *Backend) Close() {
	b.HangUp()
	b.servers.stop()
}
