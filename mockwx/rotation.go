package mockwx

import (
	"fmt"
	"time"
)

// Rotation says which logins give a user a new session_key: [RotateAlways],
// [RotateNever], or, as WeChat does, those at which the key is at least so old.
// WeChat does not publish its minimum period. A login without a valid key makes
// one in any case.
type Rotation time.Duration

// The rotations that are no minimum age.
const (
	RotateAlways Rotation = 0  // each login
	RotateNever  Rotation = -1 // only a login without a valid key
)

// ParseRotation reads "always", "never" or the minimum period between two
// rotations ("10m"). The empty string means always.
func ParseRotation(s string) (Rotation, error) {
	switch s {
	case "", "always":
		return RotateAlways, nil
	case "never":
		return RotateNever, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("rotation %q: want always, never or a minimum period such as 10m", s)
	}
	return Rotation(d), nil
}

// String is the form that [ParseRotation] reads.
func (r Rotation) String() string {
	switch {
	case r == RotateAlways:
		return "always"
	case r < 0:
		return "never"
	}
	return time.Duration(r).String()
}

// MarshalText gives the form that [ParseRotation] reads.
func (r Rotation) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText is [ParseRotation].
func (r *Rotation) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRotation(string(text))
	return err
}

// due reports whether a login now replaces a valid key of the given age.
func (r Rotation) due(age time.Duration) bool {
	return r >= 0 && age >= time.Duration(r)
}
