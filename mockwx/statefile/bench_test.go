package statefile

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
)

// A login at the developer server, which asks a mock on the same machine.
func BenchmarkLogin(b *testing.B) {
	b.Run("store=none", func(b *testing.B) { benchmarkLogin(b, nil) })
	b.Run("store=memory", func(b *testing.B) { benchmarkLogin(b, openDevServer(b, InMemory)) })
	b.Run("store=file", func(b *testing.B) { benchmarkLogin(b, openDevServer(b, filepath.Join(b.TempDir(), "dev.db"))) })
}

func benchmarkLogin(b *testing.B, file *File[devserver.Change]) {
	mock := mockwx.NewServer(b, func(o *mockwx.ServerOptions) { o.Quota = -1 })
	o := devserver.ServerOptions{WeChat: mock.URL, AppID: mockwx.DefaultAppID, Secret: mockwx.DefaultSecret}
	if file != nil {
		o.Store = file
		defer file.Close()
	}
	s, err := devserver.NewServer(o)
	if err == nil {
		err = s.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	defer s.Shutdown(context.Background())
	var n atomic.Int64
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if token, err := logIn(mock, s.URL(), fmt.Sprint("u", n.Add(1)%10_000)); token == "" {
				b.Error("no token:", err)
			}
		}
	})
}
