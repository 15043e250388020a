package planted

import (
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// credential is what the login POST carries: the code, or the ticket for it.
func (m *mutant) credential() (string, error) {
	if m.bug != OneTicketForAll {
		return m.newCredential()
	}
	if m.ticket == nil {
		m.ticket = loop.Async(m.Loop, m.newCredential)
	}
	return m.ticket.Await()
}

func (m *mutant) newCredential() (string, error) {
	code, err := m.code()
	if err != nil || !m.s.Target.TwoSteps() {
		return code, err
	}
	resp, err := m.ownInTime(m.s.Target.TicketRequest(code))
	ticket := ""
	if err == nil && m.s.Target.Succeeded(resp) {
		ticket = m.s.Target.NewTicket(resp)
	}
	switch {
	case ticket == "" && m.bug == LockKeptOnNoTicket:
		loop.NewPromise[any](m.Loop).Await() // for ever
	case ticket == "":
		return "", errMutant
	case m.bug == LockFreedAtTicket:
		m.login = nil
	}
	return ticket, nil
}

// ownInTime sends a request of the wrapper's own.
func (m *mutant) ownInTime(r *wx.Request) (*wx.Response, error) {
	r.URL, r.Timeout = m.s.Domains["develop"]+r.URL, m.s.Timeout
	return m.inTime(r)
}
