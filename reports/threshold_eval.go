package reports

// ThresholdResult is the outcome of a [Threshold].
type ThresholdResult struct {
	Expr  string   `json:"expr"`
	Value *float64 `json:"value"` // ms for durations, 0 to 1 for rates; nil: nothing to measure
	OK    *bool    `json:"ok"`    // nil: not judged
	Note  string   `json:"note,omitempty"`
}

// failed reports a threshold that was judged and does not hold.
func (t ThresholdResult) failed() bool { return t.OK != nil && !*t.OK }

// passed reports a threshold that was judged and holds.
func (t ThresholdResult) passed() bool { return t.OK != nil && *t.OK }

// Eval compares the counts of a report and the merged latencies with the limit.
//
// It is not judged where nothing was measured, nor a latency while the generator
// was saturated: its note says why. The rates are those of [Report.FailedRequests]
// and failedLogins.
func (t Threshold) Eval(r *Report, rec *Recorder) ThresholdResult {
	result := ThresholdResult{Expr: t.expr}
	value, known := t.measure(r, rec)
	if known {
		result.Value = &value
	}
	switch {
	case !known && t.label != "" && (t.metric.name == "login_duration" || t.metric.name == "refresh_duration"):
		result.Note = "a login or a refresh has no request name; use login_wait{name:" + t.label + "}"
	case !known:
		result.Note = "nothing to measure"
	case t.metric.unit == unitDuration && r.Generator.Saturated:
		result.Note = "the load generator was saturated"
	default:
		holds := compare(value, t.op, t.limit)
		result.OK = &holds
	}
	return result
}

// measure returns the metric's value, and whether there is one.
func (t Threshold) measure(r *Report, rec *Recorder) (value float64, known bool) {
	switch t.metric.name {
	case "duplicate_logins":
		return float64(r.Logins.Duplicate.of(t.label)), true
	case "duplicate_refreshes":
		return float64(r.refreshes().Duplicate.of(t.label)), true
	case "refreshes":
		return float64(r.refreshes().Started), true
	case "hung_requests":
		return float64(r.hung(t.label)), true
	case "defects":
		return float64(r.countDefects(t.counts)), true
	case "requests":
		return float64(r.Requests.Issued), true
	case "logins":
		return float64(r.Logins.Started), true
	case "request_failed_rate":
		return ratio(r.failedOf(t.key, t.label))
	case "login_failed_rate":
		return ratio(r.failedLogins())
	case "sends_per_second":
		return perSecond(r.Requests.Sends, r.DurationMS)
	}
	return t.aggregate.of(t.samples(r, rec))
}

// counts reports whether a threshold judges how many such defects there are.
func (t Threshold) counts(d Defect) bool {
	switch t.metric.name {
	case "duplicate_logins":
		return d.Class == duplicateClass && (t.label == "" || d.Kind == t.label)
	case "duplicate_refreshes":
		return d.Class == duplicateRefreshClass && (t.label == "" || d.Kind == t.label)
	case "hung_requests":
		return d.Class == hungClass && (d.Kind == t.label || t.label == "" && d.Kind != navigated)
	case "defects":
		return t.label == "" || t.key == labelClass && d.Class == t.label || t.key == labelSeverity && d.Severity == t.label
	}
	return false
}

// samples returns the histogram that a duration metric is about.
func (t Threshold) samples(r *Report, rec *Recorder) *histogram {
	m := metricHTTP
	switch t.metric.name {
	case "request_duration":
		m = metricRequest
	case "login_duration":
		m = metricLogin
	case "refresh_duration":
		m = metricRefresh
	case "login_wait":
		m = metricLoginWait
	}
	switch t.key {
	case labelName:
		return rec.named(m, t.label)
	case labelTag:
		return rec.tagged(m, r.Tags[t.label])
	}
	return rec.total(m)
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

// hung is how many requests hung, of a kind where it is not empty. Those that were
// left for another page are of their own kind only.
func (r *Report) hung(kind string) int64 {
	ofKind := func(kind string) int64 {
		return r.countDefects(func(d Defect) bool { return d.Class == hungClass && d.Kind == kind })
	}
	if kind == "" {
		return r.Requests.Hung - ofKind(navigated)
	}
	return ofKind(kind)
}

// countDefects adds up those defects that counted is true for.
func (r *Report) countDefects(counted func(Defect) bool) int64 {
	var n int64
	for _, d := range r.Defects {
		if counted(d) {
			n += d.Count
		}
	}
	return n
}

// FailedRequests is how many requests failed, and of how many. At the end of a run
// those that are still open have failed, too: nobody waits for them any more. One
// that was interrupted leaves them out.
func (r *Report) FailedRequests() (failed, of int64) { return r.failedAmong(r.Requests.Outcomes) }

// failedOf is the same for the requests of a name or a tag; without either for all.
func (r *Report) failedOf(key, label string) (failed, of int64) {
	switch key {
	case labelName:
		return r.failedAmong(r.Requests.ByName[label])
	case labelTag:
		return r.failedAmong(r.outcomesOf(r.Tags[label]))
	}
	return r.FailedRequests()
}

func (r *Report) failedAmong(q Outcomes) (failed, of int64) {
	failed = q.Rejected + q.AuthFailure + q.HTTPError + q.Empty + q.Hung
	if r.Interrupted || r.Progress != nil {
		return failed, q.Issued - q.Open
	}
	return failed + q.Open, q.Issued
}

// failedLogins is the same for logins: those that failed, were given up or, at the
// end, still run. A wx.login whose code nobody sent was none.
func (r *Report) failedLogins() (failed, of int64) {
	l := r.Logins
	failed, of = l.Failed+l.Abandoned-l.Stray, l.Started-l.Stray
	if r.Interrupted || r.Progress != nil {
		return failed, of - l.Running
	}
	return failed + l.Running, of
}

// ratio is unknown where there is nothing to divide by.
func ratio(part, whole int64) (value float64, known bool) {
	if whole <= 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

// perSecond is unknown for a run that took no time.
func perSecond(n int64, durationMS float64) (value float64, known bool) {
	if durationMS <= 0 {
		return 0, false
	}
	return float64(n) / (durationMS / 1000), true
}
