package conformance

import (
	"context"
	"net"
	"path/filepath"
	"testing"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/proxy"
)

// wechat is a mock WeChat behind its proxy.
type wechat struct {
	*mockwx.Server
	proxy     string // URL
	authority string // certificate file
}

func startWeChat(t *testing.T) *wechat {
	t.Helper()
	mock := mockwx.NewServer(t)
	file := filepath.Join(t.TempDir(), "ca.pem")
	authority, err := proxy.OpenAuthority(file)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- proxy.New(authority, mock.Handler()).Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return &wechat{mock, "http://" + ln.Addr().String(), file}
}
