package live

import (
	"strconv"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

// calls are a page's requests, with their placeholders filled in. One that lacks a value
// is not made: that is an error of the page's.
func (u *user) calls(requests []scenario.Request) []*wrapper.Call {
	all := make([]wrapper.Call, len(requests))
	calls := make([]*wrapper.Call, 0, len(requests))
	for i := range requests {
		r := &requests[i]
		all[i] = wrapper.Call{Name: r.Name, Method: r.Method, URL: r.Path, Identity: r.Identity, Body: r.Body}
		if r.Transfer != nil {
			all[i].Transfer = transferOf(r.Transfer)
		}
		if !r.Sealed.IsZero() {
			all[i].Sealed = &wrapper.Sealed{At: r.Sealed, Again: (*wx.UserInfo).Body}
		}
		if len(r.Header) > 0 {
			all[i].Header = backend.Headers(r.Header)
		}
		if u.fill(&all[i]) {
			calls = append(calls, &all[i])
		}
	}
	return calls
}

// transferOf is a request's file in the platform's words.
func transferOf(t *scenario.Transfer) *wx.Transfer {
	if !t.Upload {
		return &wx.Transfer{}
	}
	return &wx.Transfer{Upload: &wx.Upload{Field: t.Field, FileName: t.FileName, Size: t.Size, Content: t.Content}}
}

// fill reports whether the call can be made.
func (u *user) fill(c *wrapper.Call) bool {
	marked := u.w.run.marked
	if len(marked) == 0 && !backend.HasMarks(c) {
		return true
	}
	lacks := backend.Fill(c, marked, u.values(u.newID()))
	if lacks != "" {
		u.w.unmade++
		u.client.PageFails(c.Name, u.saved.Why(lacks))
	}
	return lacks == ""
}

// values are what placeholders of a call with that id stand for.
func (u *user) values(id string) *backend.Values {
	return &backend.Values{User: u.name, ID: id, Row: u.w.run.scenario.FeedRow(u.name), More: u.saved.Values()}
}

// newID is a text that no other call has.
func (u *user) newID() string {
	u.made++
	return u.name + "-" + strconv.Itoa(u.made)
}

// ownID is the id of a request that the wrapper sends on its own account. A login keeps
// its id when its code is sent again.
func (u *user) ownID(r *wx.Request) string {
	target := &u.w.run.settings.At(r.URL).Target
	if !target.IsLogin(r) {
		return u.newID()
	}
	if code := target.CredentialOf(r); code != u.login.code || code == "" {
		u.login.code, u.login.id = code, u.newID()
	}
	return u.login.id
}
