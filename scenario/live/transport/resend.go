package transport

import (
	"errors"
	"syscall"

	"github.com/wxload/wxload/scenario/live/wire"
)

// maxResends bounds how often one request is sent again. A device keeps so many
// connections to a host that may all have been closed; the next one is fresh.
const maxResends = DefaultConnections

// mayResend reports whether a device would send a request again that failed on a
// connection: the server had closed it, as it may at any time while it is idle, and
// has not answered.
func mayResend(on *conn, err error) bool {
	return on.used && !on.answer().HeadDone() && closedByServer(err)
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
	return errors.Is(err, wire.ErrNoAnswer)
}
