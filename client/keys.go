package client

import (
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// keys follows what can be known of a client's session_keys: each wx.login may
// give the device a new one. A key is known by how many logins there were.
type keys struct {
	logins int
	// sealed is the key under which wx.getUserInfo sealed last; zero where a wx.login
	// had no answer then, which may have changed the key at any moment.
	sealed int
}

func (k *keys) loginStarts() { k.logins++ }

// seals takes in wx.getUserInfo; asking tells that a wx.login has no answer.
func (k *keys) seals(asking bool) {
	k.sealed = k.logins
	if asking {
		k.sealed = 0
	}
}

// judgeAnswer judges the answer to data that was sealed under a key, zero for
// other data. A server that cannot open what is sealed under the device's present
// key kept another one, that of an earlier login. Where there was a login since
// the sealing, the page should have asked for its data again.
func (k *keys) judgeAnswer(sealed int, r *wx.Response, t *wrapper.Target) verdict {
	if sealed > 1 && sealed == k.logins && t.CannotOpen(r) {
		return verdict{Class: KeyDisplaced}
	}
	return verdict{}
}

// judgeLeak judges an answer in which a session_key may stand.
func judgeLeak(r *wx.Response) verdict {
	if r.Leak != "" {
		return verdict{Class: KeyLeaked}
	}
	return verdict{}
}
