package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// startPrometheus starts one that scrapes an address each second, and returns its URL. The
// test is skipped where there is none.
func startPrometheus(t *testing.T, scraped string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("Prometheus takes seconds to start")
	}
	program, err := exec.LookPath("prometheus")
	if err != nil {
		t.Skip("no prometheus here (Debian has it as a package): nothing was scraped by it")
	}
	dir, addr := t.TempDir(), freeAddress(t)
	config := "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs: [{job_name: scraped, static_configs: [{targets: ['" + scraped + "']}]}]\n"
	if err := os.WriteFile(filepath.Join(dir, "prometheus.yml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--config.file="+filepath.Join(dir, "prometheus.yml"), "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address="+addr, "--web.enable-remote-write-receiver")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	log := bufio.NewReader(stderr)
	for said := ""; ; {
		line, err := log.ReadString('\n')
		if said += line; err != nil {
			t.Fatalf("Prometheus did not start: %s", said)
		}
		if strings.Contains(line, "ready to receive web requests") {
			go io.Copy(io.Discard, log)
			return "http://" + addr
		}
	}
}

// awaitScrape returns when somebody has connected to an address, which is free again then.
func awaitScrape(t *testing.T, addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	scrape, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	scrape.Close()
}

// query asks Prometheus for the last value of the only series of a selector.
func query(t *testing.T, prometheus, selector string) string {
	t.Helper()
	answer, err := http.Get(prometheus + "/api/v1/query?query=" + url.QueryEscape("last_over_time("+selector+"[5m])"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var got struct {
		Data struct {
			Result []struct{ Value [2]any }
		}
	}
	if err := json.NewDecoder(answer.Body).Decode(&got); err != nil || len(got.Data.Result) != 1 {
		return fmt.Sprintf("%d series (%v)", len(got.Data.Result), err)
	}
	return fmt.Sprint(got.Data.Result[0].Value[1])
}

func TestPrometheusAnswersWithTheNumbersOfTheReport(t *testing.T) {
	t.Parallel()
	scraped := freeAddress(t)
	prometheus := startPrometheus(t, scraped)
	awaitScrape(t, scraped) // it takes its time for the first one, and then scrapes each second
	r, _ := runShort(t, io.Discard, "--metrics", scraped, "--remote-write", prometheus+"/api/v1/write")
	awaitScrape(t, scraped) // it has stored the one before
	for series, want := range metricsOf(&r) {
		name, labels, _ := strings.Cut(series, " ")
		for _, way := range []string{`job="scraped"`, `job=""`} { // the latter was written
			selector := name + "{" + strings.TrimPrefix(labels+",", ",") + way + "}"
			if got := query(t, prometheus, selector); got != fmt.Sprint(want) {
				t.Errorf("%s is %s, want %d", selector, got, want)
			}
		}
	}
	if len(r.Notes) > 0 {
		t.Errorf("notes %q", r.Notes)
	}
}
