package wrapper

import (
	"time"

	"github.com/wxload/wxload/client/wx"
)

// Settings are the contents of the documents' config files, for all wrappers
// together. Each wrapper reads the settings that its document has, and ignores the
// others. [Info.Defaults] has the document's own values.
type Settings struct {
	// Domains gives the domain (https://api.example.com) by envVersion.
	Domains map[string]string
	Target  Target
	// TokenKey is the storage key of the token.
	TokenKey string
	// ContentType of requests; empty leaves it to the platform.
	ContentType string
	// Header is sent with every request; a call's own header overrides it.
	Header []wx.Header
	// Timeout of a request; zero is the platform's.
	Timeout time.Duration
	// PollDelay is how often a polling wrapper looks again.
	PollDelay time.Duration
	// Whitelist are path prefixes that need no token.
	Whitelist []string
	// RequestLimit bounds the business requests in flight (reference only), besides
	// the slot that is kept free for the login; zero sets no bound of its own.
	RequestLimit int
	// WaitDeadline bounds how long a request waits for a login (reference only);
	// zero means 15 seconds.
	WaitDeadline time.Duration
	// RenewMargin is how long before a token's announced end it is renewed
	// (reference only); zero means at the end.
	RenewMargin time.Duration
	// SessionCheckPath is the developer server's own session check (userclass only).
	SessionCheckPath string
	// UserInfoPath is what the app fetches after a launch (template only).
	UserInfoPath string
}

// HungDeadline is when a call that is not settled counts as hung: after twice
// the timeout of a request, the longest wait for a login, and 5 seconds.
func (s *Settings) HungDeadline() time.Duration {
	timeout, wait := s.Timeout, s.WaitDeadline
	if timeout == 0 {
		timeout = wx.DefaultTimeout
	}
	if wait == 0 {
		wait = DefaultWaitDeadline
	}
	return 2*timeout + wait + 5*time.Second
}
