package remotewrite

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/snappy"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/protobuf/encoding/protowire"
)

// fields calls f with each field of a message.
func fields(t *testing.T, message []byte, f func(number protowire.Number, value []byte)) {
	t.Helper()
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			t.Fatalf("no tag in %q", message)
		}
		message = message[n:]
		if n = protowire.ConsumeFieldValue(number, kind, message); n < 0 {
			t.Fatalf("no value in %q", message)
		}
		value := message[:n]
		if kind == protowire.BytesType {
			value, _ = protowire.ConsumeBytes(value)
		}
		f(number, value)
		message = message[n:]
	}
}

// decoded is a WriteRequest in words, a series a line.
func decoded(t *testing.T, message []byte) (lines []string) {
	t.Helper()
	fields(t, message, func(_ protowire.Number, series []byte) {
		var line []string
		fields(t, series, func(number protowire.Number, part []byte) {
			if number == 1 { // a label
				var pair []string
				fields(t, part, func(_ protowire.Number, text []byte) { pair = append(pair, string(text)) })
				line = append(line, strings.Join(pair, "="))
				return
			}
			fields(t, part, func(number protowire.Number, value []byte) {
				if number == 1 {
					bits, _ := protowire.ConsumeFixed64(value)
					line = append(line, fmt.Sprint(math.Float64frombits(bits)))
				} else {
					at, _ := protowire.ConsumeVarint(value)
					line = append(line, fmt.Sprint("at ", at))
				}
			})
		})
		lines = append(lines, strings.Join(line, " "))
	})
	return lines
}

// registry has one metric of each kind.
func registry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wxload_requests_total"}, []string{"name", "Outcome"})
	clients := prometheus.NewGauge(prometheus.GaugeOpts{Name: "wxload_clients"})
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "wxload_took_seconds", Buckets: []float64{.5, 2.5}, NativeHistogramBucketFactor: 1.1}, []string{"name"})
	r.MustRegister(requests, clients, took)
	requests.WithLabelValues("首页", "ok").Add(3)
	clients.Set(2.5)
	took.WithLabelValues("").Observe(1)
	took.WithLabelValues("").Observe(.25)
	return r
}

func send(t *testing.T, to string) error {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	families, err := registry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	c := Open(u, "test")
	defer c.Close()
	return c.Send(context.Background(), time.UnixMilli(1500), families)
}

func TestAllMetricsAreWritten(t *testing.T) {
	var lines []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		packed, _ := io.ReadAll(r.Body)
		body, err := snappy.Decode(nil, packed)
		if err != nil || r.Header.Get("Content-Encoding") != "snappy" || r.Header.Get("Content-Type") != "application/x-protobuf" || r.Header.Get("X-Prometheus-Remote-Write-Version") != "0.1.0" {
			t.Errorf("%v, header %v", err, r.Header)
		}
		lines = decoded(t, body)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	if err := send(t, server.URL+"/api/v1/write"); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"__name__=wxload_clients 2.5 at 1500",
		"Outcome=ok __name__=wxload_requests_total name=首页 3 at 1500",
		"__name__=wxload_took_seconds_bucket le=0.5 1 at 1500",
		"__name__=wxload_took_seconds_bucket le=2.5 2 at 1500",
		"__name__=wxload_took_seconds_bucket le=+Inf 2 at 1500",
		"__name__=wxload_took_seconds_count 2 at 1500",
		"__name__=wxload_took_seconds_sum 1.25 at 1500",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

func TestARefusalIsToldInAFewWords(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, strings.Repeat("out of order ", 1000), http.StatusBadRequest)
	}))
	err := send(t, server.URL)
	if err == nil || !strings.HasPrefix(err.Error(), "HTTP 400: out of order") || len(err.Error()) > 400 {
		t.Errorf("got %v", err)
	}
	server.Close()
	if err := send(t, server.URL); err == nil || strings.Contains(err.Error(), "http://") || !strings.Contains(err.Error(), "refused") {
		t.Errorf("got %v", err)
	}
}
