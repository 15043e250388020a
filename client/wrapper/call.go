package wrapper

import (
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wx"
)

// newRequest is the wx.request of a page's call, with the token where the target
// wants it and headers in the documents' order of precedence: defaults, the
// settings' own, the call's.
func (b *base) newRequest(c *Call, token string) *wx.Request {
	r := newRequestWithRoom()
	r.Method, r.URL, r.Body, r.Transfer = c.Method, b.resolveURL(c.URL), c.Body, c.Transfer
	r.Timeout, r.Name, r.Caller = b.s.Timeout, c.Name, c.ID
	b.s.Target.Carry(r, token)
	if b.s.ContentType != "" {
		r.Header = append(r.Header, wx.Header{Name: "Content-Type", Value: b.s.ContentType})
	}
	r.Header = override(override(r.Header, b.s.Header), c.Header)
	return r
}

// newRequestWithRoom is a request with room for the headers that most have: token,
// companion, content type and the platform's Referer.
func newRequestWithRoom() *wx.Request {
	r := &struct {
		wx.Request
		header [4]wx.Header
	}{}
	r.Header = r.header[:0]
	return &r.Request
}

// ownRequest is a request of the wrapper's own, to the domain of the build, with the same
// precedence of headers as a page's.
func (b *base) ownRequest(r *wx.Request) *wx.Request {
	r.URL = b.resolveURL(r.URL)
	r.Timeout = b.s.Timeout
	own := r.Header
	r.Header = nil
	if b.s.ContentType != "" {
		r.Header = []wx.Header{{Name: "Content-Type", Value: b.s.ContentType}}
	}
	r.Header = override(override(r.Header, b.s.Header), own)
	return r
}

// override is Object.assign for headers, whose names know no case.
func override(header, with []wx.Header) []wx.Header {
	for _, h := range with {
		i := slices.IndexFunc(header, func(have wx.Header) bool { return strings.EqualFold(have.Name, h.Name) })
		if i >= 0 {
			header[i] = h
		} else {
			header = append(header, h)
		}
	}
	return header
}

// whitelisted reports whether a call's path needs no token.
func (s *Settings) whitelisted(path string) bool {
	return slices.ContainsFunc(s.Whitelist, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

// storeToken puts the value of a login answer at the token's path into the storage,
// undefined where there is none. The error is the exception of setStorageSync.
func (b *base) storeToken(resp *wx.Response) error {
	if token, ok := b.s.Target.NewToken(resp); ok {
		return b.WX.SetStorage(b.s.TokenKey, token)
	}
	return b.WX.SetStorageUndefined(b.s.TokenKey)
}
