package backend

import (
	"fmt"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// ticketStep is the first step of a login that has two.
type ticketStep struct {
	request *wx.Request
	resp    *wx.Response // nil where there is no answer
	err     error        // why there is none
}

// askTicket sends the first step of a login to the target: the second needs what it gives.
// A client that asks once more gets the same answer.
func (r *rehearsal) askTicket(o *outgoing) {
	k := &r.tickets[r.backend.TargetOf(o.URL)]
	if *k == nil {
		resp, err := r.send(o.Request)
		*k = &ticketStep{o.Request, resp, err}
	}
	switch {
	case (*k).err != nil && o.to != nil:
		o.to.Receive(nil, &wx.Error{ErrMsg: "request:fail"})
	case (*k).err == nil:
		again := *(*k).resp
		r.answer(o, &again)
	}
}

// ticketMisfit is why the second step of a login did not follow on the first; nil where
// the target is not to blame.
func (b *Backend) ticketMisfit(t *wrapper.Target, k *ticketStep, wechat exchange) error {
	first := "the first step of the login, " + k.request.Method + " " + Shown(k.request.URL)
	if k.err != nil {
		return unavailable(first, k.err, "is the developer server running? its address is target.url or app.domains")
	}
	said := fmt.Sprintf("%s, answered %s", first, describe(k.resp))
	switch {
	case !t.Succeeded(k.resp) && wechat.refused && !wechat.asked:
		return b.refusedByWeChat(said)
	case !t.Succeeded(k.resp) && !wechat.asked:
		return &MisfitError{said, "look at target.login.ticket: method, path and code; and is the target's WeChat base URL set to " + b.wechat.base + "?"}
	case !t.Succeeded(k.resp):
		return &MisfitError{said, "look at target.login.ticket: method, path and code; and at target.success"}
	case t.NewTicket(k.resp) == "":
		return &MisfitError{fmt.Sprintf("%s, gave no ticket at $.%s; the answer was %s", first, t.Login.Ticket.Ticket, describe(k.resp)), "look at target.login.ticket.token"}
	}
	return nil
}
