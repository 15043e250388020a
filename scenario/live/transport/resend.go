package transport

import (
	"errors"
	"net/http"
	"syscall"
)

// maxResends bounds how often one request is sent again. A device keeps so many
// connections to a host that may all have been closed; the next one is fresh.
const maxResends = DefaultConnections

// mayResend reports whether a device would send a request again that failed on a
// connection: the server had closed it, as it may at any time while it is idle, and
// has not answered.
func mayResend(on *conn, err error) bool {
	return on.used && !on.headDone && closedByServer(err)
}

// closedByServer reports Chromium's ERR_CONNECTION_RESET, ERR_CONNECTION_CLOSED,
// ERR_CONNECTION_ABORTED and ERR_EMPTY_RESPONSE. A head that was cut off is none of
// them there.
func closedByServer(err error) bool {
	errno, _ := errors.AsType[syscall.Errno](err)
	switch errno {
	case syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED:
		return true
	}
	return errors.Is(err, errNoAnswer)
}

// rewind makes a request ready to be sent again, and reports whether it could.
func rewind(r *http.Request) bool {
	if r.Body == nil || r.Body == http.NoBody {
		return true
	}
	if r.GetBody == nil {
		return false
	}
	body, err := r.GetBody()
	if err != nil {
		return false
	}
	r.Body.Close()
	r.Body = body
	return true
}
