package client

import (
	"slices"

	"github.com/wxload/wxload/client/wx"
)

// seals notes at wx.getUserInfo how many logins there were. While a wx.login has
// no answer the key may change at any moment: what is sealed then says nothing.
func (o *Observer) seals() {
	o.sealed = o.logins.begun
	if slices.ContainsFunc(o.logins.all, func(l *login) bool { return l.state == running && l.code == "" }) {
		o.sealed = 0
	}
}

// judgeKeys judges what an answer tells of session_keys and of users.
func (o *Observer) judgeKeys(f *flight, resp *wx.Response) {
	if resp.Leak != "" {
		o.defect(KeyLeaked, "")
	}
	if f.call != nil && o.displaced(f.call) && o.cfg.Target.CannotOpen(resp) {
		o.defect(KeyDisplaced, "")
	}
	switch named := o.cfg.Target.Named(resp); {
	case named == "":
	case o.openid == "":
		o.openid = named
	case o.openid != named:
		o.defect(IdentityMixed, "")
	}
}

// displaced reports whether a call brings data that is still sealed under the
// device's key, after more than one login: a server that cannot open it kept
// another one. A login since then would have given the device a newer key, and
// the page should have asked for its data again.
func (o *Observer) displaced(c *call) bool {
	return c.sealed > 1 && c.sealed == o.logins.begun
}

// LoginsSucceeded is how many logins of this client gave a token. WeChat must
// have accepted as many codes of its user.
func (o *Observer) LoginsSucceeded() int { return o.logins.good }
