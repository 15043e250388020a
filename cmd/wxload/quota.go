package main

import (
	"errors"
	"strconv"
)

// quota is the value of --quota: jscode2session calls a minute for one user. As in
// mockwx, 0 is WeChat's own and -1 none.
type quota int

// MarshalText gives the form that UnmarshalText reads.
func (q quota) MarshalText() ([]byte, error) {
	switch {
	case q < 0:
		return []byte("off"), nil
	case q == 0:
		return []byte("wechat"), nil
	}
	return strconv.AppendInt(nil, int64(q), 10), nil
}

// UnmarshalText reads "wechat", "off" or a number.
func (q *quota) UnmarshalText(text []byte) error {
	switch string(text) {
	case "wechat":
		*q = 0
		return nil
	case "off":
		*q = -1
		return nil
	}
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 1 {
		return errors.New("want wechat, off or a number of calls a minute")
	}
	*q = quota(n)
	return nil
}
