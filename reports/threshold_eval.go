package reports

import "strings"

// ThresholdResult is the outcome of a [Threshold].
type ThresholdResult struct {
	Expr  string   `json:"expr"`
	Value *float64 `json:"value"` // ms for durations, 0 to 1 for rates; nil: nothing to measure
	OK    bool     `json:"ok"`
	Note  string   `json:"note,omitempty"` // why there is no value
}

// Eval compares the counts of a report and the merged latencies with the limit.
//
// The rates are failed requests (rejected, settled with a failure or with
// nothing, or hung) among all but the open ones, and logins that failed or were
// abandoned among all but the running ones.
//
// Where nothing was measured there is no value: nothing then exceeded an upper
// limit (< or <=), so those hold; every other comparison fails.
func (t Threshold) Eval(r *Report, rec *Recorder) ThresholdResult {
	result := ThresholdResult{Expr: t.expr}
	value, known := t.measure(r, rec)
	switch {
	case known:
		result.Value = &value
		result.OK = compare(value, t.op, t.limit)
	case t.metric.name == "login_duration" && t.label != "":
		// A login serves whoever waits for it; passing would hide that this
		// limit can never be reached.
		result.Note = "a login has no request name; use login_wait{name:" + t.label + "}"
	default:
		result.OK = strings.HasPrefix(t.op, "<")
		result.Note = "nothing to measure"
	}
	return result
}

// measure returns the metric's value, and whether there is one.
func (t Threshold) measure(r *Report, rec *Recorder) (value float64, known bool) {
	switch t.metric.name {
	case "duplicate_logins":
		return float64(r.Logins.Duplicate.of(t.label)), true
	case "hung_requests":
		return float64(r.Requests.Hung), true
	case "defects":
		return float64(r.countDefects(t.label)), true
	case "requests":
		return float64(r.Requests.Issued), true
	case "logins":
		return float64(r.Logins.Started), true
	case "request_failed_rate":
		return ratio(float64(r.Requests.failed()), float64(r.Requests.Issued-r.Requests.Open))
	case "login_failed_rate":
		l := r.Logins
		return ratio(float64(l.Failed+l.Abandoned), float64(l.Started-l.Running))
	case "sends_per_second":
		return ratio(float64(r.Requests.Sends), r.DurationMS/1000)
	}
	return t.aggregate.of(t.samples(rec))
}

// samples returns the histogram that a duration metric is about.
func (t Threshold) samples(rec *Recorder) *histogram {
	m := metricHTTP
	switch t.metric.name {
	case "request_duration":
		m = metricRequest
	case "login_duration":
		m = metricLogin
	case "login_wait":
		m = metricLoginWait
	}
	if t.label == "" {
		return rec.total(m)
	}
	return rec.named(m, t.label)
}

// of reduces samples to milliseconds; there is no value without samples.
func (a aggregate) of(h *histogram) (value float64, known bool) {
	switch {
	case h.count() == 0:
		return 0, false
	case a.kind == "max":
		return float64(h.max) / 1000, true
	case a.kind == "mean":
		return h.mean(), true
	}
	return h.percentile(a.percentile), true
}

// of returns the number of duplicates of a kind, "" for all of them.
func (d Duplicates) of(kind string) int64 {
	switch kind {
	case "concurrent":
		return d.Concurrent
	case "stale-401":
		return d.Stale401
	case "needless":
		return d.Needless
	}
	return d.Total
}

// countDefects adds up the defects of a class, "" for all of them.
func (r *Report) countDefects(class string) int64 {
	var n int64
	for _, d := range r.Defects {
		if class == "" || d.Class == class {
			n += d.Count
		}
	}
	return n
}

// ratio is unknown where there is nothing to divide by.
func ratio(part, whole float64) (value float64, known bool) {
	if whole <= 0 {
		return 0, false
	}
	return part / whole, true
}
