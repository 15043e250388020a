package mockwx

import (
	"encoding/json"
	"errors"
	"fmt"
)

// restore puts one entry of a [Store] into a new machine. Entries come in the
// order of their first write. Users of apps that are no longer known are left out,
// and codes of users that are not there.
func (m *Machine) restore(e Entry) error {
	switch e.Kind {
	case kindMachine:
		return m.restoreMachine(e.Data)
	case kindApp:
		return m.restoreApp(e.Key, e.Data)
	case kindUser:
		return m.restoreUser(e.Data)
	case kindCode:
		return m.restoreCode(&m.codes, e)
	case kindPhoneCode:
		return m.restoreCode(&m.phones, e)
	}
	return errors.New("not of a mock WeChat")
}

func (m *Machine) restoreMachine(data []byte) error {
	var s savedMachine
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	if s.Seed != m.opt.Seed {
		return fmt.Errorf("it was made with seed %d, not %d: with another one nobody would keep their openid", s.Seed, m.opt.Seed)
	}
	m.codes.issued, m.phones.issued = s.Codes, s.PhoneCodes
	m.keys, m.rids, m.seals, m.refused = s.Keys, s.RIDs, s.Seals, s.Refused
	return nil
}

func (m *Machine) restoreApp(appid string, data []byte) error {
	var s savedApp
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	if a := m.app(appid); a != nil {
		a.refused = s.Refused
		a.plain = m.restoreLine(a, s.Plain)
		a.stable = m.restoreLine(a, s.Stable)
	}
	return nil
}

func (m *Machine) restoreLine(a *app, s savedLine) *tokenLine {
	l := &tokenLine{issued: s.Issued, forced: s.Forced, calls: dayQuota{s.Day, s.Calls}}
	for _, t := range s.Kept {
		m.keepToken(l, &accessToken{text: t.Text, app: a, ends: t.Ends, until: t.Until})
	}
	return l
}

func (m *Machine) restoreUser(data []byte) error {
	var s savedUser
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	if m.app(s.AppID) == nil {
		return nil
	}
	u, err := m.makeUser(s.AppID, s.Name)
	if err != nil {
		return err
	}
	u.blocked = s.Blocked
	u.session = session{
		generation: s.Generation, valid: s.Valid, made: s.Made, expires: s.Expires,
		displaced: s.Displaced, expired: s.Expired,
	}
	u.codes.count = s.Codes
	if s.PhoneCodes != nil {
		u.phones = &userCodes{count: *s.PhoneCodes}
	}
	return nil
}

func (m *Machine) restoreCode(b *codeBook, e Entry) error {
	var s savedCode
	if err := json.Unmarshal(e.Data, &s); err != nil {
		return err
	}
	a := m.app(s.AppID)
	if a == nil || a.users[s.User] == nil || b.byText[e.Key] != nil {
		return nil
	}
	u := a.users[s.User]
	own := &u.codes
	if b == &m.phones {
		if own = u.phones; own == nil {
			return nil
		}
	}
	b.makeRoom(own)
	b.link(&code{text: e.Key, user: u, own: own, state: s.State, generation: s.Generation, expires: s.Expires})
	return nil
}
