package main

import (
	"errors"
	"strings"
	"time"

	"github.com/wxload/wxload/mockwx/devserver"
)

// refreshTokens is the value of --refresh: whether the stand-in gives refresh tokens, and
// what becomes of them.
type refreshTokens struct {
	given  bool
	policy devserver.RefreshPolicy
}

// MarshalText gives the form that UnmarshalText reads.
func (r refreshTokens) MarshalText() ([]byte, error) {
	if !r.given {
		return nil, nil
	}
	text := "always"
	if r.policy.OneTime {
		text = "once"
	}
	if r.policy.TTL > 0 {
		text += "," + r.policy.TTL.String()
	}
	return []byte(text), nil
}

// UnmarshalText reads "once", "always", or one of them with a lifetime behind a comma.
func (r *refreshTokens) UnmarshalText(text []byte) error {
	how, lifetime, limited := strings.Cut(string(text), ",")
	if how != "once" && how != "always" {
		return errors.New("want once or always, and maybe a lifetime: once,720h")
	}
	*r = refreshTokens{true, devserver.RefreshPolicy{OneTime: how == "once"}}
	if !limited {
		return nil
	}
	ttl, err := time.ParseDuration(lifetime)
	if err != nil || ttl <= 0 {
		return errors.New("want a lifetime such as 720h behind the comma")
	}
	r.policy.TTL = ttl
	return nil
}
