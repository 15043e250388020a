package confirm

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/scenario/sim/explore"
)

const (
	appID = mockwx.DefaultAppID
	user  = "u1"
)

// servers are the mock WeChat and the developer server, on free ports of
// loopback, behind the gate.
type servers struct {
	gate           *gate
	mock           *mockwx.Server
	dev            *devserver.Server
	mockURL        string
	devURL         string
	closeDev       func()
	closeMock      func()
	everyTokenDead bool
}

// startServers starts both, for a client that brings token.
func startServers(s *explore.Situation, shape string) (v *servers, token string, err error) {
	v = &servers{gate: newGate(), everyTokenDead: s.Token == explore.Dead}
	if v.mock, err = mockwx.NewUnstarted(mockwx.ServerOptions{Options: mockwx.Options{Quota: -1}}); err != nil {
		return nil, "", err
	}
	if v.mockURL, v.closeMock, err = serve(v.gate.guard(v.mock.Handler(), func() {})); err != nil {
		return nil, "", fmt.Errorf("starting the mock WeChat: %w", err)
	}
	v.dev, err = devserver.NewServer(devserver.ServerOptions{Machine: devserver.Options{Shape: devserver.Shape(shape)},
		WeChat: v.mockURL, AppID: appID, Secret: mockwx.DefaultSecret})
	if err == nil {
		v.devURL, v.closeDev, err = serve(v.gate.guard(v.dev.Handler(), v.acted))
	}
	if err != nil {
		v.closeMock()
		return nil, "", fmt.Errorf("starting the developer server: %w", err)
	}
	if s.Token == explore.Absent {
		return v, "", nil
	}
	if token, err = v.seed(s.Token == explore.Valid); err != nil {
		v.close()
		return nil, "", err
	}
	return v, token, nil
}

// serve serves on a free port of loopback. stop breaks what is under way and
// waits for it.
func serve(h http.Handler) (url string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = server.Serve(listener) // a listener that breaks shows in the calls
	}()
	return "http://" + listener.Addr().String(), func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close() // only connections that never sent a request are left
		}
		<-stopped
	}, nil
}

// seed gives the user a session at WeChat, and a token of it.
func (v *servers) seed(valid bool) (token string, err error) {
	var openid string
	v.mock.Do(func(now time.Time, m *mockwx.Machine) {
		openid = m.OpenID(appID, user)
		err = m.SetSession(now, appID, user, true)
	})
	if err != nil {
		return "", err
	}
	var refused error
	err = v.dev.Update(func(m *devserver.Machine, now time.Time) { token, refused = m.Seed(now, openid, "", valid) })
	if err == nil {
		err = refused
	}
	return token, err
}

// acted follows each request at the developer server.
func (v *servers) acted() {
	if v.everyTokenDead {
		_ = v.expireTokens() // without a database it does not fail
	}
}

func (v *servers) expireTokens() error {
	return v.dev.Update(func(m *devserver.Machine, now time.Time) { m.Expire(now, nil, 1) })
}

// close ends both. What the gate holds breaks first.
func (v *servers) close() {
	close(v.gate.closed)
	v.closeDev()
	v.closeMock()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = v.dev.Shutdown(ctx) // it serves nothing of its own and has no database
	v.mock.Close()
}
