package live

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wx"
)

// Some backends take the user's sealed profile along with the code. What stands
// in for it in a login request is replaced when the request leaves, as an app
// does that calls wx.getUserInfo between wx.login and the POST.

// sealedMarks are the placeholders of a login request, each with what it means.
func sealedMarks(info *wx.UserInfo) []string {
	return []string{"{{encryptedData}}", info.EncryptedData, "{{iv}}", info.IV,
		"{{rawData}}", info.RawData, "{{signature}}", info.Signature}
}

// wantsProfile reports whether a login request has placeholders.
func wantsProfile(r *wx.Request) bool {
	marks := sealedMarks(&wx.UserInfo{})
	for i := 0; i < len(marks); i += 2 {
		if bytes.Contains(r.Body, []byte(marks[i])) ||
			slices.ContainsFunc(r.Header, func(h wx.Header) bool { return strings.Contains(h.Value, marks[i]) }) {
			return true
		}
	}
	return false
}

// sealed is a copy of r that may be filled in.
func sealed(r *wx.Request) *wx.Request {
	c := *r
	c.Header = slices.Clone(r.Header)
	return &c
}

// Seal gives a login request of a user what stands for the user's profile, as the
// app would that calls wx.getUserInfo before: a copy, or r itself where it takes
// none.
func (b *Backend) Seal(r *wx.Request, user string) (*wx.Request, error) {
	if !b.sealsLogins || !b.settings.Target.IsLogin(r) {
		return r, nil
	}
	r = sealed(r)
	return r, b.wechat.fillIn(r, user)
}

// fillIn asks WeChat for the user's profile and puts it into a login request: as
// it is into headers, as part of a JSON text into the body.
func (w *wechat) fillIn(r *wx.Request, user string) error {
	info, err := w.userInfo(user)
	if err != nil {
		return err
	}
	marks := sealedMarks(info)
	plain := strings.NewReplacer(marks...)
	for i := range r.Header {
		r.Header[i].Value = plain.Replace(r.Header[i].Value)
	}
	for i := 1; i < len(marks); i += 2 {
		quoted, err := json.Marshal(marks[i])
		if err != nil {
			return err
		}
		marks[i] = string(quoted[1 : len(quoted)-1])
	}
	if r.Body != nil {
		r.Body = []byte(strings.NewReplacer(marks...).Replace(string(r.Body)))
	}
	return nil
}
