package main

import (
	"bytes"
	"encoding/csv"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wxload/wxload/reports"
)

// locustMaster is a process of Locust's master with the locustfile that wxload prints.
type locustMaster struct {
	cmd  *exec.Cmd
	addr string
	out  bytes.Buffer
	dir  string
}

// startLocust starts one, for a test of so many clients and so long. The test is left out
// where there is no Locust.
func startLocust(t *testing.T, dir string, workers, clients int, flags ...string) *locustMaster {
	t.Helper()
	program, err := exec.LookPath("locust")
	if err != nil {
		t.Skip("there is no Locust here: python3-locust of Debian, or pip install locust")
	}
	file := run(t, dir, "", "worker", "--locustfile")
	if err := os.WriteFile(filepath.Join(dir, "locustfile.py"), []byte(file.stdout), 0o600); err != nil {
		t.Fatal(err)
	}
	wxload, err := exec.LookPath("wxload") // that of the tests
	if err != nil {
		t.Fatal(err)
	}
	addr := freeAddr(t)
	_, port, _ := net.SplitHostPort(addr)
	m := &locustMaster{addr: addr, dir: dir}
	m.cmd = exec.Command(program, append([]string{"-f", "locustfile.py", "--master", "--headless", "--enable-rebalancing", "--only-summary", "--csv", "locust",
		"--master-bind-host", "127.0.0.1", "--master-bind-port", port, "--expect-workers", strconv.Itoa(workers), "-u", strconv.Itoa(clients), "-r", strconv.Itoa(clients)}, flags...)...)
	m.cmd.Dir, m.cmd.Stdout, m.cmd.Stderr = dir, &m.out, &m.out
	m.cmd.Env = append(os.Environ(), "WXLOAD="+wxload)
	if err := m.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		m.cmd.Process.Kill() // where the test has not waited for it
		if t.Failed() {
			t.Logf("Locust:\n%s", &m.out)
		}
	})
	return m
}

// end waits for the end of the master, and returns its exit code.
func (m *locustMaster) end(t *testing.T) int {
	t.Helper()
	return exitCode(t, m.cmd.Wait())
}

// results are the files of its workers, and what they are together.
func (m *locustMaster) results(t *testing.T) (workers []string, merged string) {
	t.Helper()
	workers, err := filepath.Glob(filepath.Join(m.dir, "wxload-results", "*", "worker-*.wxr"))
	if err != nil || len(workers) == 0 {
		t.Fatal("there are no results", err)
	}
	return workers, filepath.Join(filepath.Dir(workers[0]), "merged.wxr")
}

// counted are the requests and failures of a row of its statistics.
func (m *locustMaster) counted(t *testing.T, method, name string) (requests, failures int64) {
	t.Helper()
	file, err := os.Open(filepath.Join(m.dir, "locust_stats.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row[0] == method && row[1] == name {
			requests, _ = strconv.ParseInt(row[2], 10, 64)
			failures, _ = strconv.ParseInt(row[3], 10, 64)
		}
	}
	return requests, failures
}

// workerProcess starts a worker of the master.
func (m *locustMaster) workerProcess(t *testing.T, name string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("wxload", "worker", "shared.yaml", "--locust", m.addr, "--out", "result="+name+".wxr", "--out", "json="+name+".json")
	cmd.Dir = m.dir
	var told bytes.Buffer
	cmd.Stderr = &told
	t.Cleanup(func() {
		cmd.Process.Kill()
		if t.Failed() {
			t.Logf("worker %s: %s", name, &told)
		}
	})
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

const locustFlow = `
wrapper: {id: taro}
clients: {count: 20}
load: {duration: 10s}
events: [{at: 1s, expire: tokens}]
flow: [launch, {page: home, requests: [home GET /api/home, list GET /api/list]}, think: 200ms]
`

// A test that goes well: two workers, a wrapper that logs in twice. Locust's numbers are
// those of the merged report.
func TestALocustMasterDrivesWorkers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	shared(t, dir, locustFlow)
	m := startLocust(t, dir, 2, 30, "-t", "4s")
	workers := []*exec.Cmd{m.workerProcess(t, "a"), m.workerProcess(t, "b")}
	if code := m.end(t); code != exitThreshold {
		t.Errorf("Locust's exit code is %d, want %d", code, exitThreshold)
	}
	for i, cmd := range workers {
		if code := exitCode(t, cmd.Wait()); code != exitPassed {
			t.Errorf("worker %d: exit code %d", i+1, code)
		}
	}
	files, merged := m.results(t)
	if len(files) != 2 {
		t.Fatalf("there are %q", files)
	}
	sameFiles(t, dir, files, "")
	if again := run(t, dir, "", "report", merged, "--out", "json=merged.json"); again.code != exitThreshold || !strings.Contains(m.out.String(), again.stdout) {
		t.Errorf("the merged result: exit code %d, and the master did not print\n%s", again.code, again.stdout)
	}
	all := readReport(t, filepath.Join(dir, "merged.json"))
	if all.Clients.Finished != 30 || all.Verdict != reports.VerdictFailed || all.Logins.Duplicate.Total == 0 {
		t.Errorf("%s: %+v, %+v", all.Verdict, all.Clients, all.Logins)
	}
	for name, n := range all.Requests.ByName {
		if requests, failures := m.counted(t, "request", name); requests != n.Issued || failures != n.Issued-n.OK {
			t.Errorf("Locust counts %d requests of %s, %d failures; want %+v", requests, name, failures, n)
		}
	}
	if requests, _ := m.counted(t, "login", "login"); requests != all.Logins.Succeeded+all.Logins.Failed {
		t.Errorf("Locust counts %d logins, want %+v", requests, all.Logins)
	}
	for _, d := range all.Defects {
		name := d.Class
		if d.Kind != "" {
			name += " (" + d.Kind + ")"
		}
		if _, failures := m.counted(t, "defect", name); failures != d.Count {
			t.Errorf("Locust counts %d of %s, want %d", failures, name, d.Count)
		}
	}
}

