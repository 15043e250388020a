package live_test

import (
	"context"
	"flag"
	"fmt"
	"runtime/metrics"
	"slices"
	"testing"
	"time"

	"github.com/wxload/wxload/scenario/live"
)

var soak = flag.Duration("soak", 0, "let a thousand clients with JavaScript in them run for so long, and watch their memory")

// What a client keeps from page to page, from login to login or from launch to launch
// would be seen here: the heap of the last third of the time must not be larger than
// that of the second, but for a tenth. The servers are other processes.
func TestClientsWithScriptsDoNotGrow(t *testing.T) {
	if *soak == 0 {
		t.Skip("takes minutes: -args -soak 10m, or make slow")
	}
	mock := startProcess(t, "mock", "127.0.0.1:0", "")
	target := startProcess(t, "target", "127.0.0.1:0", mock.URL)
	s := parse(t, externalServers(mock.URL, target.URL)+fmt.Sprintf(`
wrapper: {id: %s, token_key: token}
clients: {count: 1000, initial: {none: 50%%, valid: 30%%, expired: 20%%}}
load: {duration: %s}
flow:
  - launch
  - page: home
    requests: [me GET /me, banner GET /api/banner, list GET /api/list, cart GET /api/cart, notice GET /public/notice]
  - think: 4s..8s
  - page: detail
    requests: [item GET /api/item, price GET /api/price]
  - think: 4s..8s
events:
  - {at: %s, expire: tokens}
  - {at: %s, expire: tokens}
`, referenceScript, *soak, *soak/4, *soak*3/4))
	const samples = 60
	var heap []uint64 // one for each part of the time
	r, err := start(context.Background(), s, live.Options{Progress: func(p live.Progress) {
		if len(heap) < samples && p.Elapsed >= *soak*time.Duration(len(heap)+1)/samples {
			heap = append(heap, liveHeap())
			t.Logf("%4.0f s: %d requests, %d logins, heap %d MB, resident %d MB", p.Elapsed.Seconds(), p.Issued, p.Logins, heap[len(heap)-1]>>20, residentBytes()>>20)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	checkReport(t, r)
	if r.Logins.Duplicate.Total > 0 || r.Requests.Rejected > 0 || len(r.Defects) > 0 {
		t.Errorf("%+v, %+v, defects %+v", r.Logins, r.Requests.Outcomes, r.Defects)
	}
	if len(heap) < samples {
		t.Fatalf("%d samples", len(heap))
	}
	before, after := median(heap[samples/3:samples*2/3]), median(heap[samples*2/3:])
	if after > before+before/10 {
		t.Errorf("the heap grew from %d MB to %d MB", before>>20, after>>20)
	}
}

// liveHeap is what the last garbage collection left.
func liveHeap() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func median(values []uint64) uint64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
