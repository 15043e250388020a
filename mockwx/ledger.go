package mockwx

import (
	"strconv"
	"time"
)

// Ledger is what the mock counted since it was made. All counts are exact,
// whatever was forgotten in between.
type Ledger struct {
	Codes CodeCounts `json:"codes"`
	// PhoneCodes are the codes of getPhoneNumber, which are another kind.
	PhoneCodes CodeCounts            `json:"phone_codes"`
	Sessions   SessionCounts         `json:"sessions"`
	Users      map[string]UserLedger `json:"users"` // by user name, of all apps asked for together
}

// CodeCounts counts codes: Issued = Used + Expired + Unused.
type CodeCounts struct {
	Issued  int64 `json:"issued"`
	Used    int64 `json:"used"`
	Expired int64 `json:"expired"` // ended unused: by lifetime, on demand or forgotten beyond a limit
	Unused  int64 `json:"unused"`
	// Refused counts the calls with a code (jscode2session) that WeChat's rules answered with
	// an error. Injected faults are no such calls.
	Refused int64 `json:"refused"`
}

// SessionCounts counts session_keys: Issued = Valid + Displaced + Expired.
type SessionCounts struct {
	Issued    int64 `json:"issued"`
	Valid     int64 `json:"valid"`
	Displaced int64 `json:"displaced"` // rotated away by a later login
	Expired   int64 `json:"expired"`   // by lifetime or on demand
}

// UserLedger is one user's part.
type UserLedger struct {
	// OpenID is the user's openid; that in the first of several apps.
	OpenID string `json:"openid"`
	// The counts are as in [CodeCounts]. A refused call counts here if its code
	// is one of the user's.
	CodesIssued  int64 `json:"codes_issued"`
	CodesUsed    int64 `json:"codes_used"`
	CodesExpired int64 `json:"codes_expired"`
	CodesUnused  int64 `json:"codes_unused"`
	CodesRefused int64 `json:"codes_refused"`
}

func (c *CodeCounts) add(n CodeCounts) {
	c.Issued += n.Issued
	c.Used += n.Used
	c.Expired += n.Expired
	c.Unused += n.Unused
	c.Refused += n.Refused
}

func (c *SessionCounts) add(n SessionCounts) {
	c.Issued += n.Issued
	c.Valid += n.Valid
	c.Displaced += n.Displaced
	c.Expired += n.Expired
}

// User is the part of the user of that name; zero if the mock has not seen it.
func (l Ledger) User(name string) UserLedger { return l.Users[name] }

// Ledger counts what happened in the app and to the user of that name; the empty
// string means all of them. Refused calls that name no known app belong to all
// apps together only, those whose code tells no user to no user.
func (m *Machine) Ledger(now time.Time, appid, name string) Ledger {
	m.expireCodes(now)
	l := Ledger{Users: make(map[string]UserLedger)}
	if appid == "" && name == "" {
		l.Codes.Refused = m.refused
	}
	for _, a := range m.apps {
		switch {
		case appid != "" && appid != a.AppID:
		case name == "":
			l.Codes.Refused += a.refused
			for _, u := range a.users {
				l.add(now, u)
			}
		case a.users[name] != nil:
			l.add(now, a.users[name])
		}
	}
	return l
}

// expireCodes ends and forgets the codes whose lifetime is over.
func (m *Machine) expireCodes(now time.Time) {
	m.codes.expire(now)
	m.phones.expire(now)
}

// named are the users of that name, in the order of the apps.
func (m *Machine) named(name string) []*user {
	var users []*user
	for _, a := range m.apps {
		if u := a.users[name]; u != nil {
			users = append(users, u)
		}
	}
	return users
}

// add adds one user in one app.
func (l *Ledger) add(now time.Time, u *user) {
	l.count(now, u)
	line := l.Users[u.name]
	if line.OpenID == "" {
		line.OpenID = u.openID()
	}
	c := u.codes.count
	line.CodesIssued += c.Issued
	line.CodesUsed += c.Used
	line.CodesExpired += c.Expired
	line.CodesUnused += c.Unused
	line.CodesRefused += c.Refused
	l.Users[u.name] = line
}

// count adds one user in one app to all but the lines.
func (l *Ledger) count(now time.Time, u *user) {
	l.Codes.add(u.codes.count)
	if u.phones != nil {
		l.PhoneCodes.add(u.phones.count)
	}
	if u.session.settle(now) {
		l.Sessions.Valid++
	}
	l.Sessions.Issued += int64(u.session.generation)
	l.Sessions.Displaced += u.session.displaced
	l.Sessions.Expired += u.session.expired
}

// appendUserLedger appends the JSON of a [UserLedger], which needs no escapes.
func appendUserLedger(b []byte, u *user, c CodeCounts) []byte {
	b = append(u.appendOpenID(append(b, `{"openid":"`...)), '"')
	for _, field := range [...]struct {
		name  string
		count int64
	}{{"issued", c.Issued}, {"used", c.Used}, {"expired", c.Expired}, {"unused", c.Unused}, {"refused", c.Refused}} {
		b = append(append(append(b, `,"codes_`...), field.name...), `":`...)
		b = strconv.AppendInt(b, field.count, 10)
	}
	return append(b, '}')
}
