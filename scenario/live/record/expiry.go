package record

import (
	"math"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/sim"
)

// never is a time that does not come.
const never = math.MaxInt64

// token is what the answers tell of a token's life, as times of the script.
type token struct {
	issued   int64   // -1 for one that was there at the start; never for unknown
	accepted []int64 // arrivals of requests with it
	refused  int64   // the first such arrival; never for none
}

// expiries infers when the server gave up tokens: after it last accepted one and
// before it first refused it.
func (s *script) expiries() {
	tokens := s.tokens()
	s.out.Initial.Token = "absent"
	if s.record.Held {
		s.out.Initial.Token = "valid"
	}
	for i := range tokens {
		t := &tokens[i]
		if t.refused == never {
			continue
		}
		if t.issued < 0 && len(t.accepted) == 0 {
			s.out.Initial.Token = "expired"
			continue
		}
		next := nextIssue(tokens[i+1:])
		if s.single && next <= t.refused {
			continue // the newer login killed it
		}
		last := t.refused
		if next <= last && next-1 > t.issued {
			last = next - 1 // an expiry would kill the newer one, too
		}
		s.fault(sim.Fault{Type: "expireAll", At: max(between(t, last), 0)})
	}
}

// between is a time after the last acceptance of a token and no later than last.
func between(t *token, last int64) int64 {
	first := max(t.issued, 0)
	for _, at := range t.accepted {
		if at < last {
			first = max(first, at)
		}
	}
	return min((first+last+1)/2, last)
}

func nextIssue(tokens []token) int64 {
	next := int64(never)
	for _, t := range tokens {
		next = min(next, t.issued)
	}
	return next
}

// tokens follows all tokens of the record, by number - 1.
func (s *script) tokens() []token {
	var all []token
	get := func(number int) *token {
		for len(all) < number {
			all = append(all, token{issued: never, refused: never})
		}
		return &all[number-1]
	}
	if s.record.Held {
		get(1).issued = -1
	}
	for i := range s.record.Events {
		e, end := &s.record.Events[i], s.ending(i)
		if e.Kind != wx.RequestSend || end == nil || end.Token == 0 {
			continue
		}
		if end.Renewed > 0 {
			get(end.Renewed).issued = s.arrival(i)
		}
		t, at := get(end.Token), s.arrival(i)
		switch {
		case e.Login || e.Refresh:
			t.issued = at
		case end.Outcome == Refused:
			t.refused = min(t.refused, at)
		case end.Outcome == Good && !s.public(e.Call):
			t.accepted = append(t.accepted, at)
		}
	}
	return all
}

// public reports whether a page's call needs no token: its success says nothing
// about the one that it carries. What a wrapper asks on its own account does.
func (s *script) public(call int) bool {
	if call == 0 {
		return false
	}
	for i := range s.record.Events {
		e := &s.record.Events[i]
		if e.Kind == wx.PageCall && e.Call == call {
			if guarded := s.guarded(e); guarded != nil {
				return !*guarded
			}
			return e.Public
		}
	}
	return true
}

// guarded is whether the server wants a token for a page's call, as its answers
// show it where the page says otherwise: one without need was refused, or one with
// it was accepted without a token. Nil where no answer shows it.
func (s *script) guarded(page *Event) *bool {
	for i := range s.record.Events {
		e := &s.record.Events[i]
		if e.Call != page.Call || e.Kind != wx.RequestDone {
			continue
		}
		if page.Public && e.Outcome == Refused || !page.Public && e.Token == 0 && e.Outcome == Good {
			return &page.Public
		}
	}
	return nil
}

// sessions infers when WeChat gave up the session, from what the checks say.
func (s *script) sessions() {
	first, good := true, int64(0) // good: when the session last held
	for i := range s.record.Events {
		end := s.ending(i)
		if end == nil {
			continue
		}
		switch kind := s.record.Events[i].Kind; {
		case kind == wx.LoginCall && end.Kind == wx.LoginOK, kind == wx.CheckCall && end.Kind == wx.CheckOK:
			first, good = false, s.arrival(i)
		case kind == wx.CheckCall && first:
			first = false
			s.out.Initial.Session = "invalid"
		case kind == wx.CheckCall:
			s.fault(sim.Fault{Type: "sessionInvalid", At: min((good+s.arrival(i)+1)/2, s.arrival(i))})
		}
	}
}
