package client

import (
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// keys follows a client's session_keys, as far as they can be told apart from
// outside: each wx.login may give the device a new one. So a key is numbered by
// the logins that began before it was used.
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

// judgeAnswer judges the answer to data that was sealed under a key; zero stands
// for other data. Where the device still has that key, a server that cannot open
// the data has kept the key of an earlier login. Where a login has begun since, it
// is the page that should have asked for its data again.
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
