package backend

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wx"
)

// Some backends take the user's sealed profile along with the code. Placeholders
// stand for it in a login request, and are replaced when the request leaves, as by
// an app that calls wx.getUserInfo between wx.login and the POST.

// sealedMarks are the placeholders of a login request, each followed by its value.
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

// Unsealed is a copy of a login request that takes the user's profile along, for
// [Backend.FillIn]; nil for any other request.
func (b *Backend) Unsealed(r *wx.Request) *wx.Request {
	if !b.sealsLogins || !b.settings.Target.IsLogin(r) {
		return nil
	}
	c := *r
	c.Header = slices.Clone(r.Header)
	return &c
}

// FillIn puts the profile of a user into an unsealed login request, as the app would
// that calls wx.getUserInfo before.
func (b *Backend) FillIn(r *wx.Request, user string) error { return b.wechat.fillIn(r, user) }

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
