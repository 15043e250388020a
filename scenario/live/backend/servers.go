package backend

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/mockwx/keyindex"
	"github.com/wxload/wxload/mockwx/statefile"
	"github.com/wxload/wxload/scenario"
)

// servers are those that the scenario embeds.
type servers struct {
	mockURL   string
	targetURL string // of the embedded target; empty where there is none
	dev       *devserver.Server
	mock      *mockwx.Server  // nil where it is not embedded
	keys      *keyindex.Index // the keys that it gave to backends; nil like mock
	stopMock  func()
	database  *statefile.File[devserver.Change] // of the embedded target
}

// startServers starts what the scenario embeds. protocol is the target's.
func startServers(s *scenario.Scenario, protocol *devserver.Protocol) (*servers, error) {
	v := &servers{mockURL: s.Mock.URL, stopMock: func() {}}
	if s.EmbeddedMock() {
		if err := v.startMock(s); err != nil {
			return nil, err
		}
	}
	if s.EmbeddedTarget() {
		if err := v.startTarget(s, protocol); err != nil {
			v.stop()
			return nil, err
		}
	}
	return v, nil
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

func (v *servers) startTarget(s *scenario.Scenario, protocol *devserver.Protocol) error {
	d := s.Target.DevServer
	database, err := statefile.OpenDevServer(cmp.Or(d.DB, statefile.InMemory))
	if err != nil {
		return fmt.Errorf("target.devserver.db: %w", err)
	}
	v.database = database
	answers, err := devserver.NewAnswers(s.Answers, s.Wrapper.Whitelist)
	if err != nil {
		return err
	}
	server, err := devserver.NewServer(devserver.ServerOptions{
		Machine: devserver.Options{
			Protocol: protocol, Answers: answers, Everything: scenario.IsApp(s.Wrapper.ID), Tokens: devserver.TokenKind(d.Token), Policy: devserver.TokenPolicy(d.Tokens), TTL: d.TTL, Seed: s.Seed,
			Refresh: devserver.RefreshPolicy(d.Refresh),
		},
		Addr: d.Addr, WeChat: v.mockURL, AppID: s.App.AppID, Secret: secret(s), Store: database,
		Latency: func(r *rand.Rand) time.Duration { return d.Latency.Sample(r) },
	})
	if err != nil {
		return err
	}
	v.dev = server
	if err := server.Start(); err != nil {
		return &UnavailableError{"starting the stand-in developer server on " + d.Addr, err,
			"choose another target.devserver.addr, or 127.0.0.1:0 for any free port"}
	}
	v.targetURL = server.URL()
	return nil
}

// protocolOf is the protocol of the embedded target, as the scenario's clients expect
// it. For a target elsewhere it is that of its shape.
func protocolOf(s *scenario.Scenario, shape string) (*devserver.Protocol, error) {
	resolved, err := s.Resolve(shape, "")
	if err != nil {
		return nil, err
	}
	if s.EmbeddedTarget() {
		contract, err := resolved.Target.Contract()
		if err != nil {
			return nil, err
		}
		contract.Answers(s.Answers)
		return contract.Protocol()
	}
	contract, err := devserver.Shape(resolved.Target.Shape).Contract("")
	if err != nil {
		return nil, err
	}
	return contract.Protocol()
}

// validWhenIssued asks the embedded target whether an older token was still
// valid when it issued a newer one.
func (v *servers) validWhenIssued(_ int, older, newer string) (valid, known bool) {
	err := v.dev.Update(func(m *devserver.Machine, _ time.Time) { valid, known = m.ValidWhenIssued(older, newer) })
	return valid, known && err == nil
}

// issuedBefore asks the embedded target which of two tokens it issued first.
func (v *servers) issuedBefore(_ int, one, other string) (before, known bool) {
	err := v.dev.Update(func(m *devserver.Machine, _ time.Time) { before, known = m.IssuedBefore(one, other) })
	return before, known && err == nil
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
	if v.dev != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		v.dev.Shutdown(ctx)
	}
	if v.database != nil {
		_ = v.database.Close() // what was lost was an error to the request that changed it
	}
	v.stopMock()
}
