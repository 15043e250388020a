package transport

import (
	"context"
	"errors"
	"net"
	"os"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
	"github.com/wxload/wxload/scenario/live/wire"
)

// Error is a call that got no answer. It says nothing that a URL's query or an
// answer could hold, since those may be secrets.
type Error struct {
	// Platform is what the client's fail callback receives.
	Platform *wx.Error
	// Sent reports that at least one byte of the request had been written: the
	// server may have handled it.
	Sent bool
	// Cause is why, for errors.Is and errors.As.
	Cause error
}

// Error returns the platform's errMsg.
func (e *Error) Error() string { return e.Platform.ErrMsg }

// Unwrap returns the platform's error and the cause.
func (e *Error) Unwrap() []error { return []error{e.Platform, e.Cause} }

// RedirectError is an answer that redirects to a host that is not allowed, and was not
// followed.
type RedirectError struct {
	Host string // without the port, cut where it is longer than a name can be
}

// Error names the host.
func (e *RedirectError) Error() string { return "redirected to " + e.Host + ", which is not allowed" }

// Unwrap returns what a host that is not allowed is in any case.
func (e *RedirectError) Unwrap() error { return errHost }

var (
	errAborted = errors.New("aborted")
	errTimeout = errors.New("no free connection in time")
	errClosed  = errors.New("client closed")
	errStale   = errors.New("idle connection closed by the server")
	errHost    = errors.New("host not allowed")
	errFile    = errors.New("the file cannot be read")
)

// failure puts what went wrong into the platform's words.
func (c *Call) failure(err error) *Error {
	if c.wasAborted() {
		err = errAborted
	}
	platform := platformError(err)
	platform.Reused = c.reused
	return &Error{Platform: platform, Sent: c.stats.Sent, Cause: err}
}

// platformError gives the errMsg and errno of a device.
//
// WeChat: https://developers.weixin.qq.com/miniprogram/dev/framework/usability/PublicErrno.html;
// errno 5 for a timeout is the general one, as seen on devices
// (https://github.com/lei-mu/luch-request/issues/153).
func platformError(err error) *wx.Error {
	if protocol, is := errors.AsType[wire.Error](err); is {
		return protocol.Platform()
	}
	switch {
	case errors.Is(err, errAborted):
		return &wx.Error{ErrMsg: "request:fail abort"}
	case errors.Is(err, errTimeout),
		errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return &wx.Error{ErrMsg: "request:fail timeout", Errno: errno.Timeout}
	case errors.Is(err, errClosed), errors.Is(err, net.ErrClosed):
		return &wx.Error{ErrMsg: "request:fail interrupted", Errno: errno.Interrupted}
	case errors.Is(err, errHost):
		return &wx.Error{ErrMsg: "request:fail url not in domain list", Errno: errno.Domain}
	case errors.Is(err, errFile):
		return &wx.Error{ErrMsg: "request:fail file not found", Errno: errno.Unknown}
	}
	return wire.NetError(cronetCode(err))
}
