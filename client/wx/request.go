package wx

import (
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// DefaultTimeout is wx.request's timeout where the caller sets none.
const DefaultTimeout = 60 * time.Second

// Request is one call of wx.request, wx.uploadFile or wx.downloadFile.
type Request struct {
	Method string   // upper case; empty means GET
	URL    string   // absolute: scheme, host, path and query
	Header []Header // as the wrapper set them; Referer is the platform's own
	Body   []byte   // the data as JSON, which the platform encodes; nil sends none
	// Timeout counts from the moment when the request leaves, not from the call: while
	// ten others are in flight it waits in a queue of the base library, which hands a
	// request to the device's network, and that has the timer, only when its turn comes.
	// WeChat documents the queue and the timeout, and not how they go together; who
	// measured it saw the later requests sent, and answered well, long after the call.
	// Zero means [DefaultTimeout].
	Timeout time.Duration
	// Transfer makes it an upload or a download; nil for a wx.request.
	Transfer *Transfer
	// Raw says that Body is a text, or bytes, which the platform sends as they are.
	Raw bool
	// Ping says that a timer's turn sends it and that no page's call is known to wait
	// for it. Where nothing comes of such sends, again and again, they do not count
	// as signs of life.
	Ping bool

	// Name is the request's name in the flow, by which it is reported
	// ("home.banner"); empty for what a wrapper sends on its own account.
	Name string
	// Caller numbers the page's call that this send serves, from 1; zero is the
	// wrapper itself (its login POST, its session check).
	Caller int

	// Trace is the id of the trace that the request belongs to, 32 hexadecimal digits;
	// empty unless [Config.Traceparent] is set. The platform fills it in.
	Trace string

	origin    string // of originURL
	absolute  bool   // originURL has an origin
	originURL string // the URL that both were worked out for
}

// Origin is the origin of the URL; see [Origin]. It is worked out again only when
// the URL has changed.
func (r *Request) Origin() (string, bool) {
	if r.originURL != r.URL {
		r.origin, r.absolute = Origin(r.URL)
		r.originURL = r.URL
	}
	return r.origin, r.absolute
}

// Header is one header line of a [Request] or a [Response].
type Header struct{ Name, Value string }

// Response is an answer of the server, whatever its status, as wx.request's success
// callback receives it.
type Response struct {
	Status int
	Header []Header // in their order, by canonical name; in virtual time those that matter
	// Spelled are the names of header lines that the server wrote in another way, such as
	// x-token, as it wrote them.
	Spelled []string
	Body    []byte // must not be changed once handed over
	// Caller is the Caller of the request that it answers.
	Caller int
	// Elapsed is how long the exchange took as the host measured it, the queueing
	// inside the generator left out; zero where it did not measure.
	Elapsed time.Duration
	// Leak is how a session_key of WeChat stands in the answer ("base64", "hex" or
	// "raw"); empty where none does, or where the host knows no keys.
	Leak string
	// Download tells that it answers a wx.downloadFile, and Size how many bytes came.
	// Body then has only what is small: an error's JSON, and no file.
	Download bool
	Size     int64
	// Kept tells that it stands for an answer that the app got before, and has kept for
	// a page that asks for the same: of that nothing else is known.
	Kept bool

	parsed parseState
}

type parseState uint8

const (
	unparsed parseState = iota
	isJSON
	notJSON
)

// HeaderValue is the value of the first header line of that name, whatever its case; empty
// where there is none.
func (r *Response) HeaderValue(name string) string {
	for i := range r.Header {
		if h := &r.Header[i]; len(h.Name) == len(name) && strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// HeaderValues are the values of all header lines of that name, whatever its case.
func (r *Response) HeaderValues(name string) (values []string) {
	for i := range r.Header {
		if h := &r.Header[i]; len(h.Name) == len(name) && strings.EqualFold(h.Name, name) {
			values = append(values, h.Value)
		}
	}
	return values
}

// SpelledName is a header's name as the server wrote it; name is in canonical form.
func (r *Response) SpelledName(name string) string {
	for _, s := range r.Spelled {
		if strings.EqualFold(s, name) {
			return s
		}
	}
	return name
}

// JSON gives the value at a gjson path of the body ("data.token"; the empty
// path is the body itself). As with wx.request's dataType "json", a body that
// is not valid JSON has no values: the result then does not exist.
func (r *Response) JSON(path string) gjson.Result {
	if r.parsed == unparsed {
		r.parsed = notJSON
		if gjson.ValidBytes(r.Body) {
			r.parsed = isJSON
		}
	}
	if r.parsed == notJSON {
		return gjson.Result{}
	}
	if path == "" {
		return gjson.ParseBytes(r.Body)
	}
	return gjson.GetBytes(r.Body, path)
}

// Success reports a status from 200 to 299.
func (r *Response) Success() bool { return r.Status >= 200 && r.Status < 300 }
