package otlp

import (
	"context"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	collector "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	otlpmetrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	"google.golang.org/protobuf/proto"
)

// receiver is a collector that keeps what it got last.
type receiver struct {
	*httptest.Server
	path, secret string
	got          map[string]*otlpmetrics.Metric
}

func newReceiver(t *testing.T, status int, answer string) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		var m collector.ExportMetricsServiceRequest
		if err := proto.Unmarshal(body, &m); err != nil {
			t.Error(err)
		}
		r.path, r.secret, r.got = req.URL.Path, req.Header.Get("Authorization"), map[string]*otlpmetrics.Metric{}
		for _, one := range m.ResourceMetrics[0].ScopeMetrics[0].Metrics {
			r.got[one.Name] = one
		}
		w.WriteHeader(status)
		io.WriteString(w, answer)
	}))
	t.Cleanup(r.Close)
	return r
}

// send sends what a registry has.
func (r *receiver) send(t *testing.T, path string, registry *prometheus.Registry) error {
	t.Helper()
	to, err := url.Parse(r.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Open(to, "test", time.Unix(1000, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	err = c.Send(context.Background(), time.Unix(1010, 0), families)
	r.Close() // nothing is received any more
	return err
}

func TestCountsArriveAsTheyAre(t *testing.T) {
	registry := prometheus.NewRegistry()
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wxload_requests_total"}, []string{"name"})
	clients := prometheus.NewGauge(prometheus.GaugeOpts{Name: "wxload_clients"})
	registry.MustRegister(requests, clients)
	requests.WithLabelValues("首页").Add(3)
	clients.Set(2.5)

	r := newReceiver(t, 200, "")
	if err := r.send(t, "/base/", registry); err != nil {
		t.Fatal(err)
	}
	sum := r.got["wxload_requests_total"].GetSum()
	if !sum.IsMonotonic || sum.AggregationTemporality != otlpmetrics.AggregationTemporality_AGGREGATION_TEMPORALITY_CUMULATIVE || len(sum.DataPoints) != 1 {
		t.Fatalf("the counter is %v", sum)
	}
	p := sum.DataPoints[0]
	if p.GetAsInt() != 3 || p.StartTimeUnixNano != 1000e9 || p.TimeUnixNano != 1010e9 || p.Attributes[0].Key != "name" || p.Attributes[0].Value.GetStringValue() != "首页" {
		t.Errorf("its point is %v", p)
	}
	if got := r.got["wxload_clients"].GetGauge().DataPoints[0].GetAsDouble(); got != 2.5 {
		t.Errorf("the gauge is %g", got)
	}
	if r.path != "/base/v1/metrics" {
		t.Errorf("sent to %s", r.path)
	}
}

// The buckets of the two kinds of histograms have different numbers. Each observation must
// be in the bucket whose bounds, as OpenTelemetry defines them, are around it.
func TestEachObservationIsInTheBucketAroundIt(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 20 {
		h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "wxload_http_duration_seconds", NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 160})
		values, sum := make([]float64, 1+random.IntN(200)), 0.0
		if round == 0 {
			values = nil
		}
		for i := range values {
			if values[i] = math.Exp2(random.Float64()*30 - 20); i == 7 {
				values[i] = 0
			}
			h.Observe(values[i])
			sum += values[i]
		}
		registry := prometheus.NewRegistry()
		registry.MustRegister(h)
		r := newReceiver(t, 200, "")
		if err := r.send(t, "/v1/metrics", registry); err != nil {
			t.Fatal(err)
		}
		got := r.got["wxload_http_duration_seconds"]
		p := got.GetExponentialHistogram().DataPoints[0]
		base := math.Exp2(math.Exp2(-float64(p.Scale)))
		var want uint64
		for _, v := range values {
			if v == 0 {
				want++
			}
		}
		if p.ZeroCount != want || p.Count != uint64(len(values)) || p.GetSum() != sum || got.Unit != "s" {
			t.Errorf("%d zeros, %d values, sum %g in %s; want %d, %d, %g", p.ZeroCount, p.Count, p.GetSum(), got.Unit, want, len(values), sum)
		}
		total := p.ZeroCount
		for i, n := range p.Positive.GetBucketCounts() {
			from := math.Pow(base, float64(p.Positive.Offset)+float64(i))
			want = 0
			for _, v := range values {
				if v > from && v <= from*base {
					want++
				}
			}
			if total += n; n != want {
				t.Errorf("round %d: bucket (%g, %g] has %d, want %d", round, from, from*base, n, want)
			}
		}
		if total != p.Count {
			t.Errorf("the buckets have %d of %d", total, p.Count)
		}
	}
}

func TestARefusalIsToldInAFewWords(t *testing.T) {
	r := newReceiver(t, 400, strings.Repeat("no such tenant ", 1000))
	err := r.send(t, "/v1/metrics", prometheus.NewRegistry())
	if err == nil || !strings.Contains(err.Error(), "no such tenant") || len(err.Error()) > 400 {
		t.Errorf("got %v", err)
	}
	if err := r.send(t, "/v1/metrics", prometheus.NewRegistry()); err == nil || strings.Contains(err.Error(), "/v1/metrics") {
		t.Errorf("got %v", err)
	}
}

func TestHeadersComeFromTheEnvironment(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20abc%3D,x-tenant=1")
	r := newReceiver(t, 200, "")
	if err := r.send(t, "", prometheus.NewRegistry()); err != nil || r.secret != "Bearer abc=" {
		t.Errorf("sent with %q: %v", r.secret, err)
	}
	for _, wrong := range []string{"Bearer hush", "a=b,hush", "hush hush=1", "=hush", "a=%hush"} {
		t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", wrong)
		c, err := Open(&url.URL{Scheme: "http", Host: "127.0.0.1:1"}, "test", time.Now())
		if err == nil {
			c.Close()
			t.Errorf("%q is taken", wrong)
		} else if strings.Contains(err.Error(), "hush") {
			t.Errorf("%q is told: %v", wrong, err)
		}
	}
}
