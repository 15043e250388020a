package story

import (
	"fmt"

	"github.com/wxload/wxload/client/wx"
)

// renewal is a login or a refresh, by its number among those of its kind, or the answer to
// another request that brought a token. The zero value is none.
type renewal struct {
	refresh bool
	n       int
	answer  sender // whose; nobody's for a login or a refresh
}

func login(n int) renewal { return renewal{n: n} }

func (r renewal) String() string {
	switch {
	case r.answer != sender{}:
		return "the answer to " + r.answer.String()
	case r.refresh:
		return fmt.Sprintf("refresh #%d", r.n)
	}
	return fmt.Sprintf("login #%d", r.n)
}

// post is who sends its POST.
func (r renewal) post() sender {
	if r.refresh {
		return sender{whose: ofRefresh, n: r.n}
	}
	return sender{whose: ofLogin, n: r.n}
}

// renewalOf is the login, or the refresh, that a request is a POST of; none for others.
func (s *story) renewalOf(r *wx.Request) renewal {
	target := s.w.TargetOf(r)
	switch {
	case target.IsLogin(r) || target.IsTicket(r):
		return login(s.byCode[target.CredentialOf(r)])
	case r.Caller > 0:
		return renewal{}
	case target.IsRefresh(r):
		return renewal{refresh: true, n: s.refreshes[r]}
	default:
		return renewal{}
	}
}

// ticket is the one that an answer gives; empty where it gives none.
func (s *story) ticket(r *wx.Request, answer *wx.Response) string {
	target := &s.w.Settings().Target
	if answer == nil || !target.IsTicket(r) || !target.Succeeded(answer) {
		return ""
	}
	return target.NewTicket(answer)
}

// renewed takes in an answer that may bring a token besides what was asked for.
func (s *story) renewed(e *wx.Event) {
	token := s.brought(e.Request, e.Response)
	if token == "" {
		return
	}
	s.bringers[token] = s.sender(e.Request)
	if s.generation(token) > s.generation(s.newest) {
		s.newest, s.newestBy = token, renewal{answer: s.sender(e.Request)}
	}
}

// storing is the milestone that a token is stored, and whether a login or a refresh ends
// with it.
func (s *story) storing(token string) (what string, ends bool) {
	if by, renewed := s.bringers[token]; renewed {
		return fmt.Sprintf("the token %s of the answer to %s is stored", token, by), true
	}
	return fmt.Sprintf("%s has stored its token %s", s.newestBy, token), true
}

// refreshCalled numbers a refresh whose POST is called.
func (s *story) refreshCalled(r *wx.Request) {
	if s.w.TargetOf(r).IsRefresh(r) {
		s.refreshes[r] = len(s.refreshes) + 1
		s.running = append(s.running, s.renewalOf(r))
	}
}
