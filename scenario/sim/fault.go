package sim

import (
	"fmt"
	"strings"
)

// Fault is something that goes wrong: at a time, or with certain calls.
type Fault struct {
	Type string `json:"type"`
	At   int64  `json:"at,omitempty"` // of expireAll, expireRefreshTokens and sessionInvalid
	// Sticky makes sessionInvalid outlast every wx.login.
	Sticky bool `json:"sticky,omitempty"`
	// Ordinal, or From and To, number the calls that it hits, from 1, among those
	// that started at or after After. None of them: all.
	Ordinal int   `json:"ordinal,omitempty"`
	From    int   `json:"from,omitempty"`
	To      int   `json:"to,omitempty"`
	After   int64 `json:"after,omitempty"`
	// Name and Attempt choose the send of a page's request; attempt 0: all.
	Name    string `json:"name,omitempty"`
	Attempt int    `json:"attempt,omitempty"`
	Mode    string `json:"mode,omitempty"` // http500 where empty
	// Call is what neverCallsBack hits: wxLogin, checkSession or request, which
	// means logins and other requests alike.
	Call string `json:"call,omitempty"`
}

// The types of faults.
const (
	faultExpireAll      = "expireAll"
	faultSessionInvalid = "sessionInvalid"
	faultLoginHTTP      = "loginHttp"
	faultTicketHTTP     = "ticketHttp"
	faultRefreshHTTP    = "refreshHttp"
	faultExpireRefresh  = "expireRefreshTokens"
	faultWXLogin        = "wxLogin"
	faultTokenInvalid   = "loginTokenInvalid"
	faultUserInfo       = "userInfo"
	faultRequest        = "request"
	faultNeverCallsBack = "neverCallsBack"
)

// The modes of a failing request.
const (
	modeHTTP500      = "http500"
	modeHTTP401      = "http401"
	modeNetwork      = "network"
	modeLostResponse = "lostResponse"
	modeSilent       = "silent" // of neverCallsBack
)

func (f *Fault) check(names map[string]bool) error {
	if f.At < 0 || f.At > maxTime || f.After < 0 || f.Ordinal < 0 || f.From < 0 || f.To < 0 || f.Attempt < 0 {
		return fmt.Errorf("%s: expected no negative numbers, and times up to %d ms", f.Type, maxTime)
	}
	switch f.Type {
	case faultExpireAll, faultExpireRefresh, faultSessionInvalid, faultWXLogin, faultTokenInvalid, faultUserInfo:
		return nil
	case faultNeverCallsBack:
		if !oneOf(f.Call, "wxLogin", "checkSession", "request") {
			return fmt.Errorf("neverCallsBack: call %q: expected wxLogin, checkSession or request", f.Call)
		}
		return nil
	case faultRequest:
		if !names[f.Name] && !strings.Contains(f.Name, " /") { // a mini program's own, "GET /path"
			return fmt.Errorf("request: no request is named %q", f.Name)
		}
	case faultLoginHTTP, faultTicketHTTP, faultRefreshHTTP:
	default:
		return fmt.Errorf("type %q: expected expireAll, expireRefreshTokens, sessionInvalid, loginHttp, ticketHttp, refreshHttp, wxLogin, loginTokenInvalid, userInfo, request or neverCallsBack", f.Type)
	}
	if !oneOf(f.Mode, "", modeHTTP500, modeHTTP401, modeNetwork, modeLostResponse) {
		return fmt.Errorf("mode %q: expected http500, http401, network or lostResponse", f.Mode)
	}
	return nil
}

func (f *Fault) mode() string {
	if f.Mode == "" {
		return modeHTTP500
	}
	return f.Mode
}

// faults tells which calls go wrong. It counts the calls that it is asked about.
type faults struct {
	all  []Fault
	seen []int
}

func newFaults(all []Fault) *faults { return &faults{all, make([]int, len(all))} }

// hit is the first fault of a type that hits the call which starts now; every
// call of that type must ask exactly once. call narrows neverCallsBack down.
func (fs *faults) hit(kind, call string, now int64) *Fault {
	var hit *Fault
	for i := range fs.all {
		f := &fs.all[i]
		if f.Type != kind || f.Call != call || now < f.After {
			continue
		}
		fs.seen[i]++
		if n := fs.seen[i]; hit == nil && f.covers(n) {
			hit = f
		}
	}
	return hit
}

func (f *Fault) covers(n int) bool {
	if f.Ordinal > 0 {
		return n == f.Ordinal
	}
	return n >= f.From && (f.To == 0 || n <= f.To)
}

// request is the fault of one send of a page's request; nil for none.
func (fs *faults) request(name string, attempt int) *Fault {
	for i := range fs.all {
		f := &fs.all[i]
		if f.Type == faultRequest && f.Name == name && (f.Attempt == 0 || f.Attempt == attempt) {
			return f
		}
	}
	return nil
}
