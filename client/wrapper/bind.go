package wrapper

import (
	"cmp"

	"github.com/wxload/wxload/client/wx"
)

// BindEndpoint says with which request a guest becomes a user who is known: by a phone
// number, say. A page makes it with the guest's token, and its answer may have another one,
// which takes the place of that. The zero BindEndpoint is none.
type BindEndpoint struct {
	Method string // empty means POST
	Path   string // below the domain, or absolute; empty: there is none
	Token  string // path of the new token in the answer; where that has none the guest's stays
}

// Binds reports whether a guest's token may be replaced so.
func (t *Target) Binds() bool { return t.Bind.Path != "" }

// IsBind reports whether a request binds a guest, whoever sends it.
func (t *Target) IsBind(r *wx.Request) bool {
	if !t.Binds() {
		return false
	}
	anyones := *r
	anyones.Caller = 0
	return t.leadsTo(&anyones, cmp.Or(t.Bind.Method, "POST"), t.Bind.Path)
}

// boundTo is the token in the answer to a request that binds a guest; empty where there is
// none.
func (t *Target) boundTo(r *wx.Request, answer *wx.Response) string {
	if !t.IsBind(r) || t.Token.In == InCookie {
		return ""
	}
	token, _ := t.tokenAt(answer, t.Bind.Token)
	return token
}