// A worker is killed in the middle, and another one joins: the clients are spread anew, and
// the merged report is exact, and says what is missing.
func TestALocustWorkerThatIsKilledIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	shared(t, dir, "clients: {count: 1000}\nload: {duration: 10s}\nflow: [launch, {page: home, requests: [home GET /api/home]}, think: 3s]\n")
	m := startLocust(t, dir, 2, 1000, "-t", "14s")
	first, second := m.workerProcess(t, "a"), m.workerProcess(t, "b")
	awaitSecond(filepath.Join(dir, "a.wxr"))
	awaitSecond(filepath.Join(dir, "b.wxr"))
	second.Process.Kill()
	third := m.workerProcess(t, "c")
	if code := m.end(t); code != exitInterrupted {
		t.Errorf("Locust's exit code is %d, want %d", code, exitInterrupted)
	}
	for name, cmd := range map[string]*exec.Cmd{"a": first, "c": third} {
		if code := exitCode(t, cmd.Wait()); code != exitPassed {
			t.Errorf("worker %s: exit code %d", name, code)
		}
		if r := readReport(t, filepath.Join(dir, name+".json")); r.Clients.Planned != 500 || r.Clients.Finished != 500 {
			t.Errorf("worker %s had %+v, want 500", name, r.Clients)
		}
	}
	files, merged := m.results(t)
	if len(files) != 3 || !strings.Contains(m.out.String(), " is cut off: the process ended before its report was made, and what it had is counted") {
		t.Errorf("of %q the report does not say that a worker was cut off", files)
	}
	sameFiles(t, dir, files, "b.wxr")
	var sum reports.Report
	for _, file := range files {
		run(t, dir, "", "report", file, "--out", "json=one.json")
		one := readReport(t, filepath.Join(dir, "one.json"))
		sum.Clients.Started += one.Clients.Started
		sum.Requests.Issued += one.Requests.Issued
		sum.Requests.OK += one.Requests.OK
		sum.Requests.Sends += one.Requests.Sends
		sum.Logins.Succeeded += one.Logins.Succeeded
		sum.Latency.HTTP.Count += one.Latency.HTTP.Count
	}
	run(t, dir, "", "report", merged, "--out", "json=merged.json")
	all := readReport(t, filepath.Join(dir, "merged.json"))
	for name, n := range map[string][2]int64{
		"clients": {all.Clients.Started, sum.Clients.Started}, "requests": {all.Requests.Issued, sum.Requests.Issued}, "ok": {all.Requests.OK, sum.Requests.OK},
		"sends": {all.Requests.Sends, sum.Requests.Sends}, "logins": {all.Logins.Succeeded, sum.Logins.Succeeded}, "measured": {all.Latency.HTTP.Count, sum.Latency.HTTP.Count},
	} {
		if n[0] != n[1] || n[0] == 0 {
			t.Errorf("%s: %d together, and the workers' own are %d", name, n[0], n[1])
		}
	}
}

// sameFiles compares the files that the master has with those of the workers. That of one
// that was killed may be shorter: its file is given.
func sameFiles(t *testing.T, dir string, files []string, killed string) {
	t.Helper()
	own, err := filepath.Glob(filepath.Join(dir, "?.wxr"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(own, func(name string) bool {
			text, _ := os.ReadFile(name)
			return bytes.Equal(text, got) || filepath.Base(name) == killed && len(got) > 0 && bytes.HasPrefix(text, got)
		}) {
			t.Errorf("%s is no worker's own result", filepath.Base(file))
		}
	}
}

// freeAddr is an address where nobody listens.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
