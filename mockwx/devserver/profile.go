package devserver

import (
	"net/http"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/mockwx/opendata"
)

// sealedProfile is what wx.getUserInfo gave a client.
type sealedProfile struct{ encryptedData, iv, rawData, signature string }

// profile opens a client's profile with the session_key that the server keeps for
// the user. What cannot be opened is answered as the contract says for that: the
// device has another key, since a later wx.login or another login's exchange has
// displaced the one that is kept.
func (m *Machine) profile(caller *user, r Request) Reply {
	p, valid := readProfile(r)
	if !valid {
		return m.refuse(http.StatusBadRequest, "want encryptedData, iv, rawData and signature in the body")
	}
	// Of wrong keys one in 256 passes for the right one and gives no JSON.
	data, err := opendata.Open(caller.SessionKey, p.encryptedData, p.iv)
	if err != nil || !gjson.ValidBytes(data) {
		m.ledger.ProfilesClosed++
		m.ledger.Refused++
		return m.protocol.displaced
	}
	if p.signature != opendata.Signature(p.rawData, caller.SessionKey) {
		return m.refuse(http.StatusBadRequest, "the signature is not that of rawData")
	}
	m.ledger.ProfilesOpened++
	return m.ok(m.protocol.object("nickName", gjson.GetBytes(data, "nickName").String()))
}

// readProfile reads the body, and reports whether all four fields are there.
func readProfile(r Request) (p sealedProfile, valid bool) {
	for _, f := range []struct {
		name string
		into *string
	}{{"encryptedData", &p.encryptedData}, {"iv", &p.iv}, {"rawData", &p.rawData}, {"signature", &p.signature}} {
		if *f.into, valid = field(r, f.name); !valid || *f.into == "" {
			return p, false
		}
	}
	return p, true
}
