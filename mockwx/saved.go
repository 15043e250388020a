package mockwx

import "time"

// The kinds of entries in a [Store].
const (
	kindMachine   = "machine"
	kindApp       = "app"
	kindUser      = "user"
	kindCode      = "code"
	kindPhoneCode = "phonecode"
)

// savedMachine is the one entry of its kind. The numbers issued are kept so that
// no code comes twice.
type savedMachine struct {
	Seed        uint64 `json:"seed"`
	Codes       int    `json:"codes"`
	PhoneCodes  int    `json:"phone_codes"`
	Keys        int64  `json:"keys"`
	RIDs, Seals uint64
	Refused     int64 `json:"refused"`
}

type savedApp struct {
	Refused       int64 `json:"refused"`
	Plain, Stable savedLine
}

type savedLine struct {
	Issued uint64       `json:"issued"`
	Day    int64        `json:"day"`
	Calls  int          `json:"calls"`
	Forced time.Time    `json:"forced,omitzero"`
	Kept   []savedToken `json:"kept"`
}

type savedToken struct {
	Text  string    `json:"text"`
	Ends  time.Time `json:"ends"`
	Until time.Time `json:"until,omitzero"`
}

type savedUser struct {
	AppID      string      `json:"appid"`
	Name       string      `json:"name"`
	Blocked    bool        `json:"blocked"`
	Generation uint32      `json:"generation"`
	Valid      bool        `json:"valid"`
	Made       time.Time   `json:"made,omitzero"`
	Expires    time.Time   `json:"expires,omitzero"`
	Displaced  int64       `json:"displaced"`
	Expired    int64       `json:"expired"`
	Codes      CodeCounts  `json:"codes"`
	PhoneCodes *CodeCounts `json:"phone_codes,omitempty"`
}

type savedCode struct {
	AppID      string    `json:"appid"`
	User       string    `json:"user"`
	State      codeState `json:"state"`
	Generation uint32    `json:"generation"`
	Expires    time.Time `json:"expires"`
}

func (m *Machine) saved() savedMachine {
	return savedMachine{m.opt.Seed, m.codes.issued, m.phones.issued, m.keys, m.rids, m.seals, m.refused}
}

func (a *app) saved() savedApp { return savedApp{a.refused, a.plain.saved(), a.stable.saved()} }

func (l *tokenLine) saved() savedLine {
	if l == nil {
		return savedLine{}
	}
	s := savedLine{Issued: l.issued, Day: l.calls.day, Calls: l.calls.calls, Forced: l.forced}
	for _, t := range l.kept {
		s.Kept = append(s.Kept, savedToken{t.text, t.ends, t.until})
	}
	return s
}

func (u *user) saved() savedUser {
	s := savedUser{
		AppID: u.app.AppID, Name: u.name, Blocked: u.blocked,
		Generation: u.session.generation, Valid: u.session.valid, Made: u.session.made, Expires: u.session.expires,
		Displaced: u.session.displaced, Expired: u.session.expired,
		Codes: u.codes.count,
	}
	if u.phones != nil {
		s.PhoneCodes = &u.phones.count
	}
	return s
}

func (c *code) saved() savedCode {
	return savedCode{c.user.app.AppID, c.user.name, c.state, c.generation, c.expires}
}

// kind is that of the code's entry.
func (c *code) kind() string {
	if c.own == &c.user.codes {
		return kindCode
	}
	return kindPhoneCode
}
