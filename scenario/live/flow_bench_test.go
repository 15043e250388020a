package live_test

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

const (
	flowClients  = 200 // each with five requests at a time
	flowDuration = 5 * time.Second
	flowRounds   = 5 // of each way, in turn: what else the machine does hits all of them
)

// expense is what some requests cost whoever sent them.
type expense struct {
	requests, micros, objects, bytes float64 // of CPU and memory; objects and bytes are zero where they are not known
}

// BenchmarkFlow compares a whole run, with logins, a lock, replays of 401s, tokens that
// expire, observer and books, with tools that send one bare GET again and again, where
// they are installed: CPU time of the generator alone, on one core, against the same
// servers in other processes.
func BenchmarkFlow(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	mock := startProcess(b, "mock", "127.0.0.1:0", "")
	target := startProcess(b, "target", "127.0.0.1:0", mock.URL)
	token := newToken(b, mock.URL, target.URL)
	ways := []struct {
		name string
		run  func() (expense, bool)
	}{
		{"wrk", func() (expense, bool) { return wrk(b, target.URL, token) }},
		{"vegeta", func() (expense, bool) { return vegeta(b, target.URL, token) }},
		{"wxload", func() (expense, bool) { return wholeFlow(b, mock.URL, target.URL), true }},
	}
	spent := map[string][]expense{}
	for range flowRounds {
		for _, way := range ways {
			if e, measured := way.run(); measured {
				spent[way.name] = append(spent[way.name], e)
			}
		}
	}
	fmt.Printf("\n%-8s %12s %8s %14s %12s\n", "", "µs CPU/req", "to wrk", "objects/req", "bytes/req")
	least := middle(spent["wrk"], func(e expense) float64 { return e.micros / e.requests })
	for _, way := range ways {
		all := spent[way.name]
		if len(all) == 0 {
			fmt.Printf("%-8s %12s\n", way.name, "not measured")
			continue
		}
		micros := middle(all, func(e expense) float64 { return e.micros / e.requests })
		objects := middle(all, func(e expense) float64 { return e.objects / e.requests })
		size := middle(all, func(e expense) float64 { return e.bytes / e.requests })
		fmt.Printf("%-8s %12.1f %8.2f %14.1f %12.0f\n", way.name, micros, micros/least, objects, size)
		b.ReportMetric(micros, way.name+"-µs-cpu/req")
	}
	fmt.Println()
}

// middle is the median, zero of nothing.
func middle(all []expense, value func(expense) float64) float64 {
	values := make([]float64, 0, len(all))
	for _, e := range all {
		values = append(values, value(e))
	}
	slices.SortFunc(values, cmp.Compare[float64])
	if len(values) == 0 {
		return 0
	}
	return values[len(values)/2]
}

// wholeFlow is live.Run, of clients whose tokens all expire every second.
func wholeFlow(b *testing.B, mock, target string) expense {
	var yaml strings.Builder
	fmt.Fprintf(&yaml, "%sclients: {count: %d}\nload: {duration: %s}\nevents:\n", externalServers(mock, target), flowClients, flowDuration)
	for at := time.Second; at < flowDuration; at += time.Second {
		fmt.Fprintf(&yaml, "  - {at: %s, expire: tokens}\n", at)
	}
	yaml.WriteString("flow:\n  - launch\n  - loop: {times: 100000, steps: [{page: p, requests: [a GET /api/a, b GET /api/b, c GET /api/c, d GET /api/d, e GET /api/e]}]}\n")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := run(b, yaml.String())
	runtime.ReadMemStats(&after)
	return expense{float64(r.Requests.Sends), r.Generator.CPUSeconds * 1e6, float64(after.Mallocs - before.Mallocs), float64(after.TotalAlloc - before.TotalAlloc)}
}

func wrk(b *testing.B, target, token string) (expense, bool) {
	out, cpu, installed := tool(b, "", "wrk", "-t1", "-c"+strconv.Itoa(flowClients), "-d"+flowDuration.String(), "-H", "Authorization: "+token, target+"/api/item")
	if !installed {
		return expense{}, false
	}
	found := regexp.MustCompile(`(\d+) requests in`).FindSubmatch(out)
	if found == nil {
		b.Fatalf("wrk says %s", out)
	}
	requests, _ := strconv.ParseFloat(string(found[1]), 64)
	return expense{requests: requests, micros: cpu}, true
}

func vegeta(b *testing.B, target, token string) (expense, bool) {
	attack := fmt.Sprintf("GET %s/api/item\nAuthorization: %s\n", target, token)
	results, cpu, installed := tool(b, attack, "vegeta", "attack", "-rate=0", "-max-workers="+strconv.Itoa(flowClients), "-connections="+strconv.Itoa(flowClients),
		"-duration="+flowDuration.String())
	if !installed {
		return expense{}, false
	}
	report, _, _ := tool(b, string(results), "vegeta", "report", "-type=json")
	return expense{requests: gjson.GetBytes(report, "requests").Float(), micros: cpu}, true
}

// tool runs a program on one core and tells what it printed and the µs of CPU that it
// took; nothing where it is not installed.
func tool(b *testing.B, in, name string, args ...string) (out []byte, cpu float64, installed bool) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, 0, false
	}
	command := exec.Command(path, args...)
	command.Env = append(os.Environ(), "GOMAXPROCS=1")
	command.Stdin = strings.NewReader(in)
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, os.Stderr
	if err := command.Run(); err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	used := command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	return said.Bytes(), float64(used.Microseconds()), true
}
