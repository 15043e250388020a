package wrapper

import "github.com/wxload/wxload/client/wx"

// renewed takes the token that an answer brings in the place of the one that its request
// carried. Several requests may carry one token, and the answer to each brings another:
// which of those is the newest does not show in the order in which they come. The one that
// comes first is good. It was issued to a bearer of the current token, so it is newer than
// that for sure. Those that come after it, to requests with the older token, may be older
// or newer, nobody here can know, and are dropped: none is needed.
//
// So is what comes after a logout, and after a login, which made another token current.
func (w *reference) renewed(carried token, r *wx.Request, resp *wx.Response) {
	if carried.value == "" || carried.generation != w.token.generation || w.token.value == "" || w.s.Target.AuthFailed(resp) {
		return
	}
	value, ok := w.s.Target.RenewedBy(r, resp)
	if !ok || value == w.token.value {
		return
	}
	w.store(value)
	// The target has accepted the one before, whose announced end is not that of this one.
	w.token = token{value: value, generation: w.token.generation + 1, descent: w.token.descent, proven: true}
}
