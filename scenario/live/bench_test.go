package live_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
	"github.com/wxload/wxload/scenario/live/transport"
)

const (
	benchClients  = 1000 // each with one connection
	benchDuration = 2 * time.Second
	benchRounds   = 3 // of each way; the cheapest counts: others pay for what else the machine does
)

// cost is what a way to send requests costs the generator.
type cost struct {
	requests float64
	cpu      time.Duration
	took     time.Duration
}

func (c cost) perRequest() float64 { return float64(c.cpu.Nanoseconds()) / 1e3 / c.requests }

// BenchmarkRequest compares a whole run with bare loops of the standard library,
// against the same server in another process and on two cores.
func BenchmarkRequest(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	mock := startProcess(b, "mock", "127.0.0.1:0", "")
	target := startProcess(b, "target", "127.0.0.1:0", mock.URL)
	token := newToken(b, mock.URL, target.URL)
	costs := map[string]cost{}
	ways := []struct {
		name string
		run  func() cost
	}{
		{"nethttp-client", func() cost { return netHTTP(target.URL, token, (&http.Client{Transport: tuned()}).Do) }},
		{"nethttp-transport", func() cost { return netHTTP(target.URL, token, tuned().RoundTrip) }},
		{"transport", func() cost { return bareTransport(target.URL, token) }},
		{"live", func() cost { return wholeRun(b, mock.URL, target.URL, "reference") }},
		{"live-shop.js", func() cost { return wholeRun(b, mock.URL, target.URL, shopScript) }},
		{"live-reference.js", func() cost { return wholeRun(b, mock.URL, target.URL, referenceScript) }},
	}
	for range benchRounds {
		for _, way := range ways {
			c := way.run()
			if best, measured := costs[way.name]; !measured || c.perRequest() < best.perRequest() {
				costs[way.name] = c
			}
		}
	}
	fmt.Printf("\n%-20s %10s %12s %22s\n", "", "req/s", "µs CPU/req", "to net/http's client")
	for _, way := range ways {
		c := costs[way.name]
		ratio := c.perRequest() / costs["nethttp-client"].perRequest()
		fmt.Printf("%-20s %10.0f %12.1f %22.2f\n", way.name, c.requests/c.took.Seconds(), c.perRequest(), ratio)
		b.ReportMetric(c.perRequest(), way.name+"-µs-cpu/req")
	}
	fmt.Println()
}

// wholeRun is live.Run with a wrapper.
func wholeRun(b *testing.B, mock, target, id string) cost {
	var pages strings.Builder
	for page := range 300 {
		fmt.Fprintf(&pages, "  - {page: p%d, requests: [r GET /api/item]}\n", page)
	}
	r := run(b, externalServers(mock, target)+fmt.Sprintf(`
wrapper: {id: %s}
clients: {count: %d}
platform: {connections: 1}
load: {duration: %s}
flow:
  - launch
`, id, benchClients, benchDuration)+pages.String())
	return cost{float64(r.Requests.Sends), time.Duration(r.Generator.CPUSeconds * 1e9), time.Duration(r.DurationMS * 1e6)}
}

func newToken(b *testing.B, mock, target string) string {
	post := func(url, body, path string) string {
		resp, err := http.Post(url, "application/json", strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		defer resp.Body.Close()
		answer, _ := io.ReadAll(resp.Body)
		return gjson.GetBytes(answer, path).String()
	}
	code := post(mock+"/_wx/login", `{"appid":"`+appid+`","user":"bench"}`, "code")
	return post(target+"/login", `{"code":"`+code+`"}`, "data.token")
}

// loops runs one loop for each client for a while.
func loops(do func(client int) error) cost {
	var group sync.WaitGroup
	var requests atomic.Int64
	before, begun := processorTime(), time.Now()
	for client := range benchClients {
		group.Go(func() {
			for n := int64(0); ; n++ {
				if time.Since(begun) > benchDuration || do(client) != nil {
					requests.Add(n)
					return
				}
			}
		})
	}
	group.Wait()
	return cost{float64(requests.Load()), processorTime() - before, time.Since(begun)}
}

func tuned() *http.Transport {
	return &http.Transport{MaxIdleConnsPerHost: benchClients, DisableCompression: true}
}

func netHTTP(target, token string, send func(*http.Request) (*http.Response, error)) cost {
	return loops(func(int) error {
		r, err := http.NewRequestWithContext(context.Background(), "GET", target+"/api/item", nil)
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", token)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Referer", "https://servicewechat.com/wx0123456789abcdef/0/page-frame.html")
		resp, err := send(r)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		_, err = io.ReadAll(resp.Body)
		return err
	})
}

