package wx

import "strings"

// traceparent is the header of W3C Trace Context. It names the trace, and the step of it
// that sent a request.
const traceparent = "traceparent"

// join gives a request a traceparent, where the device has those. One that its caller has
// set stays, so that a wrapper's own tracing goes on: the request then belongs to that
// trace.
func (p *Platform) join(r *Request) {
	if p.cfg.Traceparent == nil {
		return
	}
	value := r.HeaderValue(traceparent)
	if value == "" {
		value = p.cfg.Traceparent()
		r.setHeader(traceparent, value)
	}
	r.Trace = traceID(value)
}

// traceID is the id of the trace in a traceparent; empty where that is not one.
func traceID(value string) string {
	const dash, begin, end = '-', len("00-"), len("00-") + 32
	if len(value) < len("00-")+32+len("-")+16+len("-01") || value[begin-1] != dash || value[end] != dash {
		return ""
	}
	id := value[begin:end]
	if strings.Trim(id, "0123456789abcdef") != "" || strings.Trim(id, "0") == "" {
		return ""
	}
	return id
}
