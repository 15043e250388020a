package devserver

import (
	"fmt"
	"time"
)

// TokenKind is the look of a token.
type TokenKind string

const (
	// JWT tokens are signed with HS256 and carry the openid as subject.
	JWT TokenKind = "jwt"
	// Opaque tokens say nothing.
	Opaque TokenKind = "opaque"
)

// TokenPolicy decides what a login does to the user's older tokens.
type TokenPolicy string

const (
	// Multi lets older tokens live on.
	Multi TokenPolicy = "multi"
	// Single kills them: one valid token a user.
	Single TokenPolicy = "single"
)

// Options are the settings of a [Machine]. The zero value is ready to use.
type Options struct {
	Protocol *Protocol // how it speaks with its clients; nil means FlyJS's contract
	Answers  *Answers  // of requests that it has no endpoint for; nil means HTTP 404
	// Everything answers what it has no endpoint for as /api/<name> does, name being the
	// path's last segment, and as /public/<name> where the path is public: see
	// [NewAnswers].
	Everything bool
	Tokens     TokenKind     // empty means JWT
	Policy     TokenPolicy   // empty means Multi
	TTL        time.Duration // of a token, announced in seconds; zero means it never ends
	Refresh    RefreshPolicy // where the protocol has refresh tokens

	// Seed decides everything that looks random: which users a share means, and the
	// tokens.
	Seed uint64
	// Boot names this start of the server. It appears in the ledger, so that a
	// restart can be seen, and goes into the tokens, so that a restarted server
	// never issues one again that it has revoked before.
	Boot string
	// Key signs JWTs; nil derives one from Seed and Boot.
	Key []byte
	// Token, where set, makes the nth token (from 1) in place of Tokens. It must
	// give each n another one, of characters that need no escape in JSON.
	Token func(n int) string
	// RefreshToken, where set, does the same for refresh tokens, and Ticket for tickets.
	RefreshToken, Ticket func(n int) string

	Limits Limits
}

// RefreshPolicy decides what becomes of refresh tokens. The zero policy lets each work
// any number of times, and for ever.
type RefreshPolicy struct {
	// OneTime lets a refresh token work once. The answer to it brings its successor;
	// without that, it brings the same one again.
	OneTime bool
	TTL     time.Duration // of a refresh token, from its issue; zero means it never ends
}

// Limits bound what a [Machine] remembers. Zero means the default.
type Limits struct {
	TokensPerUser int // and as many refresh tokens, spent ones included; the oldest is dropped; 16
	Tokens        int // likewise, in all; 1 048 576
	Users         int // logins of further users are refused with HTTP 503; 1 048 576
	Orders        int // distinct ids; further ones are refused with HTTP 503; 1 048 576
}

const (
	defaultTokensPerUser = 16
	defaultLimit         = 1 << 20

	maxCode   = 512 // bytes; WeChat's have 32
	maxOpenID = 128 // bytes; WeChat's have 28
	maxID     = 128 // bytes of an order's id
)

// Validate reports the first setting that has no meaning, and what would have one.
func (o Options) Validate() error {
	switch o.Tokens {
	case "", JWT, Opaque:
	default:
		return fmt.Errorf("unknown kind of token %q: want jwt or opaque", o.Tokens)
	}
	switch o.Policy {
	case "", Multi, Single:
	default:
		return fmt.Errorf("unknown token policy %q: want single or multi", o.Policy)
	}
	if o.TTL < 0 {
		return fmt.Errorf("token lifetime %v: want a positive duration, or 0 for tokens that never end", o.TTL)
	}
	if o.Refresh.TTL < 0 {
		return fmt.Errorf("refresh token lifetime %v: want a positive duration, or 0 for refresh tokens that never end", o.Refresh.TTL)
	}
	return o.Limits.validate()
}

func (l Limits) validate() error {
	if min(l.TokensPerUser, l.Tokens, l.Users, l.Orders) < 0 {
		return fmt.Errorf("negative limit in %+v: want positive numbers, or 0 for the defaults", l)
	}
	return nil
}

func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		limit *int
		value int
	}{
		{&l.TokensPerUser, defaultTokensPerUser},
		{&l.Tokens, defaultLimit},
		{&l.Users, defaultLimit},
		{&l.Orders, defaultLimit},
	} {
		if *f.limit == 0 {
			*f.limit = f.value
		}
	}
	return l
}
