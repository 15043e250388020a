package mockwx

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// metrics counts the calls of each endpoint by how they ended.
type metrics struct {
	ok map[string]*atomic.Uint64 // by endpoint; not changed once made

	mu     sync.Mutex
	failed map[failedCall]uint64
}

// failedCall is an endpoint and an errcode of WeChat's, "fail" of a wx call or an
// HTTP status: there are not many.
type failedCall struct{ endpoint, result string }

func newMetrics() *metrics {
	m := &metrics{ok: make(map[string]*atomic.Uint64), failed: make(map[failedCall]uint64)}
	for _, endpoint := range endpoints() {
		m.ok[endpoint] = new(atomic.Uint64)
	}
	return m
}

// count counts an answered call.
func (m *metrics) count(endpoint, result string) {
	if result == resultOK {
		m.ok[endpoint].Add(1)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failed[failedCall{endpoint, result}]++
}

const (
	resultOK   = "0"
	resultFail = "fail" // of a wx call
)

// result says how a call ended: the errcode of the server API, 0 where there is
// none.
func (r Reply) result() string {
	if r.Status != http.StatusOK {
		return fmt.Sprint("http ", r.Status)
	}
	if number, is := bytes.CutPrefix(r.Body, []byte(`{"errcode":`)); is {
		number, _, _ = bytes.Cut(number, []byte(","))
		if string(number) == resultOK {
			return resultOK
		}
		return string(number)
	}
	if bytes.HasPrefix(r.Body, []byte(`{"errMsg":"`)) && bytes.Contains(r.Body, []byte(":fail")) {
		return resultFail
	}
	return resultOK
}

// metricsReply is GET /metrics, in the text format of Prometheus.
func (s *Server) metricsReply() Reply {
	var b strings.Builder
	b.WriteString("# HELP mockwx_calls_total Calls by endpoint and errcode; 0 is a success.\n# TYPE mockwx_calls_total counter\n")
	for _, endpoint := range endpoints() {
		fmt.Fprintf(&b, "mockwx_calls_total{endpoint=%q,errcode=%q} %d\n", endpoint, resultOK, s.metrics.ok[endpoint].Load())
	}
	for _, f := range s.metrics.failures() {
		b.WriteString(f)
	}
	for _, line := range s.gauges() {
		fmt.Fprintf(&b, "# HELP mockwx_%s %s\n# TYPE mockwx_%s %s\nmockwx_%[1]s %[5]d\n", line.name, line.help, line.name, line.kind, line.value)
	}
	return Reply{http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", []byte(b.String())}
}

// failures are the lines of the failed calls, in order.
func (m *metrics) failures() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var lines []string
	for f := range maps.Keys(m.failed) {
		lines = append(lines, fmt.Sprintf("mockwx_calls_total{endpoint=%q,errcode=%q} %d\n", f.endpoint, f.result, m.failed[f]))
	}
	slices.Sort(lines)
	return lines
}

type gauge struct {
	name, kind, help string
	value            int64
}

// gauges are the machine's own counts. None of them takes a walk over all users.
func (s *Server) gauges() (lines []gauge) {
	s.Do(func(_ time.Time, m *Machine) {
		var tokens uint64
		for _, a := range m.apps {
			tokens += a.tokensIssued()
		}
		lines = []gauge{
			{"users", "gauge", "Users known, all apps together.", int64(len(m.users))},
			{"codes_issued_total", "counter", "Codes of wx.login.", int64(m.codes.issued)},
			{"codes_remembered", "gauge", "Codes within their 5 minutes.", int64(len(m.codes.byText))},
			{"phone_codes_issued_total", "counter", "Codes of getPhoneNumber.", int64(m.phones.issued)},
			{"session_keys_issued_total", "counter", "session_keys made.", m.keys},
			{"access_tokens_issued_total", "counter", "Access tokens of both kinds.", int64(tokens)},
		}
	})
	return lines
}
