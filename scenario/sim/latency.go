package sim

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Latencies gives how long the calls take, by kind, in milliseconds.
type Latencies struct {
	Request      *Latency `json:"request,omitempty"`
	Aux          *Latency `json:"aux,omitempty"`
	Login        *Latency `json:"login,omitempty"`
	Ticket       *Latency `json:"ticket,omitempty"` // the first step of a login that has two
	Refresh      *Latency `json:"refresh,omitempty"`
	WXLogin      *Latency `json:"wxLogin,omitempty"`
	CheckSession *Latency `json:"checkSession,omitempty"`
	UserInfo     *Latency `json:"userInfo,omitempty"` // wx.getUserInfo
	Storage      *Latency `json:"storage,omitempty"`
	UI           *Latency `json:"ui,omitempty"`
}

// Latency is a number, or an object that tells calls apart.
type Latency struct {
	Default   *int64             `json:"default,omitempty"`
	ByOrdinal map[string]int64   `json:"byOrdinal,omitempty"` // the n-th call of the kind
	ByName    map[string][]int64 `json:"byName,omitempty"`    // the attempts of one request; wins
}

// UnmarshalJSON reads 50 or {"default", "byOrdinal", "byName"}.
func (l *Latency) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] != '{' {
		return json.Unmarshal(data, &l.Default)
	}
	type plain Latency
	return part(data, (*plain)(l))
}

// of is the latency of the n-th call of a kind; attempt numbers the sends of the
// request of that name, if it has one.
func (l *Latency) of(standard int64, ordinal int, name string, attempt int) int64 {
	if l == nil {
		return standard
	}
	if l.Default != nil {
		standard = *l.Default
	}
	if list, named := l.ByName[name]; named && attempt > 0 {
		if attempt <= len(list) {
			return list[attempt-1]
		}
		return standard
	}
	if len(l.ByOrdinal) > 0 {
		if ms, has := l.ByOrdinal[strconv.Itoa(ordinal)]; has {
			return ms
		}
	}
	return standard
}

func (l *Latencies) check() error {
	for _, k := range []struct {
		name string
		l    *Latency
	}{{"request", l.Request}, {"aux", l.Aux}, {"login", l.Login}, {"ticket", l.Ticket}, {"refresh", l.Refresh}, {"wxLogin", l.WXLogin},
		{"checkSession", l.CheckSession}, {"userInfo", l.UserInfo}, {"storage", l.Storage}, {"ui", l.UI}} {
		if err := k.l.check(); err != nil {
			return fmt.Errorf("latencies.%s: %w", k.name, err)
		}
	}
	return nil
}

func (l *Latency) check() error {
	if l == nil {
		return nil
	}
	all := []int64{}
	if l.Default != nil {
		all = append(all, *l.Default)
	}
	for ordinal, ms := range l.ByOrdinal {
		if n, err := strconv.Atoi(ordinal); err != nil || n < 1 {
			return fmt.Errorf("byOrdinal %q: expected a number from 1", ordinal)
		}
		all = append(all, ms)
	}
	for _, list := range l.ByName {
		all = append(all, list...)
	}
	for _, ms := range all {
		if ms < 0 || ms > maxTime {
			return fmt.Errorf("%d: expected 0 to %d ms", ms, maxTime)
		}
	}
	return nil
}
