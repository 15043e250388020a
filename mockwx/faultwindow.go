package mockwx

import (
	"fmt"
	"time"
)

// Offset is a time after a [Fault] was set, "1m30s" in JSON.
type Offset time.Duration

// String is the form of [time.Duration].
func (o Offset) String() string { return time.Duration(o).String() }

// MarshalText is String.
func (o Offset) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads the form of [time.ParseDuration].
func (o *Offset) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is no duration; want one such as 30s or 1m30s", text)
	}
	*o = Offset(d)
	return nil
}
