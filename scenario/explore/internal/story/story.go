package story

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// story follows a run in the words of its timeline and its sentence: which login
// a call belongs to, which token is stored, and what the last turn did.
type story struct {
	w        *world.World
	logins   int            // calls of wx.login
	byID     map[int]int    // of wx.login: the call's number of the platform
	byCode   map[string]int // the login that got a code, or a ticket
	running  []renewal      // those that have not ended
	ended    []renewal
	failed   []renewal
	postSent map[int]bool
	// refreshes numbers them, by their POST.
	refreshes map[*wx.Request]int

	stored   string // the token in storage
	newest   string // the newest token that an answer brought, or the first
	newestBy renewal
	// bringers are who brought tokens besides logins and refreshes.
	bringers map[string]sender

	open        []string // the page's requests that are not settled
	sends       map[sender]int
	rejected    rejectedSend // the last one
	late        rejectedSend // the last one with an older token than the newest
	refused     map[string]bool
	deleted     string  // by this turn
	refusedPost renewal // by the answer of this turn
	hits        hits
	silent      sender // the last call that never calls back
	last        wx.Event
	now         situation.Moment // with which the turn began
}

// rejectedSend is a request that was answered with the authentication failure.
type rejectedSend struct {
	sender sender
	token  string
}

func newStory(w *world.World) story {
	s := story{w: w, byID: map[int]int{}, byCode: map[string]int{}, postSent: map[int]bool{}, refreshes: map[*wx.Request]int{},
		sends: map[sender]int{}, bringers: map[string]sender{}, refused: map[string]bool{}}
	if w.Situation().Token != situation.Absent {
		s.stored, s.newest = "t0", "t0"
	}
	return s
}

// turn begins a new turn of the client.
func (s *story) turn(m situation.Moment) { s.now, s.deleted, s.refusedPost = m, "", renewal{} }

func (s *story) observe(e *wx.Event) {
	s.last = *e
	switch e.Kind {
	case wx.LoginCall:
		s.logins++
		s.byID[e.ID] = s.logins
		s.running = append(s.running, login(s.logins))
	case wx.LoginOK:
		s.byCode[e.Code] = s.byID[e.ID]
	case wx.LoginFail:
		s.ends(login(s.byID[e.ID]), false)
	case wx.RequestCall:
		s.refreshCalled(e.Request)
	case wx.RequestSend:
		s.sent(e.Request)
	case wx.RequestDone:
		s.answered(e)
	case wx.RequestFail:
		if x := s.renewalOf(e.Request); x.n > 0 {
			s.ends(x, false)
		}
	case wx.StorageSet, wx.StorageRemove:
		s.storage(e)
	case wx.PageCall:
		s.open = append(s.open, e.Name)
	case wx.PageSettle:
		s.open = slices.DeleteFunc(s.open, func(name string) bool { return name == e.Name })
	default: // nothing that a sentence tells
	}
}

func (s *story) sent(r *wx.Request) {
	if x := s.renewalOf(r); x.n > 0 {
		if !x.refresh {
			s.postSent[x.n] = true
		}
		if !slices.Contains(s.running, x) {
			s.running = append(s.running, x)
		}
	}
	s.sends[s.sender(r)]++
}

func (s *story) answered(e *wx.Event) {
	target := s.w.TargetOf(e.Request)
	if x := s.renewalOf(e.Request); x.n > 0 {
		if ticket := s.ticket(e.Request, e.Response); ticket != "" {
			s.byCode[ticket] = x.n
			return
		}
		token := s.brought(e.Request, e.Response)
		if token != "" {
			s.newest, s.newestBy = token, x
		}
		if target.AuthFailed(e.Response) {
			s.refusedPost = x
		}
		s.ends(x, token != "")
		return
	}
	s.renewed(e)
	if target.AuthFailed(e.Response) {
		s.rejected = rejectedSend{s.sender(e.Request), target.TokenOf(e.Request)}
		s.refused[s.rejected.token] = true
		if s.rejected.token != s.newest {
			s.late = s.rejected
		}
	}
}

// ends takes in the end of a login or a refresh.
func (s *story) ends(x renewal, good bool) {
	s.running = slices.DeleteFunc(s.running, func(y renewal) bool { return y == x })
	s.ended = append(s.ended, x)
	if !good {
		s.failed = append(s.failed, x)
	}
}

func (s *story) storage(e *wx.Event) {
	if !s.w.KeepsToken(e.Key) {
		return
	}
	if e.Kind == wx.StorageSet {
		s.stored = e.Value
		return
	}
	if e.Had {
		s.deleted = s.stored
	}
	s.stored = ""
}

// milestone describes an event of the client that others may wait for; it is empty for
// most. ends tells that it is the end of a login or a refresh.
func (s *story) milestone(e *wx.Event) (what string, ends bool) {
	switch {
	case e.Kind == wx.StorageSet && s.w.KeepsToken(e.Key) && e.Value != "":
		return s.storing(e.Value)
	case e.Kind == wx.LoginFail:
		return fmt.Sprintf("login #%d has failed", s.byID[e.ID]), true
	case e.Kind == wx.RequestFail && s.renewalOf(e.Request).n > 0, e.Kind == wx.RequestDone && slices.Contains(s.failed, s.renewalOf(e.Request)):
		return s.renewalOf(e.Request).String() + " has failed", true
	case e.Kind == wx.RequestDone && s.ticket(e.Request, e.Response) != "":
		return s.renewalOf(e.Request).String() + " has its ticket", false
	case e.Kind == wx.RequestCall && s.renewalOf(e.Request).refresh:
		return s.renewalOf(e.Request).String() + " has started", false
	case e.Kind == wx.LoginCall:
		return fmt.Sprintf("login #%d has started", s.logins), false
	case e.Kind == wx.RequestSend && e.Request.Caller > 0:
		return s.who(e.Request) + " has left", false
	}
	return "", false
}

// sender is who makes a request.
func (s *story) sender(r *wx.Request) sender {
	switch {
	case r.Caller > 0:
		return sender{whose: ofPage, name: r.Name}
	case s.w.TargetOf(r).IsTicket(r):
		return sender{whose: ofTicket, n: s.renewalOf(r).n}
	case s.w.TargetOf(r).Apart(r):
		return s.renewalOf(r).post()
	default:
		return sender{whose: ofWrapper, name: r.Name}
	}
}

// who names a request.
func (s *story) who(r *wx.Request) string { return s.sender(r).String() }

// waiting is a page's request that is not settled.
func (s *story) waiting() string {
	if len(s.open) == 0 {
		return ""
	}
	return s.open[0]
}

func (s *story) unsettled() string {
	if len(s.open) == 1 {
		return list(s.open) + " is never settled"
	}
	return list(s.open) + " are never settled"
}

// list names requests: "request A", "requests A, B and C".
func list(names []string) string {
	switch n := len(names); n {
	case 0:
		return "no request"
	case 1:
		return "request " + names[0]
	default:
		return "requests " + strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}
