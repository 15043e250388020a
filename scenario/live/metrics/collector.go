package metrics

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wxload/wxload/client"
)

// collector gives the counts of an exporter's run as they stand.
type collector struct{ *Exporter }

// Describe implements [prometheus.Collector].
func (collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range descriptions() {
		ch <- d.desc()
	}
}

// description is a metric of counts.
type description struct {
	name, help string
	gauge      bool
	labels     []string
}

func (d description) desc() *prometheus.Desc {
	return prometheus.NewDesc("wxload_"+d.name, d.help, d.labels, nil)
}

func descriptions() map[string]description {
	all := map[string]description{}
	for _, d := range []description{
		{"clients", "Clients: planned, started, at work.", true, []string{"state"}},
		{"generator_lag_seconds", "By how much the generator's own steps came too late, on average.", true, nil},
		{"requests_issued_total", "Requests of pages.", false, []string{"name"}},
		{"requests_total", "Requests of pages that ended, by outcome.", false, []string{"name", "outcome"}},
		{"sends_total", "Requests that left the clients, those of logins included.", false, nil},
		{"sends_unanswered_total", "Sends that ended without an answer, apart from those that their client aborted.", false, nil},
		{"sends_without_token_total", "Sends of requests that need a token, without one.", false, nil},
		{"auth_failures_total", "Answers that are the authentication failure.", false, nil},
		{"answers_total", "Answers by HTTP status.", false, []string{"status"}},
		{"logins_started_total", "Logins that began.", false, nil},
		{"logins_total", "Logins that ended, by outcome.", false, []string{"outcome"}},
		{"logins_justified_total", "Logins that there was a reason for.", false, nil},
		{"duplicate_logins_total", "Duplicate logins by kind.", false, []string{"kind"}},
		{"refreshes_started_total", "Refreshes that began.", false, nil},
		{"refreshes_total", "Refreshes that ended, by outcome.", false, []string{"outcome"}},
		{"duplicate_refreshes_total", "Duplicate refreshes by kind.", false, []string{"kind"}},
		{"defects_total", "Defects by class and kind.", false, []string{"class", "kind"}},
	} {
		all[d.name] = d
	}
	return all
}

// Collect implements [prometheus.Collector].
func (c collector) Collect(ch chan<- prometheus.Metric) {
	now := c.counts // it is gathered under the lock
	if now.Tally == nil {
		return
	}
	out := metricsOf{ch, descriptions()}
	out.count("clients", now.Clients.Planned, "planned")
	out.count("clients", now.Clients.Started, "started")
	out.count("clients", now.Active, "active")
	out.put("generator_lag_seconds", now.Lag.Seconds())
	out.requests(now.Tally)
	out.logins(now.Tally)
	for key, d := range now.Tally.Defects {
		out.count("defects_total", d.Count, key.Class, key.Kind)
	}
}

// metricsOf puts counts into a channel, under the names of their descriptions.
type metricsOf struct {
	ch  chan<- prometheus.Metric
	all map[string]description
}

func (m metricsOf) put(name string, v float64, labels ...string) {
	kind := prometheus.CounterValue
	if m.all[name].gauge {
		kind = prometheus.GaugeValue
	}
	m.ch <- prometheus.MustNewConstMetric(m.all[name].desc(), kind, v, labels...)
}

func (m metricsOf) count(name string, n int64, labels ...string) { m.put(name, float64(n), labels...) }

func (m metricsOf) requests(t *client.Tally) {
	for name, n := range t.ByName {
		m.count("requests_issued_total", n.Issued, name)
		m.count("requests_total", n.OK, name, "ok")
		m.count("requests_total", n.Rejected, name, "rejected")
		m.count("requests_total", n.AuthFailure, name, "auth_failure")
		m.count("requests_total", n.HTTPError, name, "http_error")
		m.count("requests_total", n.Empty, name, "empty")
		m.count("requests_total", n.Hung, name, "hung")
	}
	m.count("sends_total", t.Sends)
	m.count("sends_unanswered_total", t.Failures-t.Aborted)
	m.count("sends_without_token_total", t.TokenlessSends)
	m.count("auth_failures_total", t.AuthFailuresSeen)
	for status, n := range t.Statuses {
		m.count("answers_total", n, strconv.Itoa(status))
	}
}

func (m metricsOf) logins(t *client.Tally) {
	m.count("logins_started_total", t.LoginsStarted)
	m.count("logins_total", t.LoginsSucceeded, "succeeded")
	m.count("logins_total", t.LoginsFailed, "failed")
	m.count("logins_total", t.LoginsAbandoned, "abandoned")
	m.count("logins_justified_total", t.Justified)
	m.count("duplicate_logins_total", t.Concurrent, "concurrent")
	m.count("duplicate_logins_total", t.Stale401, "stale-401")
	m.count("duplicate_logins_total", t.Needless, "needless")
	r := &t.Refreshes
	m.count("refreshes_started_total", r.Started)
	m.count("refreshes_total", r.Succeeded, "succeeded")
	m.count("refreshes_total", r.Failed, "failed")
	m.count("duplicate_refreshes_total", r.Concurrent, "concurrent")
	m.count("duplicate_refreshes_total", r.Stale401, "stale-401")
	m.count("duplicate_refreshes_total", r.Needless, "needless")
}
