package wx

import "encoding/json"

// UserInfo is what wx.getUserInfo gives a mini program for its backend, which
// alone has the session_key to open it with.
type UserInfo struct {
	RawData       string `json:"rawData"`       // the profile in JSON
	Signature     string `json:"signature"`     // of rawData, by the session_key
	EncryptedData string `json:"encryptedData"` // base64, sealed with the session_key
	IV            string `json:"iv"`            // base64
}

// Body is the profile as a page sends it to its backend.
func (u *UserInfo) Body() []byte {
	body, err := json.Marshal(u)
	if err != nil {
		panic("wx: " + err.Error()) // four texts
	}
	return body
}

// GetUserInfo is wx.getUserInfo: done receives the sealed profile, or an error in
// the platform's words. WeChat: the profile is sealed with the present session_key.
// A later login may replace that key; a server opens a profile only with the key
// that sealed it, neither with a newer nor with an older one.
func (p *Platform) GetUserInfo(done func(*UserInfo, error)) {
	id := p.call()
	p.asking++
	p.emit(Event{Kind: UserInfoCall, ID: id})
	p.host.UserInfo(func(info *UserInfo, err error) {
		p.answer(func() {
			p.asking--
			if err != nil {
				p.emit(Event{Kind: UserInfoFail, ID: id, Err: err})
			} else {
				p.emit(Event{Kind: UserInfoOK, ID: id, Data: info.EncryptedData})
			}
			done(info, err)
		})
	})
}
