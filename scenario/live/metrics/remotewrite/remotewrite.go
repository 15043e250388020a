// Package remotewrite writes the metrics of a run to Prometheus, or to whatever takes its
// remote write protocol, version 1: https://prometheus.io/docs/specs/prw/remote_write_spec/.
package remotewrite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/klauspost/compress/snappy"
	dto "github.com/prometheus/client_model/go"

	"github.com/wxload/wxload/scenario/live/metrics"
)

// Client writes to one URL.
type Client struct {
	url     string
	version string
	http    http.Client
}

// Open returns a client for a URL such as http://127.0.0.1:9090/api/v1/write. Nothing is
// sent yet.
func Open(to *url.URL, version string) *Client {
	return &Client{url: to.String(), version: version}
}

// Send is a [metrics.Sink].
func (c *Client) Send(ctx context.Context, at time.Time, families []*dto.MetricFamily) error {
	body := snappy.Encode(nil, encode(at, families))
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-protobuf")
	r.Header.Set("Content-Encoding", "snappy")
	r.Header.Set("X-Prometheus-Remote-Write-Version", "0.1.0")
	r.Header.Set("User-Agent", "wxload/"+c.version)
	answer, err := c.http.Do(r)
	if failed, is := errors.AsType[*url.Error](err); is {
		return failed.Err
	}
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(answer.Body, maxReason)) // of a refusal it says why
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("HTTP %d: %s", answer.StatusCode, strings.TrimSpace(string(text)))
	}
	return nil
}

// maxReason bounds what is told of a refusal.
const maxReason = 300

var _ metrics.Sink = (*Client)(nil).Send

// Close lets go of what the client holds.
func (c *Client) Close() { c.http.CloseIdleConnections() }
