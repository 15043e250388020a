package wx

// UserInfo is what wx.getUserInfo gives a mini program for its backend, which
// alone has the session_key to open it with.
type UserInfo struct {
	RawData       string `json:"rawData"`       // the profile in JSON
	Signature     string `json:"signature"`     // of rawData, by the session_key
	EncryptedData string `json:"encryptedData"` // base64, sealed with the session_key
	IV            string `json:"iv"`            // base64
}

// GetUserInfo is wx.getUserInfo: done receives the sealed profile, or an error in
// the platform's words. WeChat: the key is the one of now; where a later login
// replaces it, a server that learns only the new one cannot open what was sealed
// before, nor one that kept an older one what is sealed now.
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
				p.emit(Event{Kind: UserInfoOK, ID: id})
			}
			done(info, err)
		})
	})
}
