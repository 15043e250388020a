package live_test

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
	"github.com/wxload/wxload/scenario/live"
)

// shardRun runs a shard to its end and returns its report and its result.
func shardRun(t *testing.T, yaml string, shard live.Shard) (*reports.Report, []byte) {
	t.Helper()
	var file bytes.Buffer
	o := live.Options{Version: "test", Shard: shard, Result: func(head result.Head) *result.Writer { return result.NewWriter(&file, head) }}
	report, err := start(context.Background(), parse(t, yaml), o)
	if err != nil {
		t.Error(err)
		return nil, nil
	}
	checkReport(t, report)
	return report, file.Bytes()
}

// shardRuns runs all shards side by side, and merges their results.
func shardRuns(t *testing.T, yaml string, of int) (merged *reports.Report, files [][]byte) {
	t.Helper()
	files = make([][]byte, of)
	var running sync.WaitGroup
	for i := range of {
		running.Go(func() {
			var report *reports.Report
			if report, files[i] = shardRun(t, yaml, live.Shard{Index: i + 1, Of: of}); report == nil {
				return
			}
			if code := reports.ExitCode(report, false); code != 0 || report.Verdict != reports.VerdictUnjudged {
				t.Errorf("shard %d is %s, exit code %d", i+1, report.Verdict, code)
			}
		})
	}
	running.Wait()
	var inputs []result.Input
	for i, file := range files {
		inputs = append(inputs, result.Input{Name: fmt.Sprint("shard ", i+1), From: bytes.NewReader(file)})
	}
	all, err := result.Read(inputs, nil)
	if err == nil {
		err = all.Whole()
	}
	if err != nil {
		t.Fatal(err)
	}
	merged = all.Judged()
	checkReport(t, merged)
	return merged, files
}

// sharded is a load whose counts do not depend on the order of events: every client has
// logged in long before tokens expire, and makes one more request long after that.
const sharded = `
seed: 3
clients: {count: 20, initial: {none: 30%, valid: 40%, expired: 30%}, session: {valid: 50%, invalid: 50%}}
load: {duration: 1m}
repeat: 1
events:
  - {at: 6s, expire: tokens, share: 60%}
flow:
  - launch
  - {page: home, requests: [home GET /api/home]}
  - choose:
      - {weight: 2, steps: [{page: list, requests: [list GET /api/list]}]}
      - {weight: 1, steps: [{page: cart, requests: [cart GET /api/cart, {name: order, method: POST, path: /orders, body: {id: "{{id}}", item: tea}}]}]}
  - think: 12s
  - {page: me, requests: [me GET /api/me]}
`

// opened is an open load: each launch is one way through the flow.
const opened = `
seed: 3
clients: {count: 90}
load: {mode: open, rate: 20, duration: 3s}
flow: [launch, {page: home, requests: [home GET /api/home, list GET /api/list]}]
`

func TestShardsAreTheSameRunAsOne(t *testing.T) {
	t.Parallel()
	for name, yaml := range map[string]string{"closed": sharded, "open": opened} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var whole *reports.Report
			var running sync.WaitGroup
			running.Go(func() { whole = run(t, newWorld(t, nil).yaml()+yaml) })
			w := newWorld(t, nil)
			merged, files := shardRuns(t, w.yaml()+yaml, 3)
			running.Wait()
			sameRun(t, whole, merged)
			for _, secret := range w.secrets {
				if bytes.Contains(bytes.Join(files, nil), []byte(secret)) {
					t.Errorf("a secret of %d bytes is in a result", len(secret))
				}
			}
		})
	}
}

// sameRun compares what two runs have counted.
func sameRun(t *testing.T, want, got *reports.Report) {
	t.Helper()
	if got.Clients != want.Clients {
		t.Errorf("clients %+v, want %+v", got.Clients, want.Clients)
	}
	if !reflect.DeepEqual(got.Requests, want.Requests) {
		t.Errorf("requests %+v, want %+v", got.Requests, want.Requests)
	}
	if !reflect.DeepEqual(got.Logins, want.Logins) {
		t.Errorf("logins %+v, want %+v", got.Logins, want.Logins)
	}
	if got.Verdict != want.Verdict || got.Verdict != reports.VerdictPassed || !reflect.DeepEqual(got.Thresholds, want.Thresholds) {
		t.Errorf("the verdict is %s by %+v, want %s by %+v", got.Verdict, got.Thresholds, want.Verdict, want.Thresholds)
	}
	if got.Books.Client.Sends != want.Books.Client.Sends || *got.Books.Mock != *want.Books.Mock {
		t.Errorf("books %+v, %+v, want %+v, %+v", got.Books.Client, *got.Books.Mock, want.Books.Client, *want.Books.Mock)
	}
	if got.Latency.HTTP.Count != want.Latency.HTTP.Count || got.Latency.Login.Count != want.Latency.Login.Count {
		t.Errorf("%d sends and %d logins are measured, want %d and %d", got.Latency.HTTP.Count, got.Latency.Login.Count, want.Latency.HTTP.Count, want.Latency.Login.Count)
	}
	if !reflect.DeepEqual(kinds(got.Events), kinds(want.Events)) {
		t.Errorf("events %v, want %v", kinds(got.Events), kinds(want.Events))
	}
}

func kinds(events []reports.Happening) (all []string) {
	for _, e := range events {
		all = append(all, e.Kind+": "+e.Text)
	}
	return all
}

// Where each shard embeds its servers, each lets happen there what events say.
func TestShardsWithServersOfTheirOwnAreTheSameRunAsOne(t *testing.T) {
	if testing.Short() {
		t.Skip("takes twelve seconds")
	}
	t.Parallel()
	yaml := "app: {domains: {develop: embedded}}\n" + sharded
	var whole *reports.Report
	var running sync.WaitGroup
	running.Go(func() { whole = run(t, yaml) })
	merged, _ := shardRuns(t, yaml, 2)
	running.Wait()
	sameRun(t, whole, merged)
	if merged.Books.Comparison != "balanced" {
		t.Errorf("the books' comparison is %s: %q", merged.Books.Comparison, merged.Books.Notes)
	}
}

func TestAShardStartsWhenItIsTold(t *testing.T) {
	t.Parallel()
	at := time.Now().Add(time.Second)
	report, _ := shardRun(t, newWorld(t, nil).yaml()+opened, live.Shard{Index: 2, Of: 3, StartAt: at})
	if report == nil {
		return
	}
	if s := report.Shards[0]; s.OffsetMS < 0 || s.Started.Before(at) || !s.StartAt.Equal(at) || s.Clients != 20 {
		t.Errorf("the shard is %+v, it was told to start at %v", s, at)
	}
}

func TestAShardThatWaitsForItsStartCanBeInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := live.Options{Shard: live.Shard{Index: 1, Of: 2, StartAt: time.Now().Add(time.Hour)}}
	if report, err := start(ctx, parse(t, newWorld(t, nil).yaml()+opened), o); err == nil {
		t.Errorf("a run of %v", report.DurationMS)
	}
}
