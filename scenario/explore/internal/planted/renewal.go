package planted

import "github.com/wxload/wxload/client/wx"

// carried is the token of a send.
type carried struct {
	token string
	newer int // mutant.newer, when it was sent
	send  int // its number
}

// renewals takes the token that an answer brings, in the place of the one that its request
// carried.
func (m *mutant) renewals(c carried, r *wx.Request, resp *wx.Response) {
	token, brought := m.s.Target.RenewedBy(r, resp)
	if !brought || m.s.Target.AuthFailed(resp) || !m.takes(c) {
		return
	}
	m.renewed = c.send
	m.keep(token, m.refresh)
}

func (m *mutant) takes(c carried) bool {
	switch m.bug {
	case RenewalUncompared:
		return true
	case RenewalOverLogin:
		return c.send > m.renewed
	case RenewalIgnored:
		return false
	default:
		return m.token == c.token && m.newer == c.newer
	}
}
