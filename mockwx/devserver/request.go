package devserver

// Request is a request as the [Machine] sees it, whatever carried it.
type Request struct {
	Method   string // upper case
	Path     string // decoded, without the query
	RawQuery string
	Header   Header // nil is a request without headers
	Body     []byte // only read, and not kept
}

// Header gives the value of a header by its name in canonical form
// ("Authorization"), or the empty string.
type Header interface{ HeaderValue(name string) string }

// Reply is the answer to a [Request]: a status and a JSON body, or, for a login
// whose code WeChat has to be asked about, an Exchange and nothing else.
type Reply struct {
	Status int
	Body   []byte // may be shared between replies: must not be changed
	// Lines are those of its head, besides what every answer has; nil is none.
	Lines []Line
	// File, where not zero, is the size of the file that is sent in the place of Body.
	File int64
	// Exchange, where not nil, is to be settled with [Machine.Exchanged], which
	// gives the answer to the login.
	Exchange *Exchange
}

// Line is a header line of a [Reply], with its name as it is to be written.
type Line struct{ Name, Value string }

// Exchange is a login between its two steps.
type Exchange struct {
	Code string // to ask WeChat about

	ticket  bool   // it is asked for a ticket
	started uint64 // the machine's sequence number when the POST came
	settled bool
}

// Session is WeChat's answer to a good code (jscode2session).
type Session struct {
	OpenID     string
	UnionID    string // empty where the app is bound to no open platform account
	SessionKey string // never leaves the server
}

// WeChatError is an error that WeChat itself answered.
// WeChat: HTTP 200 with {"errcode", "errmsg"}.
type WeChatError struct {
	Code    int    // errcode
	Message string // errmsg
}

// Error returns the errmsg.
func (e *WeChatError) Error() string { return e.Message }
