package metrics

import (
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario/live"
)

// An Exporter keeps the metrics of one run. Make it with [New]. Its handler may be used
// concurrently with the run.
type Exporter struct {
	registry  *prometheus.Registry
	durations map[client.Metric]*prometheus.HistogramVec
	observers map[observed]prometheus.Observer // by one goroutine: the run's
	pending   []latency                        // of what is not counted yet; by the same one
	scrapes   *scrapes

	mu     sync.RWMutex // the run changes all numbers at once, and whoever looks at them sees all
	counts live.Counts  // a nil tally before the first
}

type observed struct {
	metric client.Metric
	name   string
}

// New returns an exporter for a run, whose label all series have.
func New(run string) *Exporter {
	e := &Exporter{registry: prometheus.NewRegistry(), durations: map[client.Metric]*prometheus.HistogramVec{},
		observers: map[observed]prometheus.Observer{}, scrapes: newScrapes(time.Now)}
	labelled := prometheus.WrapRegistererWith(prometheus.Labels{"run": run}, e.registry)
	for metric, d := range durations() {
		e.durations[metric] = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "wxload_" + d.name + "_seconds", Help: d.help,
			Buckets: prometheus.DefBuckets, NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 160}, []string{"name"})
		labelled.MustRegister(e.durations[metric])
	}
	labelled.MustRegister(collector{e})
	return e
}

// latency is one that was measured.
type latency struct {
	of observed
	d  time.Duration
}

// gather gives the counts and the latencies of one moment.
func (e *Exporter) gather() ([]*dto.MetricFamily, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.registry.Gather()
}

// Watcher is what the run has to tell.
func (e *Exporter) Watcher() live.Watcher {
	return live.Watcher{Counted: e.counted, Measured: e.measured}
}

// Handler answers scrapes.
func (e *Exporter) Handler() http.Handler {
	answer := promhttp.HandlerFor(prometheus.GathererFunc(e.gather), promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		done := e.scrapes.begin()
		answer.ServeHTTP(w, r)
		done()
	})
}

// counted takes in the counts, with the latencies that belong to them.
func (e *Exporter) counted(c live.Counts) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.counts = c
	for _, l := range e.pending {
		e.observer(l.of).Observe(l.d.Seconds())
	}
	e.pending = e.pending[:0]
}

func (e *Exporter) observer(of observed) prometheus.Observer {
	o := e.observers[of]
	if o == nil {
		o = e.durations[of.metric].WithLabelValues(of.name)
		e.observers[of] = o
	}
	return o
}

func (e *Exporter) measured(m client.Metric, name string, d time.Duration) {
	e.pending = append(e.pending, latency{observed{m, name}, d})
}

// duration is a histogram's name, without its unit, and what it measures.
type duration struct{ name, help string }

func durations() map[client.Metric]duration {
	return map[client.Metric]duration{
		client.HTTPTime:       {"http_duration", "A send on the wire, from its start to the end of its answer."},
		client.RequestTime:    {"request_duration", "A request as its page sees it, the wait for a login included."},
		client.LoginTime:      {"login_duration", "A login that succeeded, from wx.login on."},
		client.RefreshTime:    {"refresh_duration", "A refresh that succeeded, from its POST on."},
		client.LoginWait:      {"login_wait", "How long a request waited for a login until it was sent."},
		client.WaitAfterLogin: {"wait_after_login", "From a token's delivery to the send of a request that waited for it."},
	}
}
