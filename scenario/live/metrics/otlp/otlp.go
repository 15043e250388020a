// Package otlp brings the metrics of a run to an OpenTelemetry collector: counts as sums,
// latencies as exponential histograms, under the names that Prometheus sees.
package otlp

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	dto "github.com/prometheus/client_model/go"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/resource"

	"github.com/wxload/wxload/scenario/live/metrics"
)

// metricsPath is where a collector takes metrics, below its base URL.
const metricsPath = "/v1/metrics"

// Client sends to one collector. It is not safe for concurrent use.
type Client struct {
	exporter *otlpmetrichttp.Exporter
	resource *resource.Resource
	begun    time.Time
}

// Open returns a client for a collector's base URL, such as http://127.0.0.1:4318, or for
// the URL of its metrics, which ends with /v1/metrics. begun is when the counts were zero.
// Headers, certificates and the like come from the environment: OTEL_EXPORTER_OTLP_HEADERS
// and its siblings. Nothing is sent yet.
func Open(base *url.URL, version string, begun time.Time) (*Client, error) {
	for _, name := range []string{"OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_METRICS_HEADERS"} {
		if err := checkHeaders(os.Getenv(name)); err != nil {
			return nil, fmt.Errorf("environment variable %s: %w", name, err)
		}
	}
	endpoint := *base
	endpoint.Path = strings.TrimSuffix(endpoint.Path, "/")
	if !strings.HasSuffix(endpoint.Path, metricsPath) {
		endpoint.Path += metricsPath
	}
	exporter, err := otlpmetrichttp.New(context.Background(), otlpmetrichttp.WithEndpointURL(endpoint.String()),
		otlpmetrichttp.WithRetry(otlpmetrichttp.RetryConfig{Enabled: false})) // whoever pushes does that
	if err != nil {
		return nil, err
	}
	return &Client{exporter, resource.NewSchemaless(attribute.String("service.name", "wxload"), attribute.String("service.version", version)), begun}, nil
}

// checkHeaders looks at a list of NAME=VALUE. The exporter would write what it does not
// understand, a secret perhaps, into a log.
func checkHeaders(list string) error {
	if list == "" {
		return nil
	}
	for i, header := range strings.Split(list, ",") {
		name, value, found := strings.Cut(header, "=")
		name = strings.TrimSpace(name)
		_, err := url.PathUnescape(value)
		if !found || err != nil || name == "" || strings.ContainsFunc(name, notInName) {
			return fmt.Errorf("header %d is not NAME=VALUE, with %%2C for a comma in the value", i+1)
		}
	}
	return nil
}

// notInName reports whether a header's name may not have a character.
func notInName(c rune) bool {
	return c <= ' ' || c >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, c)
}

// Send is a [metrics.Sink].
func (c *Client) Send(ctx context.Context, at time.Time, families []*dto.MetricFamily) error {
	var all []metricdata.Metrics
	for _, family := range families {
		all = append(all, converted(family, c.begun, at))
	}
	return plain(c.exporter.Export(ctx, &metricdata.ResourceMetrics{Resource: c.resource, ScopeMetrics: []metricdata.ScopeMetrics{{Metrics: all}}}))
}

// maxReason bounds what is told of a failure: a collector may answer with anything.
const maxReason = 300

// plain is an error without the URL.
func plain(err error) error {
	if failed, is := errors.AsType[*url.Error](err); is {
		return failed.Err
	}
	if err != nil && len(err.Error()) > maxReason {
		return errors.New(err.Error()[:maxReason] + "…")
	}
	return err
}

var _ metrics.Sink = (*Client)(nil).Send

// Close lets go of what the client holds.
func (c *Client) Close() { _ = c.exporter.Shutdown(context.Background()) }
