package mockwx

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

var start = time.Unix(1_790_000_000, 0)

// exchangeRequest is jscode2session as a backend sends it to the default app.
func exchangeRequest(code string) Request {
	return Request{
		Method: "GET", Path: "/sns/jscode2session",
		Query: "appid=" + DefaultAppID + "&secret=" + DefaultSecret + "&js_code=" + code + "&grant_type=authorization_code",
	}
}

func loginRequest(user string) Request {
	return Request{Method: "POST", Path: "/_wx/login", Body: []byte(`{"appid":"` + DefaultAppID + `","user":"` + user + `"}`)}
}

// A simulator makes a machine for every schedule: one login and its exchange.
func BenchmarkMachineNewLoginExchange(b *testing.B) {
	b.ReportAllocs()
	code := func(n int) string { return "c" + strconv.Itoa(n) }
	for b.Loop() {
		m := New(Options{Seed: 1, Code: code})
		c, _ := m.Login(start, DefaultAppID, "u1")
		if _, err := m.Exchange(start, DefaultAppID, DefaultSecret, c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHandleLogin(b *testing.B) {
	b.ReportAllocs()
	m := New(Options{MaxCodes: 10_000})
	requests := make([]Request, 1000)
	for i := range requests {
		requests[i] = loginRequest(fmt.Sprint("u", i))
	}
	i := 0
	for b.Loop() {
		m.Handle(start, requests[i%len(requests)])
		i++
	}
}

// One login and one exchange, by the methods' HTTP forms.
func BenchmarkHandleLoginExchange(b *testing.B) {
	b.ReportAllocs()
	m := New(Options{MaxCodes: 10_000, Quota: -1})
	login := loginRequest("u1")
	for b.Loop() {
		reply := m.Handle(start, login)
		code := string(reply.Body[len(`{"code":"`):][:32])
		if reply = m.Handle(start, exchangeRequest(code)); len(reply.Body) < 80 {
			b.Fatalf("%s", reply.Body)
		}
	}
}

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

// rawRequest is r as bytes, so that the client's own work stays small.
func rawRequest(r Request) []byte {
	var b bytes.Buffer
	target := r.Path
	if r.Query != "" {
		target += "?" + r.Query
	}
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: mock\r\n", r.Method, target)
	if r.Body != nil {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(r.Body))
	}
	b.WriteString("\r\n")
	b.Write(r.Body)
	return b.Bytes()
}

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
