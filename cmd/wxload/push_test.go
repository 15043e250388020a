package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	otlpcommon "go.opentelemetry.io/proto/otlp/common/v1"
	otlpmetrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	"google.golang.org/protobuf/proto"

	"github.com/wxload/wxload/reports"
)

// otlpPoint is a point of a metric, whatever its kind.
type otlpPoint interface {
	GetAttributes() []*otlpcommon.KeyValue
}

// otlpText writes what a collector got as Prometheus' text, for [valueOf].
func otlpText(m *collector.ExportMetricsServiceRequest) string {
	var text strings.Builder
	for _, one := range m.ResourceMetrics[0].ScopeMetrics[0].Metrics {
		line := func(suffix string, p otlpPoint, value any) {
			var labels []string
			for _, a := range p.GetAttributes() {
				labels = append(labels, fmt.Sprintf("%s=%q", a.Key, a.Value.GetStringValue()))
			}
			slices.Sort(labels)
			fmt.Fprintf(&text, "%s%s{%s} %v\n", one.Name, suffix, strings.Join(labels, ","), value)
		}
		for _, p := range one.GetSum().GetDataPoints() {
			line("", p, p.GetAsInt())
		}
		for _, p := range one.GetGauge().GetDataPoints() {
			line("", p, p.GetAsDouble())
		}
		for _, p := range one.GetExponentialHistogram().GetDataPoints() {
			line("_count", p, exponentialCount(p))
		}
	}
	return text.String()
}

// exponentialCount is how many observations are in a histogram's buckets.
func exponentialCount(p *otlpmetrics.ExponentialHistogramDataPoint) uint64 {
	n := p.ZeroCount
	for _, in := range p.Positive.GetBucketCounts() {
		n += in
	}
	return n
}

func TestACollectorGetsTheNumbersOfTheReport(t *testing.T) {
	t.Parallel()
	last := ""
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var m collector.ExportMetricsServiceRequest
		if err := proto.Unmarshal(body, &m); err != nil || r.URL.Path != "/v1/metrics" {
			t.Errorf("%v at %s", err, r.URL.Path)
			return
		}
		last = otlpText(&m)
	}))
	defer server.Close()
	r, _ := runShort(t, io.Discard, "--otlp", server.URL)
	server.Close() // nothing is received any more
	for series, want := range metricsOf(&r) {
		if got, found := valueOf(last, series); !found || got != fmt.Sprint(want) {
			t.Errorf("%s is %q, want %d", series, got, want)
		}
	}
	if len(r.Notes) > 0 {
		t.Errorf("notes %q", r.Notes)
	}
}

func TestAReceiverThatRefusesEndsNoRunSilently(t *testing.T) {
	t.Parallel()
	var tries atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		tries.Add(1)
		http.Error(w, "no such tenant", http.StatusBadRequest)
	}))
	defer server.Close()
	var stderr bytes.Buffer
	r, exit := runShort(t, &stderr, "--remote-write", server.URL)
	const want = "--remote-write: the numbers of the end did not arrive: HTTP 400: no such tenant"
	if !slices.Contains(r.Notes, want) || !strings.Contains(stderr.String(), "wxload: error: "+want) || tries.Load() != 3 {
		t.Errorf("after %d tries the notes are %q, the errors %s", tries.Load(), r.Notes, &stderr)
	}
	if code := reports.ExitCode(&r, true); exit != code {
		t.Errorf("exit code %d, want %d", exit, code)
	}
}
