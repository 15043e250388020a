package mockwx

import (
	"time"

	"github.com/wxload/wxload/mockwx/opendata"
)

// UserInfo is what wx.getUserInfo gives a mini program for its backend.
type UserInfo struct {
	RawData       string `json:"rawData"`       // the profile in JSON
	Signature     string `json:"signature"`     // see [opendata.Signature]
	EncryptedData string `json:"encryptedData"` // see [opendata.Open]: the profile, the ids and a watermark
	IV            string `json:"iv"`
}

// PhoneNumber is what a button with open-type getPhoneNumber gives a mini
// program for its backend: the number sealed, and a code for it.
type PhoneNumber struct {
	EncryptedData string `json:"encryptedData"` // see [opendata.Open]
	IV            string `json:"iv"`
	// Code is for /wxa/business/getuserphonenumber. WeChat: it is another kind
	// than wx.login's, lives 5 minutes and works once.
	Code string `json:"code"`
}

// UserInfo is wx.getUserInfo: the user's profile, sealed with the user's valid
// session_key. It fails with [ErrSessionExpired] where there is none.
func (m *Machine) UserInfo(now time.Time, appid, name string) (UserInfo, error) {
	u, err := m.sessionOf(now, appid, name)
	if err != nil {
		return UserInfo{}, err
	}
	p := u.profile()
	raw := string(marshal(p))
	data, iv := m.seal(u, secretProfile{OpenID: u.openID(), profile: p, UnionID: u.unionID(), Watermark: u.watermark(now)})
	return UserInfo{
		RawData:       raw,
		Signature:     opendata.Signature(raw, u.sessionKey(u.session.generation)),
		EncryptedData: data,
		IV:            iv,
	}, nil
}

// PhoneNumber is getPhoneNumber. It fails as [Machine.UserInfo] does.
func (m *Machine) PhoneNumber(now time.Time, appid, name string) (PhoneNumber, error) {
	u, err := m.sessionOf(now, appid, name)
	if err != nil {
		return PhoneNumber{}, err
	}
	m.phones.expire(now)
	if u.phones == nil {
		u.phones = new(userCodes)
	}
	code := makePhoneCode(m.opt.Seed, m.phones.issued+1)
	m.phones.add(now.Add(m.opt.CodeTTL), u, u.phones, code)
	data, iv := m.seal(u, u.phone(now))
	return PhoneNumber{EncryptedData: data, IV: iv, Code: code}, nil
}

// KeysOf gives the newest session_keys of a user, the newest first and at most n.
func (m *Machine) KeysOf(appid, name string, n int) []string {
	a := m.app(appid)
	if a == nil || a.users[name] == nil {
		return nil
	}
	u := a.users[name]
	var keys []string
	for g := u.session.generation; g > 0 && len(keys) < n; g-- {
		keys = append(keys, u.sessionKey(g))
	}
	return keys
}

// sessionOf is the user, who must have a valid session_key.
func (m *Machine) sessionOf(now time.Time, appid, name string) (*user, error) {
	if err := m.CheckSession(now, appid, name); err != nil {
		return nil, err
	}
	return m.app(appid).users[name], nil
}

// seal encrypts v for the user.
func (m *Machine) seal(u *user, v any) (encryptedData, iv string) {
	m.seals++
	s := stream(mix(hash(m.opt.Seed, "iv") ^ m.seals))
	iv = s.bytes16()
	encryptedData, err := opendata.Seal(u.sessionKey(u.session.generation), iv, marshal(v))
	if err != nil {
		panic("mockwx: " + err.Error()) // its own key and iv
	}
	return encryptedData, iv
}
