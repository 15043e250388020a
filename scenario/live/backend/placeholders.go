package backend

import (
	"bytes"
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// Placeholders stand in a scenario's requests for values that differ from client to
// client, or from call to call. Those of a page's call are filled in when the page
// makes it. Those of a request that a wrapper sends on its own account, such as its
// login, are filled in when the request leaves: only then is it known.

// hasMark reports whether a text has a placeholder, as it is or as a part of a URL.
func hasMark(text string) bool {
	return strings.Contains(text, "{{") || strings.Contains(text, "%7B%7B")
}

func anyMark(header []wx.Header) bool {
	return slices.ContainsFunc(header, func(h wx.Header) bool { return hasMark(h.Value) })
}

// HasMarks reports whether a page's call has placeholders.
func HasMarks(c *wrapper.Call) bool {
	return strings.Contains(c.URL, "{{") || bytes.Contains(c.Body, []byte("{{")) || anyMark(c.Header)
}

// Marked are those of a wrapper's own headers that have placeholders. For [Fill].
func Marked(header map[string]string) []wx.Header {
	return slices.DeleteFunc(Headers(header), func(h wx.Header) bool { return !hasMark(h.Value) })
}

// Fill replaces the placeholders of a page's call. marked are the wrapper's headers
// that have some: the call brings them along, filled in, and so keeps its id when it is
// sent again; one whose value lacks is left out. The call itself cannot be made where it
// lacks one: that is returned then, and the call is as it was.
func Fill(c *wrapper.Call, marked []wx.Header, v *Values) (lacks string) {
	if lacks = v.Lacks(c.URL); lacks == "" {
		lacks = v.Lacks(string(c.Body))
	}
	for _, h := range c.Header {
		lacks = cmp.Or(lacks, v.Lacks(h.Value))
	}
	if lacks != "" {
		return lacks
	}
	c.URL = v.inURL(c.URL)
	if c.Body != nil {
		c.Body = []byte(v.inJSON(string(c.Body)))
	}
	own := c.Header
	c.Header = nil
	for _, h := range marked {
		if v.Lacks(h.Value) == "" && !slices.ContainsFunc(own, func(o wx.Header) bool { return strings.EqualFold(o.Name, h.Name) }) {
			c.Header = append(c.Header, h)
		}
	}
	c.Header = append(c.Header, own...)
	for i := range c.Header {
		c.Header[i].Value = v.plain(c.Header[i].Value)
	}
	return ""
}

// loginValues are what only a login may have, beside the code: what WeChat gives an app
// that asks for the profile and the phone number just before.
func (w *wechat) loginValues(r *wx.Request, user string) (values []Value, err error) {
	if wants(r, "{{phoneCode}}") {
		code, err := w.phoneCode(user)
		if err != nil {
			return nil, err
		}
		values = append(values, Value{Name: "phoneCode", Text: code})
	}
	if !slices.ContainsFunc([]string{"{{encryptedData}}", "{{iv}}", "{{rawData}}", "{{signature}}"}, func(mark string) bool { return wants(r, mark) }) {
		return values, nil
	}
	info, err := w.userInfo(user)
	if err != nil {
		return nil, err
	}
	return append(values, Value{Name: "encryptedData", Text: info.EncryptedData}, Value{Name: "iv", Text: info.IV},
		Value{Name: "rawData", Text: info.RawData}, Value{Name: "signature", Text: info.Signature}), nil
}

// wants reports whether a request has a placeholder.
func wants(r *wx.Request, mark string) bool {
	has := func(text string) bool {
		return strings.Contains(text, mark) || strings.Contains(text, url.QueryEscape(mark))
	}
	return has(r.URL) || has(string(r.Body)) || slices.ContainsFunc(r.Header, func(h wx.Header) bool { return has(h.Value) })
}

// Unfilled is a copy of a request that a wrapper sends on its own account, for
// [Backend.FillIn]; nil for any other, and where there are no placeholders.
func (b *Backend) Unfilled(r *wx.Request) *wx.Request {
	if r.Caller != 0 || !b.marksOwn {
		return nil
	}
	c := *r
	c.Header = slices.Clone(r.Header)
	return &c
}

// FillIn replaces the placeholders of an unfilled request with values, and in a login
// with what WeChat gives the app just before. A header whose value lacks is left out, and
// elsewhere in a login it is an empty text: an app logs in whatever it knows. FillIn is
// safe for concurrent use, and waits for WeChat.
func (b *Backend) FillIn(r *wx.Request, v *Values) error {
	all := *v
	if b.settings.At(r.URL).Target.IsLogin(r) {
		given, err := b.wechat.loginValues(r, v.User)
		if err != nil {
			return err
		}
		all.More = slices.Concat(given, v.More)
		all.emptyWhatLacks(unescaped(r.URL))
		all.emptyWhatLacks(unescaped(string(r.Body)))
	}
	r.Header = slices.DeleteFunc(r.Header, func(h wx.Header) bool { return v.Lacks(h.Value) != "" })
	fillIn(r, &all)
	return nil
}

// fillIn puts values into a request: as they are in headers, escaped in a URL and in a
// form, as part of a JSON text in any other body.
func fillIn(r *wx.Request, v *Values) {
	for i := range r.Header {
		r.Header[i].Value = v.plain(r.Header[i].Value)
	}
	r.URL = v.inURL(unescaped(r.URL))
	switch {
	case r.Body == nil:
	case strings.HasPrefix(r.HeaderValue("Content-Type"), "application/x-www-form-urlencoded"):
		r.Body = []byte(v.inURL(unescaped(string(r.Body))))
	default:
		r.Body = []byte(v.inJSON(string(r.Body)))
	}
}

// unescaped is a text whose placeholders' braces are as they were before the text became
// part of a URL.
func unescaped(text string) string {
	return strings.NewReplacer("%7B%7B", "{{", "%7D%7D", "}}").Replace(text)
}

// marksOwn reports whether what wrappers send on their own account has placeholders.
func marksOwn(s *wrapper.Settings) bool {
	login := s.Target.LoginRequest("")
	return hasMark(login.URL) || bytes.Contains(login.Body, []byte("{{")) || anyMark(login.Header) || anyMark(s.Header) ||
		slices.ContainsFunc(s.Further, marksOwn)
}
