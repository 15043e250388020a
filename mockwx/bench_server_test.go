//go:build unix

package mockwx

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The servers beside a bare handler that reads the body and writes a constant of
// the same size. Run with -cpu 2: client and server share the two cores.
func BenchmarkServer(b *testing.B) {
	bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > 0 {
			_, _ = io.ReadFull(r.Body, make([]byte, r.ContentLength))
		}
		w.Header().Set("Content-Type", typeText)
		if r.Method == "POST" {
			_, _ = io.WriteString(w, `{"code":"`+strings.Repeat("c", 32)+`","errMsg":"login:ok"}`)
			return
		}
		_, _ = io.WriteString(w, strings.Repeat("x", 84))
	})
	b.Run("login/bare", func(b *testing.B) { benchmarkServer(b, bare, benchLogin) })
	b.Run("login/mock", func(b *testing.B) { benchmarkServer(b, mockHandler(b), benchLogin) })
	b.Run("jscode2session/bare", func(b *testing.B) {
		benchmarkServer(b, bare, func(int) []byte { return rawRequest(exchangeRequest(strings.Repeat("c", 32))) })
	})
	b.Run("jscode2session/mock", func(b *testing.B) {
		s := mockServer(b)
		benchmarkServer(b, s.Handler(), func(i int) []byte {
			code, err := s.Login(DefaultAppID, fmt.Sprint("u", i%1000))
			if err != nil {
				b.Fatal(err)
			}
			return rawRequest(exchangeRequest(code))
		})
	})
}

func benchLogin(i int) []byte { return rawRequest(loginRequest(fmt.Sprint("u", i%1000))) }

func mockServer(b *testing.B) *Server {
	s, err := NewUnstarted(ServerOptions{Options: Options{Quota: -1, MaxCodes: 1 << 24, MaxUserCodes: 1 << 24}})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func mockHandler(b *testing.B) http.Handler { return mockServer(b).Handler() }

// benchmarkServer sends the requests over 32 raw connections to h. Making them
// is not measured.
func benchmarkServer(b *testing.B, h http.Handler, request func(i int) []byte) {
	const conns = 32
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	hs := &http.Server{Handler: h}
	go hs.Serve(ln)
	defer hs.Shutdown(context.Background())

	requests := make([][]byte, b.N)
	for i := range requests {
		requests[i] = request(i)
	}
	done := make(chan error, conns)
	b.ResetTimer()
	before := cpuTime(b)
	for c := range conns {
		go func() { done <- sendRaw(ln.Addr().String(), requests[c*b.N/conns:(c+1)*b.N/conns]) }()
	}
	for range conns {
		if err := <-done; err != nil {
			b.Error(err)
		}
	}
	b.ReportMetric(float64(cpuTime(b)-before)/float64(b.N), "cpu-ns/op")
}

// cpuTime is what the process has used: on a busy machine it says more than the
// clock.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// sendRaw sends requests one after another on one connection.
func sendRaw(addr string, requests [][]byte) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	answer := make([]byte, 4096)
	for _, r := range requests {
		if _, err := conn.Write(r); err != nil {
			return err
		}
		n, err := conn.Read(answer)
		if err != nil {
			return err
		}
		if !bytes.HasPrefix(answer[:n], []byte("HTTP/1.1 200")) || bytes.Contains(answer[:n], []byte("errcode")) {
			return fmt.Errorf("answer %q", answer[:n])
		}
	}
	return nil
}
