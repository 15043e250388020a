package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/reports"
)

var slow = flag.Bool("slow", false, "run what takes minutes")

// shared starts a mock WeChat and a target for several processes, and writes a scenario of
// them.
func shared(t *testing.T, dir, scenario string) {
	t.Helper()
	const appid, secret = "wx0123456789abcdef", "0123456789abcdef0123456789abcdef"
	mock, err := mockwx.Start(mockwx.ServerOptions{Options: mockwx.Options{Seed: 1, Apps: []mockwx.App{{AppID: appid, Secret: secret}}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(mock.Close)
	dev, err := devserver.NewServer(devserver.ServerOptions{WeChat: mock.URL, AppID: appid, Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	target := httptest.NewServer(dev.Handler())
	t.Cleanup(func() {
		target.Close()
		dev.Shutdown(context.Background())
	})
	text := fmt.Sprintf("mock: {url: %s, secret: %s}\napp: {domains: {develop: %s}}\ntarget: {control: %s}\n%s", mock.URL, secret, target.URL, target.URL, scenario)
	if err := os.WriteFile(filepath.Join(dir, "shared.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// shardProcess is a process that runs a shard of shared.yaml.
func shardProcess(t *testing.T, dir string, index, of int, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("wxload", append([]string{"run", "shared.yaml", "--quiet", "--shard", fmt.Sprintf("%d/%d", index, of),
		"--out", fmt.Sprintf("result=%d.wxr", index)}, args...)...)
	cmd.Dir = dir
	var told bytes.Buffer
	cmd.Stderr = &told
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("shard %d: %s", index, &told)
		}
	})
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// awaitSecond waits until a result has a second, and what was counted.
func awaitSecond(path string) {
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for written := ""; !strings.Contains(written, `"histograms"`) || !strings.Contains(written, `"report"`); <-look.C {
		text, _ := os.ReadFile(path) // it is not there at first
		written = string(text)
	}
}

func TestAShardThatIsKilledIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	shared(t, dir, "clients: {count: 9}\nload: {duration: 4s}\nflow: [launch, {page: home, requests: [home GET /api/home]}, think: 200ms]\n")
	var shards []*exec.Cmd
	for i := range 3 {
		shards = append(shards, shardProcess(t, dir, i+1, 3))
	}
	awaitSecond(filepath.Join(dir, "2.wxr"))
	shards[1].Process.Kill()
	for i, cmd := range shards {
		if err := cmd.Wait(); i != 1 && exitCode(t, err) != exitPassed {
			t.Errorf("shard %d: exit code %d", i+1, exitCode(t, err))
		}
	}
	for _, c := range []struct {
		args []string
		code int
		told string
	}{
		{[]string{"1.wxr", "2.wxr", "3.wxr"}, exitUsage, "wxload: error: shard 2 of 3 is cut off: the process ended before its report was made (2.wxr)\n"},
		{[]string{"1.wxr", "2.wxr", "3.wxr", "--allow-partial"}, exitInterrupted, "NOTE  shard 2 of 3 is cut off"},
		{[]string{"1.wxr", "3.wxr"}, exitUsage, "wxload: error: shard 2 of 3 is missing\n"},
		{[]string{"1.wxr", "3.wxr", "--allow-partial"}, exitPassed, "NOTE  shard 2 of 3 is missing: the verdict is of the others\n"},
		{[]string{"1.wxr", "1.wxr", "3.wxr", "--allow-partial"}, exitUsage, "wxload: error: shard 1 of 3 is in 1.wxr and in 1.wxr\n"},
	} {
		got := run(t, dir, "", append([]string{"merge"}, c.args...)...)
		if got.code != c.code || !strings.Contains(got.stdout+got.stderr, c.told) {
			t.Errorf("merge %v: exit code %d, want %d; %s%s", c.args, got.code, c.code, got.stdout, got.stderr)
		}
	}
}

// equalRuns is a load whose counts do not depend on the order of events: tokens expire long
// after all have logged in, and long before each makes its last request.
const equalRuns = `
clients: {count: 3000, initial: {none: 30%, valid: 40%, expired: 30%}, session: {valid: 50%, invalid: 50%}}
load: {stages: [{duration: 10s, clients: 3000}, {duration: 5m, clients: 3000}]}
repeat: 1
events:
  - {at: 40s, expire: tokens, share: 60%}
flow:
  - launch
  - {page: home, requests: [home GET /api/home]}
  - choose:
      - {weight: 2, steps: [{page: list, requests: [list GET /api/list]}]}
      - {weight: 1, steps: [{page: cart, requests: [cart GET /api/cart, {name: order, method: POST, path: /orders, body: {id: "{{id}}", item: tea}}]}]}
  - think: 60s
  - {page: me, requests: [me GET /api/me]}
`

// One run of 3 000 clients, and its three shards in three processes.
func TestThreeThousandClientsInShardsAreTheSameRun(t *testing.T) {
	if !*slow {
		t.Skip("takes three minutes: -args -slow, or make slow")
	}
	whole := t.TempDir()
	shared(t, whole, equalRuns)
	one := run(t, whole, "", "run", "shared.yaml", "--quiet", "--out", "json=run.json")
	dir := t.TempDir()
	shared(t, dir, equalRuns)
	at := time.Now().Add(20 * time.Second).UTC().Format(time.RFC3339)
	var shards []*exec.Cmd
	for i := range 3 {
		shards = append(shards, shardProcess(t, dir, i+1, 3, "--start-at", at))
	}
	for i, cmd := range shards {
		if code := exitCode(t, cmd.Wait()); code != exitPassed {
			t.Errorf("shard %d: exit code %d", i+1, code)
		}
	}
	merged := run(t, dir, "", "merge", "3.wxr", "1.wxr", "2.wxr", "--out", "json=run.json")
	if merged.code != one.code || one.code != exitPassed {
		t.Fatalf("exit codes %d and, merged, %d\n%s%s%s%s", one.code, merged.code, one.stdout, one.stderr, merged.stdout, merged.stderr)
	}
	want, got := readReport(t, filepath.Join(whole, "run.json")), readReport(t, filepath.Join(dir, "run.json"))
	for name, values := range map[string][2]any{
		"clients": {want.Clients, got.Clients}, "requests": {want.Requests, got.Requests}, "logins": {want.Logins, got.Logins},
		"thresholds": {want.Thresholds, got.Thresholds}, "sends": {want.Books.Client.Sends, got.Books.Client.Sends},
		"codes": {want.Books.Mock, got.Books.Mock}, "comparison": {"balanced", got.Books.Comparison},
		"measured": {want.Latency.HTTP.Count, got.Latency.HTTP.Count}, "verdict": {reports.VerdictPassed, got.Verdict},
	} {
		if !reflect.DeepEqual(values[0], values[1]) {
			t.Errorf("%s: merged %+v, want %+v", name, values[1], values[0])
		}
	}
	for _, s := range got.Shards {
		t.Logf("shard %d of %d started %.2f ms late", s.Index, s.Of, s.OffsetMS)
	}
}
