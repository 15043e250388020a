package backend

import (
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
	protocol *devserver.Protocol // of the embedded target, or of a backend with the shape of the one elsewhere
	wrapper  wrapper.Info
	marksOwn bool // see marksOwn

	servers *servers
	wechat  *wechat
	standIn *standIn // nil where the target has no control calls
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
	protocol, err := protocolOf(s, info.Shape)
	if err != nil {
		return nil, err
	}
	servers, err := startServers(s, protocol)
	if err != nil {
		return nil, err
	}
	resolved, err := s.Resolve(info.Shape, servers.targetURL)
	if err != nil {
		servers.stop()
		return nil, err
	}
	b := &Backend{scenario: resolved, protocol: protocol, wrapper: info, servers: servers,
		wechat: newWechat(servers.mockURL, s.App.AppID, allowHost), allowHost: allowHost}
	b.settings = settings(b.scenario, info)
	b.marksOwn = marksOwn(b.settings)
	b.probing = transport.New(transport.Config{Clients: 1, Connections: s.Platform.Connections, AllowHost: allowHost, Resend: true}).Client(0)
	b.others = []*transport.Client{b.probing, b.wechat.device, b.wechat.control}
	if control := b.scenario.Target.Control; control != "" {
		b.standIn = newStandIn(control, allowHost)
		b.others = append(b.others, b.standIn.control)
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
		BusinessSlots: client.BusinessSlots(s.Platform.Slots, 1),
	}
	if b.servers.dev != nil {
		cfg.ValidWhenIssued, cfg.IssuedBefore = b.servers.validWhenIssued, b.servers.issuedBefore
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

// Failure is what the target might answer with an HTTP status when it fails.
func (b *Backend) Failure(status int) devserver.Reply { return b.protocol.Failure(status) }

// Trouble is what went wrong so far without ending a run.
func (b *Backend) Trouble() []string { return b.trouble }

// OneTokenOnly reports whether a login kills the user's older token, as far as that
// is known.
func (b *Backend) OneTokenOnly() bool {
	return b.servers.dev != nil && b.scenario.Target.DevServer.Tokens == "single"
}

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
