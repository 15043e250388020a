package wrapper

import (
	"fmt"
	"strings"
	"time"

	"github.com/tidwall/gjson"

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
	// Storage is what else lies in a client's storage before its first launch.
	Storage []Stored
	// RefreshKey is the storage key of the refresh token, where the target gives those.
	RefreshKey string
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

// TokenPlaceholder stands in a [Stored] value for the client's initial token.
const TokenPlaceholder = "{{token}}"

// Stored is a value in a client's storage.
type Stored struct {
	Key   string `json:"key"`
	Value string `json:"value"` // JSON
}

// Seed puts the values into a storage in which the token lies already. Those that
// mention the token are left out where there is none. The error is that of a
// storage without room.
func (s *Settings) Seed(storage *wx.Storage, token string) error {
	for _, v := range s.Storage {
		text := v.Value
		if strings.Contains(text, TokenPlaceholder) {
			if token == "" {
				continue
			}
			quoted := gjson.AppendJSONString(nil, token)
			text = strings.ReplaceAll(text, TokenPlaceholder, string(quoted[1:len(quoted)-1]))
		}
		if err := storage.SetJSON(v.Key, text); err != nil {
			return fmt.Errorf("storing %s: %w", v.Key, err)
		}
	}
	return nil
}

// Backend is what of the settings follows from the backend that a user's own code was
// written for, where that has no name.
type Backend struct {
	Target   Target   `json:"target"`
	TokenKey string   `json:"token_key"`
	Storage  []Stored `json:"storage,omitempty"`
}

// Backend is that part of the settings.
func (s *Settings) Backend() *Backend { return &Backend{s.Target, s.TokenKey, s.Storage} }

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
