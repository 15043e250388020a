package reports

import (
	"encoding/json"
	"math"
	"time"
)

// Latency summarises the samples of a [Recorder], in milliseconds.
type Latency struct {
	HTTP           Distribution           `json:"http"`             // a send on the wire
	Request        Distribution           `json:"request"`          // as the page sees it, waiting included
	Login          Distribution           `json:"login"`            // from wx.login to its end
	Refresh        Distribution           `json:"refresh"`          // a refresh, from its POST to its answer
	LoginWait      Distribution           `json:"login_wait"`       // a request's wait on a login
	WaitAfterLogin Distribution           `json:"wait_after_login"` // from a token's delivery to the waiter's send
	ByName         map[string]NameLatency `json:"by_name,omitempty"`
	ByTag          map[string]NameLatency `json:"by_tag,omitempty"`
}

// NameLatency is the latency of the requests with one name.
type NameLatency struct {
	HTTP           Distribution `json:"http"`
	Request        Distribution `json:"request"`
	LoginWait      Distribution `json:"login_wait"`
	WaitAfterLogin Distribution `json:"wait_after_login"`
}

// Distribution sums up one metric in milliseconds. Percentiles are exact to 3
// digits, the others to the microsecond. Without samples Count is 0, the rest
// means nothing, and JSON has it as null.
type Distribution struct {
	Count int64   `json:"count"`
	Min   float64 `json:"min"`
	Mean  float64 `json:"mean"`
	P50   float64 `json:"p50"`
	P90   float64 `json:"p90"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p999"`
	Max   float64 `json:"max"`
}

// MarshalJSON implements [json.Marshaler].
func (d Distribution) MarshalJSON() ([]byte, error) {
	if d.Count == 0 {
		return []byte(`{"count":0,"min":null,"mean":null,"p50":null,"p90":null,"p95":null,"p99":null,"p999":null,"max":null}`), nil
	}
	type plain Distribution
	return json.Marshal(plain(d))
}

// Latency summarises the samples so far. Names without any are left out.
func (r *Recorder) Latency() Latency {
	l := Latency{
		HTTP:           r.total(metricHTTP).distribution(),
		Request:        r.total(metricRequest).distribution(),
		Login:          r.total(metricLogin).distribution(),
		Refresh:        r.total(metricRefresh).distribution(),
		LoginWait:      r.total(metricLoginWait).distribution(),
		WaitAfterLogin: r.total(metricWaitAfterLogin).distribution(),
		ByName:         map[string]NameLatency{},
	}
	for _, name := range r.names {
		n := NameLatency{
			HTTP:           r.named(metricHTTP, name).distribution(),
			Request:        r.named(metricRequest, name).distribution(),
			LoginWait:      r.named(metricLoginWait, name).distribution(),
			WaitAfterLogin: r.named(metricWaitAfterLogin, name).distribution(),
		}
		if n != (NameLatency{}) {
			l.ByName[name] = n
		}
	}
	return l
}

func (h *histogram) distribution() Distribution {
	n := h.count()
	if n == 0 {
		return Distribution{}
	}
	return Distribution{
		Count: n,
		Min:   float64(h.min) / 1000,
		Mean:  h.mean(),
		P50:   h.percentile(50),
		P90:   h.percentile(90),
		P95:   h.percentile(95),
		P99:   h.percentile(99),
		P999:  h.percentile(99.9),
		Max:   float64(h.max) / 1000,
	}
}

// mean returns milliseconds to the microsecond.
func (h *histogram) mean() float64 {
	return math.Round(float64(h.sum)/float64(h.count())) / 1000
}

// milliseconds converts a duration for JSON.
func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
