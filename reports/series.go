package reports

import "time"

// A Second is one second of a run. The counts of all of them add up to those of the
// run, but for what only the ledgers show at its end.
type Second struct {
	AtMS float64 `json:"t_ms"` // its end, since the run began
	SeriesCounts
	Clients int64 `json:"clients"` // at work at its end
	// AnsweredMS is when the last answer in it came, since the run began; nil without one.
	AnsweredMS *float64 `json:"answered_ms"`
	// The percentiles of what ended in it, in milliseconds; nil where nothing did.
	HTTPP50    *float64 `json:"http_p50"`
	HTTPP95    *float64 `json:"http_p95"`
	HTTPP99    *float64 `json:"http_p99"`
	RequestP50 *float64 `json:"request_p50"`
	RequestP95 *float64 `json:"request_p95"`
	RequestP99 *float64 `json:"request_p99"`
	LoginP50   *float64 `json:"login_p50"`
	LoginP95   *float64 `json:"login_p95"`
	LoginP99   *float64 `json:"login_p99"`
}

// SeriesCounts are the counts that a [Series] follows.
type SeriesCounts struct {
	Sends          int64 `json:"sends"`
	Answers        int64 `json:"answers"`    // to them
	Unanswered     int64 `json:"unanswered"` // sends that ended without one; those that were aborted apart
	RequestsOK     int64 `json:"requests_ok"`
	RequestsFailed int64 `json:"requests_failed"` // hung ones included
	Logins         int64 `json:"logins"`          // that began
	Duplicates     int64 `json:"duplicates"`
	Concurrent     int64 `json:"concurrent"` // of the duplicates, as the next two
	Stale401       int64 `json:"stale_401"`
	Needless       int64 `json:"needless"`
	Defects        int64 `json:"defects"`
}

// A Series follows a run second by second: about 200 bytes for each of them, and three
// histograms. It is not safe for concurrent use. Make it with [NewSeries].
type Series struct {
	seconds              []Second
	before               SeriesCounts  // at the end of the last second
	answered             time.Duration // the last answer of this second
	http, request, login *histogram
}

// NewSeries returns an empty series.
func NewSeries() *Series {
	return &Series{http: newHistogram(), request: newHistogram(), login: newHistogram()}
}

// HTTP records one send on the wire.
func (s *Series) HTTP(d time.Duration) { s.http.record(d) }

// Request records a request as its page sees it.
func (s *Series) Request(d time.Duration) { s.request.record(d) }

// Login records a login that succeeded.
func (s *Series) Login(d time.Duration) { s.login.record(d) }

// Answered records that an answer came, so long after the run began.
func (s *Series) Answered(at time.Duration) { s.answered = max(s.answered, at) }

// Load adds samples of the current second that passed [Samples.Check].
func (s *Series) Load(samples Samples) {
	switch samples.Metric {
	case metricWords()[metricHTTP]:
		s.http.load(samples)
	case metricWords()[metricRequest]:
		s.request.load(samples)
	case metricWords()[metricLogin]:
		s.login.load(samples)
	}
}

// End ends the current second, which began at the end of the one before and may be
// longer or shorter than a second. now counts what happened since the run began.
func (s *Series) End(at time.Duration, clients int64, now SeriesCounts) {
	s.seconds = append(s.seconds, Second{
		AtMS: milliseconds(at), SeriesCounts: now.minus(s.before), Clients: clients,
		HTTPP50: s.http.known(50), HTTPP95: s.http.known(95), HTTPP99: s.http.known(99),
		RequestP50: s.request.known(50), RequestP95: s.request.known(95), RequestP99: s.request.known(99),
		LoginP50: s.login.known(50), LoginP95: s.login.known(95), LoginP99: s.login.known(99),
	})
	if last := &s.seconds[len(s.seconds)-1]; last.Answers > 0 && s.answered > 0 {
		ms := milliseconds(s.answered)
		last.AnsweredMS = &ms
	}
	s.before, s.answered = now, 0
	s.http.reset()
	s.request.reset()
	s.login.reset()
}

// Seconds returns the seconds that have ended.
func (s *Series) Seconds() []Second { return s.seconds }

func (c SeriesCounts) minus(b SeriesCounts) SeriesCounts {
	return SeriesCounts{
		Sends: c.Sends - b.Sends, Answers: c.Answers - b.Answers, Unanswered: c.Unanswered - b.Unanswered,
		RequestsOK: c.RequestsOK - b.RequestsOK, RequestsFailed: c.RequestsFailed - b.RequestsFailed,
		Logins: c.Logins - b.Logins, Duplicates: c.Duplicates - b.Duplicates,
		Concurrent: c.Concurrent - b.Concurrent, Stale401: c.Stale401 - b.Stale401, Needless: c.Needless - b.Needless, Defects: c.Defects - b.Defects,
	}
}

// known is a percentile in milliseconds, nil without samples.
func (h *histogram) known(p float64) *float64 {
	if h.count() == 0 {
		return nil
	}
	ms := h.percentile(p)
	return &ms
}

func (h *histogram) reset() {
	h.hdr.Reset()
	h.min, h.max, h.sum = 0, 0, 0
}
