package metrics

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
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
	c.mu.Lock()
	now := c.counts
	c.mu.Unlock()
	if now.Tally == nil {
		return
	}
	all := descriptions()
	put := func(name string, v float64, labels ...string) {
		kind := prometheus.CounterValue
		if all[name].gauge {
			kind = prometheus.GaugeValue
		}
		ch <- prometheus.MustNewConstMetric(all[name].desc(), kind, v, labels...)
	}
	count := func(name string, n int64, labels ...string) { put(name, float64(n), labels...) }
	t := now.Tally
	count("clients", now.Clients.Planned, "planned")
	count("clients", now.Clients.Started, "started")
	count("clients", now.Active, "active")
	put("generator_lag_seconds", now.Lag.Seconds())
	for name, n := range t.ByName {
		count("requests_issued_total", n.Issued, name)
		count("requests_total", n.OK, name, "ok")
		count("requests_total", n.Rejected, name, "rejected")
		count("requests_total", n.AuthFailure, name, "auth_failure")
		count("requests_total", n.HTTPError, name, "http_error")
		count("requests_total", n.Empty, name, "empty")
		count("requests_total", n.Hung, name, "hung")
	}
	count("sends_total", t.Sends)
	count("sends_without_token_total", t.TokenlessSends)
	count("auth_failures_total", t.AuthFailuresSeen)
	for status, n := range t.Statuses {
		count("answers_total", n, strconv.Itoa(status))
	}
	count("logins_started_total", t.LoginsStarted)
	count("logins_total", t.LoginsSucceeded, "succeeded")
	count("logins_total", t.LoginsFailed, "failed")
	count("logins_total", t.LoginsAbandoned, "abandoned")
	count("logins_justified_total", t.Justified)
	count("duplicate_logins_total", t.Concurrent, "concurrent")
	count("duplicate_logins_total", t.Stale401, "stale-401")
	count("duplicate_logins_total", t.Needless, "needless")
	count("refreshes_started_total", t.Refreshes.Started)
	count("refreshes_total", t.Refreshes.Succeeded, "succeeded")
	count("refreshes_total", t.Refreshes.Failed, "failed")
	count("duplicate_refreshes_total", t.Refreshes.Concurrent, "concurrent")
	count("duplicate_refreshes_total", t.Refreshes.Stale401, "stale-401")
	count("duplicate_refreshes_total", t.Refreshes.Needless, "needless")
	for key, d := range t.Defects {
		count("defects_total", d.Count, key.Class, key.Kind)
	}
}
