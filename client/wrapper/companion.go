package wrapper

import (
	"strings"

	"github.com/wxload/wxload/client/wx"
)

// Companion is a second value that a login answer gives with the token and that
// requests carry beside it, such as the id of a session. The zero Companion is
// none. Wrappers keep both as one token.
type Companion struct {
	Path string // of the value in the login's answer
	Name string // of the header, or the parameter, that carries it
}

// companionMark stands between a token and its companion where they are one text.
// No header can hold it.
const companionMark = "\n"

// joined is the token with the companion that an answer gives.
func (c *Companion) joined(token string, r *wx.Response) string {
	if c.Path == "" {
		return token
	}
	return c.beside(token, r.JSON(c.Path).String())
}

func (c *Companion) beside(token, value string) string {
	if token == "" || value == "" {
		return token
	}
	return token + companionMark + value
}

// Carry puts the token into a request, in the place and form of the target; the
// empty token leaves no trace.
func (t *Target) Carry(r *wx.Request, token string) {
	if token == "" {
		return
	}
	companion, both := "", false
	if t.With.Name != "" {
		token, companion, both = strings.Cut(token, companionMark)
	}
	t.put(r, t.Token.Name, t.Prefix+token)
	if both {
		t.put(r, t.With.Name, companion)
	}
}

// WithToken is a copy of a request that carries another token than its own.
func (t *Target) WithToken(r *wx.Request, token string) *wx.Request {
	q := *r
	t.at(t.Token.Name).drop(&q)
	t.at(t.With.Name).drop(&q)
	t.Carry(&q, token)
	return &q
}

// at is the place of a name in the part of a request that carries tokens.
func (t *Target) at(name string) Place {
	if t.Token.In == "" {
		return Place{InHeader, name}
	}
	return Place{t.Token.In, name}
}

// put puts a value into the part of a request that carries tokens.
func (t *Target) put(r *wx.Request, name, value string) { t.at(name).put(r, value) }

// TokenOf is the token that a request carries; empty where it has none.
func (t *Target) TokenOf(r *wx.Request) string {
	token := strings.TrimPrefix(t.carried(r, t.Token.Name), t.Prefix)
	if t.With.Name == "" {
		return token
	}
	return t.With.beside(token, t.carried(r, t.With.Name))
}

// carried is the value under a name in the part of a request that carries tokens.
func (t *Target) carried(r *wx.Request, name string) string { return t.at(name).of(r) }
