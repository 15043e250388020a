package wrapper

import (
	"errors"
	"strconv"

	"github.com/wxload/wxload/client/wx"
)

// StatusError is a rejection with an answer of the server: its status, or a code
// in its body, says that the request failed.
type StatusError struct{ Response *wx.Response }

// Error names the status only, since a body may hold secrets.
func (e *StatusError) Error() string { return "http " + strconv.Itoa(e.Response.Status) }

// The reasons with which wrappers reject on their own account.
var (
	// ErrNoToken: the login endpoint answered without a token.
	ErrNoToken = errors.New("no token in the login answer")
	// ErrNoTicket: the first step of a login was answered without a ticket.
	ErrNoTicket = errors.New("no ticket in the answer to the code")
	// ErrNoDomain: the settings name no domain for this envVersion.
	ErrNoDomain = errors.New("no domain for this envVersion")
	// ErrDeadline: the login, or the free slot, that the request waited for did not
	// come in time.
	ErrDeadline = errors.New("no login, or no free slot, within the deadline")
	// ErrLogout: the user logged out while the login ran that the request waited for.
	ErrLogout = errors.New("the user logged out meanwhile")
	// ErrSealed: the request carries data of a tap of the user, such as a phone number,
	// that WeChat sealed before a login. The target could not open it.
	ErrSealed = errors.New("its data was sealed before a login: ask the user again")
	// ErrAuth: the developer server rejected the request with a token of a login
	// made for it.
	ErrAuth = errors.New("authentication failed again after a login")
)
