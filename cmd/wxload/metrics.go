package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
	"github.com/wxload/wxload/scenario/live/metrics"
)

// metricsServer shows a run to Prometheus; nil where nobody asked for that.
type metricsServer struct {
	*metrics.Exporter
	server *http.Server
	served chan error
}

// serveMetrics listens at an address and says so; nil without one.
func (p *program) serveMetrics(addr string, s *scenario.Scenario) (*metricsServer, error) {
	if addr == "" {
		return nil, nil
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, &failure{exitUnreachable, fmt.Errorf("--metrics: %w", err), "name a free address of this machine, such as 127.0.0.1:9464"}
	}
	p.warnIfReachable("--metrics", listener.Addr().String(), "it shows the run's numbers to everybody")
	m := &metricsServer{Exporter: metrics.New(s.Name + "-" + time.Now().UTC().Format("20060102T150405Z")), served: make(chan error, 1)}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.Handler())
	m.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Minute}
	go func() { m.served <- m.server.Serve(listener) }()
	fmt.Fprintf(p.stderr, "metrics at http://%s/metrics\n", listener.Addr())
	return m, nil
}

// watcher is what the run has to tell.
func (m *metricsServer) watcher() live.Watcher {
	if m == nil {
		return live.Watcher{}
	}
	return m.Watcher()
}

// await lets the numbers of the end be scraped where somebody does that.
func (m *metricsServer) await(ctx context.Context) {
	if m != nil {
		m.Await(ctx)
	}
}

// close stops the server.
func (m *metricsServer) close() {
	if m != nil {
		m.server.Close()
		<-m.served
	}
}
