package story

import (
	"fmt"

	"github.com/wxload/wxload/client/wx"
)

// renewal is a login or a refresh, by its number among those of its kind. The zero value
// is none.
type renewal struct {
	refresh bool
	n       int
}

func login(n int) renewal { return renewal{n: n} }

func (r renewal) String() string {
	if r.refresh {
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
	target := &s.w.Settings().Target
	switch {
	case r.Caller > 0:
		return renewal{}
	case target.IsLogin(r):
		return login(s.byCode[target.CodeOf(r)])
	case target.IsRefresh(r):
		return renewal{true, s.refreshes[r]}
	default:
		return renewal{}
	}
}

// refreshCalled numbers a refresh whose POST is called.
func (s *story) refreshCalled(r *wx.Request) {
	if s.w.Settings().Target.IsRefresh(r) {
		s.refreshes[r] = len(s.refreshes) + 1
		s.running = append(s.running, s.renewalOf(r))
	}
}
