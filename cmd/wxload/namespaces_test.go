package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/reports"
)

// hosts are network namespaces: one for the servers, and one for each shard, with a cable
// to that of the servers. Whatever is sent stays within them.
type hosts struct {
	t       *testing.T
	servers string
	shards  []string
}

// serversAddr is the address of the servers for all shards.
const serversAddr = "10.211.0.1"

// newHosts makes them. The test is left out where it may not.
func newHosts(t *testing.T, shards int) *hosts {
	t.Helper()
	if _, err := exec.LookPath("ip"); err != nil || os.Getuid() != 0 {
		t.Skip("needs ip of iproute2, and root")
	}
	name := fmt.Sprintf("wxload-%d-", os.Getpid())
	h := &hosts{t: t, servers: namespace(t, name+"servers")}
	h.ip("-n", h.servers, "addr", "add", serversAddr+"/32", "dev", "lo")
	for i := range shards {
		ns, there, here := namespace(t, fmt.Sprint(name, i+1)), h.cable(i), "shard"
		h.ip("link", "add", there, "netns", h.servers, "type", "veth", "peer", "name", here, "netns", ns)
		h.ip("-n", h.servers, "addr", "add", fmt.Sprintf("10.211.%d.1/24", i+1), "dev", there)
		h.ip("-n", ns, "addr", "add", fmt.Sprintf("10.211.%d.2/24", i+1), "dev", here)
		h.ip("-n", h.servers, "link", "set", there, "up")
		h.ip("-n", ns, "link", "set", here, "up")
		h.ip("-n", ns, "route", "add", serversAddr, "via", fmt.Sprintf("10.211.%d.1", i+1))
		h.shards = append(h.shards, ns)
	}
	return h
}

// namespace makes one.
func namespace(t *testing.T, name string) string {
	t.Helper()
	(&hosts{t: t}).ip("netns", "add", name)
	t.Cleanup(func() { exec.Command("ip", "netns", "del", name).Run() })
	(&hosts{t: t}).ip("-n", name, "link", "set", "lo", "up")
	return name
}

// cable is the servers' end of the cable to a shard.
func (h *hosts) cable(shard int) string { return fmt.Sprint("shard", shard+1) }

func (h *hosts) ip(args ...string) {
	h.t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		h.t.Fatalf("ip %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// command is wxload in a namespace.
func (h *hosts) command(ns, dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("ip", append([]string{"netns", "exec", ns, "wxload"}, args...)...)
	cmd.Dir = dir
	var told bytes.Buffer
	cmd.Stderr = &told
	h.t.Cleanup(func() {
		if cmd.Process != nil {
			cmd.Process.Kill() // where nobody has waited for it
		}
		if h.t.Failed() {
			h.t.Logf("%s: %v: %s", ns, args, &told)
		}
	})
	return cmd
}

// awaitSeconds waits until a result has so many seconds, unless its process ends before.
func awaitSeconds(t *testing.T, path string, n int, ended <-chan error) {
	t.Helper()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		text, _ := os.ReadFile(path) // it is not there at first
		if bytes.Count(text, []byte(`"histograms"`)) >= n {
			return
		}
		select {
		case err := <-ended:
			t.Fatalf("it ended before its second %d: %v", n, err)
		case <-look.C:
		}
	}
}

const spreadRun = `
mock: {url: http://10.211.0.1:8090}
app: {domains: {develop: http://10.211.0.1:8091}}
target: {control: http://10.211.0.1:8091}
wrapper: {timeout: 2s}
clients: {count: 60}
load: {duration: 25s}
flow: [launch, {loop: {duration: 24s, steps: [{page: home, requests: [home GET /api/home]}, think: 500ms]}}]
`

// Three machines run a shard each, against servers on a fourth; one is cut off from them for
// ten seconds.
func TestAMachineThatIsCutOffForAWhileIsMerged(t *testing.T) {
	if !*slow {
		t.Skip("takes half a minute: -args -slow, or make slow")
	}
	h, dir := newHosts(t, 3), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "spread.yaml"), []byte(spreadRun), 0o600); err != nil {
		t.Fatal(err)
	}
	servers := h.command(h.servers, dir, "mock", "--addr", serversAddr+":8090", "--devserver", serversAddr+":8091")
	ready, err := servers.StdoutPipe()
	if err != nil || servers.Start() != nil {
		t.Fatal("the servers cannot be started", err)
	}
	if _, err := ready.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(4 * time.Second).UTC().Format(time.RFC3339Nano)
	var shards []chan error // their ends
	for i, ns := range h.shards {
		cmd := h.command(ns, dir, "run", "spread.yaml", "--quiet", "--shard", fmt.Sprintf("%d/3", i+1), "--start-at", at, "--allow-host", serversAddr,
			"--out", fmt.Sprintf("result=%d.wxr", i+1), "--out", fmt.Sprintf("json=%d.json", i+1))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		shards = append(shards, ended)
	}
	cut := filepath.Join(dir, "3.wxr")
	awaitSeconds(t, cut, 5, shards[2])
	h.ip("-n", h.servers, "link", "set", h.cable(2), "down")
	awaitSeconds(t, cut, 15, shards[2])
	h.ip("-n", h.servers, "link", "set", h.cable(2), "up")
	var sum reports.Requests
	for i, ended := range shards {
		if code := exitCode(t, <-ended); code != exitPassed {
			t.Errorf("shard %d: exit code %d", i+1, code)
		}
		r := readReport(t, filepath.Join(dir, fmt.Sprint(i+1, ".json")))
		if timeouts := slices.ContainsFunc(r.Failures, func(f reports.Failure) bool { return f.Reason == "timeout" }); timeouts != (i == 2) {
			t.Errorf("shard %d has timeouts: %v; %+v", i+1, timeouts, r.Failures)
		}
		sum.Issued += r.Requests.Issued
		sum.OK += r.Requests.OK
		sum.Sends += r.Requests.Sends
	}
	merged := run(t, dir, "", "merge", "1.wxr", "2.wxr", "3.wxr", "--out", "json=run.json")
	all := readReport(t, filepath.Join(dir, "run.json"))
	if merged.code != exitThreshold || !strings.Contains(merged.stdout, "timeout") {
		t.Errorf("exit code %d, want %d, and a word of timeouts:\n%s%s", merged.code, exitThreshold, merged.stdout, merged.stderr)
	}
	if got := all.Requests; got.Issued != sum.Issued || got.OK != sum.OK || got.Sends != sum.Sends || all.Clients.Started != 60 || !all.Books.Balanced {
		t.Errorf("together %+v, %+v; the shards' own are %+v; the books: %q", got, all.Clients, sum, all.Books.Notes)
	}
	for _, f := range all.Failures {
		if f.Of != "request" || f.Reason != "timeout" && f.Reason != "address unreachable" || f.Clients > 20 {
			t.Errorf("%d clients failed by %s, want those that were cut off, by timeouts or since the address could not be reached", f.Clients, f.Reason)
		}
	}
	// It goes on where the cable is there again.
	if then := all.Series[21]; then.Clients != 60 || then.RequestsFailed > 0 {
		t.Errorf("in second 22: %d clients at work, %d requests failed", then.Clients, then.RequestsFailed)
	}
}
