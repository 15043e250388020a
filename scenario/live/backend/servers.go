package backend

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/mockwx/keyindex"
	"github.com/wxload/wxload/scenario"
)

// servers are those that the scenario embeds.
type servers struct {
	mockURL    string
	mock       *mockwx.Server  // nil where it is not embedded
	keys       *keyindex.Index // the keys that it gave to backends; nil like mock
	stopMock   func()
	developers []*developer // all, also those elsewhere
}

// startServers starts what the scenario embeds, a resolved one but for its addresses.
func startServers(s *scenario.Scenario, shape string) (*servers, error) {
	v := &servers{mockURL: s.Mock.URL, stopMock: func() {}}
	var err error
	if v.developers, err = developers(s, shape); err != nil {
		return nil, err
	}
	if s.EmbeddedMock() {
		if err := v.startMock(s); err != nil {
			return nil, err
		}
	}
	for n, d := range v.developers {
		t, embedded := targetOf(s, n)
		if !embedded {
			continue
		}
		if err := d.start(s, t, v.mockURL); err != nil {
			v.stop()
			return nil, err
		}
	}
	return v, nil
}

// developers are those of a scenario, none started.
func developers(s *scenario.Scenario, shape string) ([]*developer, error) {
	resolved, err := s.Resolve(shape, "")
	if err != nil {
		return nil, err
	}
	var all []*developer
	for n := range 1 + len(s.Targets) {
		t, _ := targetOf(resolved, n)
		_, embedded := targetOf(s, n)
		d := &developer{number: n, path: "target", single: embedded && t.DevServer.Tokens == "single"}
		if n > 0 {
			d.path, d.host = fmt.Sprintf("targets[%d]", n-1), s.Targets[n-1].Host
		}
		if d.protocol, err = protocolOf(s, t, embedded); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// targetOf is a target of a scenario by its number, and whether it is embedded.
func targetOf(s *scenario.Scenario, n int) (t *scenario.Target, embedded bool) {
	if n == 0 {
		return &s.Target, s.EmbeddedTarget()
	}
	return &s.Targets[n-1].Target, s.Targets[n-1].Embedded()
}

func (v *servers) startMock(s *scenario.Scenario) error {
	keys := keyindex.New(0)
	server, err := mockwx.NewUnstarted(mockwx.ServerOptions{
		Options: mockwx.Options{
			Seed:     s.Seed,
			Apps:     []mockwx.App{{AppID: s.App.AppID, Secret: secret(s), Account: "wxload"}},
			Rotation: s.Mock.SessionKey.Rotate, SessionTTL: s.Mock.SessionKey.Lifetime,
			Keys: keys,
		},
		Faults: latencies(s),
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.Mock.Addr)
	if err != nil {
		return &UnavailableError{"starting the mock WeChat on " + s.Mock.Addr, err, "choose another mock.addr, or 127.0.0.1:0 for any free port"}
	}
	v.mock, v.keys, v.mockURL = server, keys, "http://"+listener.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() { server.Serve(ctx, listener) })
	v.stopMock = func() {
		stop()
		serving.Wait()
	}
	return nil
}

// latencies are those of the mock, which has them as faults that only delay.
func latencies(s *scenario.Scenario) []mockwx.Fault {
	var faults []mockwx.Fault
	for _, l := range []struct {
		endpoint string
		latency  mockwx.Latency
	}{{"login", s.Mock.Latency.Login}, {"checksession", s.Mock.Latency.CheckSession}, {"jscode2session", s.Mock.Latency.JSCode2Session}} {
		if l.latency != (mockwx.Latency{}) {
			faults = append(faults, mockwx.Fault{Endpoint: l.endpoint, Latency: l.latency})
		}
	}
	return faults
}

// BeginFaults begins the scenario's faults at the embedded mock. They begin with
// the load: the probe and the set-up must not fail for them.
func (b *Backend) BeginFaults() error {
	s := b.scenario
	if b.servers.mock == nil || len(s.Mock.Faults) == 0 {
		return nil
	}
	faults := latencies(s)
	for _, f := range s.Mock.Faults {
		faults = append(faults, f.InMock())
	}
	return b.servers.mock.SetFaults(faults)
}

// secret is the appsecret: the scenario's, or one that nobody needs to know.
func secret(s *scenario.Scenario) string {
	if s.Mock.Secret != "" {
		return s.Mock.Secret
	}
	return fmt.Sprintf("%016x%016x", s.Seed, ^s.Seed)
}

// protocolOf is the protocol of a resolved target that is embedded, as the scenario's
// clients expect it. For one elsewhere it is that of its shape.
func protocolOf(s *scenario.Scenario, t *scenario.Target, embedded bool) (*devserver.Protocol, error) {
	if embedded {
		contract, err := t.Contract()
		if err != nil {
			return nil, err
		}
		contract.Answers(s.Answers)
		return contract.Protocol()
	}
	contract, err := devserver.Shape(t.Shape).Contract("")
	if err != nil {
		return nil, err
	}
	return contract.Protocol()
}

// openid is that of a user at the embedded mock; empty where there is no such mock.
func (v *servers) openid(appid, user string) (openid string) {
	if v.mock != nil {
		v.mock.Do(func(_ time.Time, m *mockwx.Machine) { openid = m.OpenID(appid, user) })
	}
	return openid
}

// stop ends the servers and waits for them.
func (v *servers) stop() {
	for _, d := range v.developers {
		d.stop()
	}
	v.stopMock()
}
