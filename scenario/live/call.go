package live

import (
	"strconv"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

// calls are a page's requests, with their placeholders filled in.
func (u *user) calls(requests []scenario.Request) []*wrapper.Call {
	all := make([]wrapper.Call, len(requests))
	calls := make([]*wrapper.Call, len(requests))
	for i := range requests {
		r := &requests[i]
		all[i] = wrapper.Call{Name: r.Name, Method: r.Method, URL: r.Path, Identity: r.Identity, Body: r.Body}
		if !r.Sealed.IsZero() {
			all[i].Sealed = &wrapper.Sealed{At: r.Sealed, Again: (*wx.UserInfo).Body}
		}
		if len(r.Header) > 0 {
			all[i].Header = backend.Headers(r.Header)
		}
		u.fill(&all[i])
		calls[i] = &all[i]
	}
	return calls
}

func (u *user) fill(c *wrapper.Call) {
	if marked := u.w.run.marked; len(marked) > 0 || backend.HasMarks(c) {
		backend.Fill(c, marked, u.name, u.newID())
	}
}

// newID is a text that no other call has.
func (u *user) newID() string {
	u.made++
	return u.name + "-" + strconv.Itoa(u.made)
}

// ownID is the id of a request that the wrapper sends on its own account. A login keeps
// its id when its code is sent again.
func (u *user) ownID(r *wx.Request) string {
	target := &u.w.run.settings.Target
	if !target.IsLogin(r) {
		return u.newID()
	}
	if code := target.CodeOf(r); code != u.login.code || code == "" {
		u.login.code, u.login.id = code, u.newID()
	}
	return u.login.id
}