func bareTransport(target, token string) cost {
	t := transport.New(transport.Config{Clients: benchClients, Connections: 1})
	clients := make([]*transport.Client, benchClients)
	for i := range clients {
		clients[i] = t.Client(i)
		defer clients[i].Close()
	}
	header := []wx.Header{{Name: "Authorization", Value: token}, {Name: "Content-Type", Value: "application/json"},
		{Name: "Referer", Value: "https://servicewechat.com/wx0123456789abcdef/0/page-frame.html"}}
	return loops(func(client int) error {
		_, err := clients[client].Call(&wx.Request{Method: "GET", URL: target + "/api/item", Header: header}).Do()
		return err
	})
}

// BenchmarkMemory measures a whole process with clients that do nothing, and
// with requests that wait for an answer, each on a connection of its own.
func BenchmarkMemory(b *testing.B) {
	mock := startProcess(b, "mock", "127.0.0.1:0", "")
	target := startProcess(b, "target", "127.0.0.1:0", mock.URL)
	type use struct{ resident, heap float64 }
	measure := func(kind string, n int) use {
		p := startProcess(b, kind+" "+strconv.Itoa(n), mock.URL, target.URL)
		var u use
		if _, err := fmt.Sscan(p.URL, &u.resident, &u.heap); err != nil {
			b.Fatalf("%s: %q: %v", kind, p.URL, err)
		}
		return u
	}
	for _, id := range []string{"reference", shopScript, referenceScript} {
		for _, n := range []int{1000, 10_000} {
			b.Run(fmt.Sprintf("idle-client/%s/%d", path.Base(id), n), func(b *testing.B) {
				u := measure("idle "+id, n)
				b.ReportMetric(u.resident/float64(n), "B-resident/client")
				b.ReportMetric(u.heap/float64(n), "B-heap+stacks/client")
			})
		}
	}
	b.Run("waiting-request", func(b *testing.B) {
		idle, waiting := measure("idle reference", 1000), measure("waiting reference", 1000)
		b.ReportMetric((waiting.resident-idle.resident)/9000, "B-resident/request")
		b.ReportMetric((waiting.heap-idle.heap)/9000, "B-heap+stacks/request")
	})
}

// measureGenerator runs clients in this process and prints how many bytes they
// took, resident and in heap and stacks.
func measureGenerator(kind string) {
	var what, id string
	var n int
	if _, err := fmt.Sscan(kind, &what, &id, &n); err != nil {
		panic(err)
	}
	page, issued := "/api/item", 1
	if what == "waiting" {
		page, issued = "/api/stall", 9
	}
	yaml := externalServers(os.Getenv(serverAddr), os.Getenv(serverWeChat)) + fmt.Sprintf(`
wrapper: {id: %s}
clients: {count: %d}
platform: {connections: %d}
load: {duration: 1h, drain: 0s}
flow:
  - launch
  - {page: first, requests: [first GET /api/item]}
  - {page: p, detach: true, requests: [%s]}
  - think: 50m
`, id, n, issued, strings.TrimSuffix(strings.Repeat("r GET "+page+", ", issued), ", "))
	s, err := scenario.Parse("memory.yaml", []byte(yaml), scenario.Options{})
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	before := memory()
	rest := 4 // further ticks, for what is on its way to arrive
	_, err = start(ctx, s, live.Options{Progress: func(p live.Progress) {
		if p.Issued < int64(n*(1+issued)) {
			return
		}
		if rest--; rest == 0 {
			after := memory()
			fmt.Println(after.resident-before.resident, after.heap-before.heap)
			cancel()
		}
	}})
	if err != nil {
		fmt.Println(err)
	}
}

type footprint struct{ resident, heap int64 }

// memory is what is held now: what the launches needed and gave back is returned
// to the system first, as the runtime does by itself after some minutes.
func memory() footprint {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return footprint{residentBytes(), int64(m.HeapAlloc + m.StackInuse)}
}
