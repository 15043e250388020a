//go:build linux || darwin

package transport_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/transport"
)

// The server of the benchmarks is this test binary again, with its own
// processors, so that the CPU of the generator alone can be measured.
const serverVariable = "TRANSPORT_BENCH_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(serverVariable) != "" {
		serveBenchmark()
		return
	}
	os.Exit(m.Run())
}

func serveBenchmark() {
	runtime.GOMAXPROCS(2)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("http://" + listener.Addr().String())
	answer := []byte(`{"code":0,"message":"ok","data":{"id":17,"name":"banner","items":[1,2,3]}}`)
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Write(answer)
	}))
	io.Copy(io.Discard, os.Stdin) // until the benchmark is gone
}

func startServer(b *testing.B) (url string) {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	server := exec.Command(self)
	server.Env = append(os.Environ(), serverVariable+"=1")
	stdin, err := server.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { stdin.Close(); server.Wait() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(line)
}

const benchClients = 1000

var benchHeader = []wx.Header{
	{Name: "Content-Type", Value: "application/json"},
	{Name: "Authorization", Value: "Bearer 0123456789abcdef0123456789abcdef"},
	{Name: "Referer", Value: "https://servicewechat.com/wx0123456789abcdef/0/page-frame.html"},
}

// loop is what one client of a benchmark does again and again.
type loop func() error

// BenchmarkRequest compares what a request costs the generator's side, with a
// thousand clients on a connection each.
func BenchmarkRequest(b *testing.B) {
	for _, way := range []struct {
		name  string
		start func(url string) (client func(number int) loop, stop func())
	}{
		{"wxload", startWxload},
		{"nethttp-client", startNetHTTPClient},
		{"nethttp-transport", startNetHTTPTransport},
	} {
		b.Run(way.name, func(b *testing.B) {
			client, stop := way.start(startServer(b))
			defer stop()
			measureLoops(b, client)
		})
	}
}

func measureLoops(b *testing.B, client func(int) loop) {
	loops := make([]loop, benchClients)
	for i := range loops {
		loops[i] = client(i)
	}
	run(b, loops, 2*len(loops)) // connect
	b.ReportAllocs()
	b.ResetTimer()
	before := cpu()
	run(b, loops, b.N)
	b.StopTimer()
	b.ReportMetric(float64((cpu()-before).Nanoseconds())/1e3/float64(b.N), "µs-cpu/req")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// run shares n requests between the loops.
func run(b *testing.B, loops []loop, n int) {
	var group sync.WaitGroup
	for i, do := range loops {
		share := n / len(loops)
		if i < n%len(loops) {
			share++
		}
		group.Go(func() {
			for range share {
				if err := do(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
}

// cpu is what this process has used.
func cpu() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func startWxload(url string) (func(int) loop, func()) {
	t := transport.New(transport.Config{Clients: benchClients})
	var clients []*transport.Client
	return func(number int) loop {
			c := t.Client(number)
			clients = append(clients, c)
			return func() error {
				_, err := c.Call(&wx.Request{Method: "GET", URL: url + "/test?id=17", Header: benchHeader}).Do()
				return err
			}
		}, func() {
			for _, c := range clients {
				c.Close()
			}
		}
}

func tunedTransport() *http.Transport {
	return &http.Transport{MaxIdleConnsPerHost: benchClients, DisableCompression: true}
}

func benchRequest(url string) *http.Request {
	r, err := http.NewRequestWithContext(context.Background(), "GET", url+"/test?id=17", nil)
	if err != nil {
		panic(err)
	}
	for _, h := range benchHeader {
		r.Header.Set(h.Name, h.Value)
	}
	return r
}

func readAnswer(r *http.Response, err error) error {
	if err != nil {
		return err
	}
	defer r.Body.Close()
	_, err = io.ReadAll(r.Body)
	return err
}

func startNetHTTPClient(url string) (func(int) loop, func()) {
	t := tunedTransport()
	client := &http.Client{Transport: t, Timeout: time.Minute}
	return func(int) loop {
		return func() error { return readAnswer(client.Do(benchRequest(url))) }
	}, t.CloseIdleConnections
}

func startNetHTTPTransport(url string) (func(int) loop, func()) {
	t := tunedTransport()
	return func(int) loop {
		return func() error { return readAnswer(t.RoundTrip(benchRequest(url))) }
	}, t.CloseIdleConnections
}

// BenchmarkIdle measures the memory of clients with an open connection that
// nobody uses: heap, stacks and what
// the runtime keeps for each socket, divided by their number. Run it with
// -benchtime 1x.
func BenchmarkIdle(b *testing.B) {
	for _, clients := range []int{1000, 9000} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) {
			url := startServer(b)
			for range b.N {
				measureIdle(b, url, clients)
			}
		})
	}
}

func measureIdle(b *testing.B, url string, n int) {
	before := memory()
	t := transport.New(transport.Config{Clients: n})
	clients := make([]*transport.Client, n)
	for i := range clients {
		clients[i] = t.Client(i)
		if _, err := clients[i].Call(&wx.Request{URL: url}).Do(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(memory()-before)/float64(n), "B/idle-client")
	for _, c := range clients {
		c.Close()
	}
}

func memory() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse + m.OtherSys)
}
