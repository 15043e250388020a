package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/wxload/wxload/mockwx/crossorigin"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
	"github.com/wxload/wxload/scenario/live/metrics"
)

// runMetrics are the numbers of a run for whoever asked for them; nil where nobody did.
type runMetrics struct {
	exporter *metrics.Exporter
	served   *metricsServer // nil where nobody may scrape them
	pushed   []*pushed
}

// openMetrics makes ready what --metrics, --otlp and --remote-write ask for. Nothing is
// pushed before the first numbers.
func (p *program) openMetrics(f *runFlags, s *scenario.Scenario, shard live.Shard) (*runMetrics, error) {
	if f.metrics == "" && f.otlp == "" && f.remoteWrite == "" {
		return nil, nil
	}
	begun := time.Now()
	run := s.Name + "-" + begun.UTC().Format("20060102T150405Z")
	if shard.Of > 0 { // other shards may have begun in the same second
		run += fmt.Sprintf("-%d-of-%d", shard.Index, shard.Of)
	}
	m := &runMetrics{exporter: metrics.New(run)}
	err := m.push(f, begun)
	if err == nil && f.metrics != "" {
		m.served, err = p.serveMetrics(f.metrics, m.exporter)
	}
	if err != nil {
		m.close()
		return nil, err
	}
	return m, nil
}

// watcher is what the run has to tell.
func (m *runMetrics) watcher() live.Watcher {
	if m == nil {
		return live.Watcher{}
	}
	return m.exporter.Watcher()
}

// end pushes the numbers of the end, which are those of the report, and notes in that
// what did not arrive.
func (m *runMetrics) end(ctx context.Context, r *reports.Report) error {
	if m == nil {
		return nil
	}
	return endPushes(ctx, m.pushed, r)
}

// await lets the numbers of the end be scraped where somebody does that.
func (m *runMetrics) await(ctx context.Context) {
	if m != nil && m.served != nil {
		m.exporter.Await(ctx)
	}
}

func (m *runMetrics) close() {
	if m == nil {
		return
	}
	for _, one := range m.pushed {
		one.close()
	}
	if m.served != nil {
		m.served.close()
	}
}

// metricsServer shows the numbers of a run to Prometheus.
type metricsServer struct {
	server *http.Server
	ended  chan error
}

// serveMetrics listens at an address and says so.
func (p *program) serveMetrics(addr string, e *metrics.Exporter) (*metricsServer, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, &failure{exitUnreachable, fmt.Errorf("--metrics: %w", err), "name a free address of this machine, such as 127.0.0.1:9464"}
	}
	p.warnIfReachable("--metrics", listener.Addr().String(), "it shows the run's numbers to everybody")
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", knownHosts(listener.Addr().String(), e.Handler()))
	m := &metricsServer{&http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Minute}, make(chan error, 1)}
	go func() { m.ended <- m.server.Serve(listener) }()
	fmt.Fprintf(p.stderr, "metrics at http://%s/metrics\n", listener.Addr())
	return m, nil
}

// knownHosts refuses, where a server listens for this machine alone, names that any web page
// could make lead here.
func knownHosts(addr string, answer http.Handler) http.Handler {
	if isReachable(addr) {
		return answer // under whatever name other machines know it
	}
	rule := crossorigin.New(addr, nil)
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		if rule.CheckHost(hr) != nil {
			crossorigin.Refuse(w, &crossorigin.Refusal{Status: http.StatusForbidden,
				Text: "calls to this host are refused, since any web page could make its name lead here; call it by its address"})
			return
		}
		answer.ServeHTTP(w, hr)
	})
}

// close stops the server.
func (m *metricsServer) close() {
	m.server.Close()
	<-m.ended
}
