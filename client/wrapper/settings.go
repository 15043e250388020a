package wrapper

import (
	"bytes"
	"encoding/json"
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
	// Further are the settings of each further backend that the app talks to, with a login
	// and tokens of its own; none for most apps. See [Settings.At].
	Further []*Settings
	// Domains gives the domain (https://api.example.com) by envVersion.
	Domains map[string]string
	Target  Target
	// TokenKey is the storage key of the token.
	TokenKey string
	// Storage is what else lies in a client's storage before its first launch.
	Storage []Stored
	// Answers are bodies of a stand-in for the target, JSON by method and path:
	// "GET /api/x"; the key "*" is every request that nothing else answers. The login's
	// has the members beside the token.
	Answers map[string]json.RawMessage
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
	// WithToken says that it is there only where there is a token.
	WithToken bool `json:"with_token,omitempty"`
}

// Seed puts the values into a storage in which the token lies already. Those that
// mention the token, or go with it, are left out where there is none. The error is that of a
// storage without room.
func (s *Settings) Seed(storage *wx.Storage, token string) error {
	for _, v := range s.Storage {
		text := v.Value
		withToken := strings.Contains(text, TokenPlaceholder)
		if token == "" && (withToken || v.WithToken) {
			continue
		}
		if withToken {
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
	Target    Target                     `json:"target"`
	TokenKey  string                     `json:"token_key"`
	Storage   []Stored                   `json:"storage,omitempty"`
	Answers   map[string]json.RawMessage `json:"answers,omitempty"`
	Whitelist []string                   `json:"whitelist,omitempty"`
}

// Backend is that part of the settings.
func (s *Settings) Backend() *Backend {
	return &Backend{s.Target, s.TokenKey, s.Storage, s.Answers, s.Whitelist}
}

// SetBackend sets that part of the settings. Where it has been in a file makes no
// difference: the answers are without blanks, and with what a file escapes.
func (s *Settings) SetBackend(b *Backend) {
	s.Target, s.TokenKey, s.Storage, s.Whitelist = b.Target, b.TokenKey, b.Storage, b.Whitelist
	s.Answers = map[string]json.RawMessage{}
	for key, body := range b.Answers {
		var compact, escaped bytes.Buffer
		if json.Compact(&compact, body) == nil { // else it is refused where it is used
			json.HTMLEscape(&escaped, compact.Bytes())
			body = escaped.Bytes()
		}
		s.Answers[key] = body
	}
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
