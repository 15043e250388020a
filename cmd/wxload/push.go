package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live/metrics"
	"github.com/wxload/wxload/scenario/live/metrics/otlp"
	"github.com/wxload/wxload/scenario/live/metrics/remotewrite"
)

// pushed is the numbers of a run on their way to a URL.
type pushed struct {
	flag   string // that names it
	pusher *metrics.Pusher
	client interface{ Close() }
}

// push begins to push to the URLs that flags name.
func (m *runMetrics) push(f *runFlags, begun time.Time) error {
	if f.otlp != "" {
		to, err := pushURL("--otlp", f.otlp, "http://127.0.0.1:4318", "; headers are for OTEL_EXPORTER_OTLP_HEADERS")
		if err != nil {
			return err
		}
		client, err := otlp.Open(to, version(), begun)
		if err != nil {
			return wrongUsage("", "--otlp: %w", err)
		}
		m.pushed = append(m.pushed, &pushed{"--otlp", m.exporter.Push(client.Send), client})
	}
	if f.remoteWrite != "" {
		to, err := pushURL("--remote-write", f.remoteWrite, "http://127.0.0.1:9090/api/v1/write", "; where a secret is needed, use --otlp, which takes headers from OTEL_EXPORTER_OTLP_HEADERS")
		if err != nil {
			return err
		}
		client := remotewrite.Open(to, version())
		m.pushed = append(m.pushed, &pushed{"--remote-write", m.exporter.Push(client.Send), client})
	}
	return nil
}

// pushURL checks a URL's form. It may hold no secret, which would be in the list of
// processes and in error messages.
func pushURL(flag, raw, example, secrets string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, wrongUsage("for example "+flag+" "+example, "%s: not the URL of a server", flag)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, wrongUsage("for example "+flag+" "+example+secrets, "%s: a URL without user, query and fragment is expected", flag)
	}
	return u, nil
}

// maxEnd bounds how long the end of a run waits for each place that numbers go to.
const maxEnd = 10 * time.Second

// endPushes pushes the numbers of the end. What did not arrive is told in the report, and
// is an error where those of the end are not there.
func endPushes(ctx context.Context, all []*pushed, r *reports.Report) error {
	var failed []error
	for _, one := range all {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxEnd) // also where the run was interrupted
		missed, err := one.pusher.End(last)
		cancel()
		switch {
		case err != nil:
			err = fmt.Errorf("%s: the numbers of the end did not arrive: %w", one.flag, err)
			r.Notes = append(r.Notes, err.Error())
			failed = append(failed, err)
		case missed > 0:
			r.Notes = append(r.Notes, fmt.Sprintf("%s: %d pushes during the run failed; the numbers of the end arrived", one.flag, missed))
		}
	}
	return errors.Join(failed...)
}

func (o *pushed) close() {
	o.pusher.Close()
	o.client.Close()
}
