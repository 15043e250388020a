package client_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
)

// life is a random client: whatever a platform may report, in an order that it
// may report it in.
type life struct {
	*stream
	*rand.Rand
	logins  []int    // wx.login calls without an answer
	codes   []string // that may be POSTed
	checks  []int
	callers []int // unsettled
	waiting []int // requests that have not left
	flying  []int
	n       int
}

// take removes and returns any one of a list.
func take[T any](r *rand.Rand, list *[]T) (x T, ok bool) {
	if len(*list) == 0 {
		return x, false
	}
	i := r.IntN(len(*list))
	x = (*list)[i]
	*list = append((*list)[:i], (*list)[i+1:]...)
	return x, true
}

// someToken is a token, or none.
func (l *life) someToken() string {
	if n := l.IntN(7); n > 0 {
		return fmt.Sprintf("secret-%d", n)
	}
	return ""
}

// step lets the client do something, or the platform answer.
func (l *life) step() {
	l.n++
	l.pass(time.Duration(l.ExpFloat64() * float64(100*ms)))
	switch l.IntN(16) {
	case 0:
		l.logins = append(l.logins, l.wxLogin())
	case 1:
		l.checks = append(l.checks, l.check())
	case 2, 3:
		l.callers = append(l.callers, l.pageWith([]string{"GET", "POST"}[l.IntN(2)], l.IntN(4) > 0))
	case 4, 5:
		l.request()
	case 6:
		if id, ok := take(l.Rand, &l.waiting); ok {
			l.leaves(id)
			l.flying = append(l.flying, id)
		}
	case 7, 8, 9:
		l.answered()
	case 10, 11:
		l.settled()
	case 12:
		l.weChatAnswers()
	case 13:
		l.emit(wx.Event{Kind: wx.StorageRemove, Key: "token", Had: l.IntN(2) == 0})
	case 14:
		l.rare()
	case 15:
		l.o.FindHung(l.now, l.IntN(50) == 0)
	}
}

func (l *life) request() {
	var r *wx.Request
	switch l.IntN(3) {
	case 0:
		code := "unknown"
		if len(l.codes) > 0 {
			code = l.codes[l.IntN(len(l.codes))]
		}
		r = postOf(code)
	case 1:
		r = &wx.Request{Method: "GET", URL: origin + "/own"}
	default:
		if len(l.callers) > 0 {
			r = l.requestOf(l.callers[l.IntN(len(l.callers))], l.someToken())
		}
	}
	if r == nil {
		return
	}
	id := l.called(r)
	if l.IntN(3) == 0 {
		l.waiting = append(l.waiting, id)
		return
	}
	l.leaves(id)
	l.flying = append(l.flying, id)
}

func (l *life) answered() {
	if id, ok := take(l.Rand, &l.flying); ok {
		switch l.IntN(5) {
		case 0:
			l.breaks(id)
		case 1:
			l.answer(id, 401, "")
		case 2:
			l.answer(id, 500, "")
		default:
			l.emit(wx.Event{Kind: wx.RequestDone, ID: id, Request: l.requests[id], Response: &wx.Response{Status: 200,
				Body: fmt.Appendf(nil, `{"token":%q,"expires_in":%d}`, l.someToken(), l.IntN(3)), Caller: l.requests[id].Caller}})
		}
	}
}

func (l *life) settled() {
	if caller, ok := take(l.Rand, &l.callers); ok {
		switch l.IntN(4) {
		case 0:
			l.reject(caller)
		case 1:
			l.empty(caller)
		default:
			l.resolve(caller, []int{200, 401, 500}[l.IntN(3)])
		}
	}
}

func (l *life) weChatAnswers() {
	if id, ok := take(l.Rand, &l.logins); ok {
		if l.IntN(4) == 0 {
			l.emit(wx.Event{Kind: wx.LoginFail, ID: id, Err: &wx.Error{ErrMsg: "login:fail"}})
			return
		}
		code := fmt.Sprintf("c%d", l.n)
		l.codes = append(l.codes, code)
		l.code(id, code)
	}
	if id, ok := take(l.Rand, &l.checks); ok {
		l.checked(id, l.IntN(2) == 0)
	}
}

func (l *life) rare() {
	switch l.IntN(6) {
	case 0:
		for _, id := range l.flying {
			l.breaks(id)
		}
		l.tell(wx.AppDestroy)
		l.logins, l.checks, l.callers, l.waiting, l.flying = nil, nil, nil, nil, nil
		l.ids = 0
	case 1:
		l.pass(6 * time.Minute)
	case 2:
		l.tell(wx.Logout)
	case 3:
		l.tell(wx.AppHide)
	case 4:
		l.tell(wx.AppShow)
	case 5:
		if id, ok := take(l.Rand, &l.waiting); ok {
			l.dropped(id, errno.Interrupted)
		}
	}
}

// live runs a random life of so many steps and returns it with closed books.
func live(seed uint64, steps int) *life {
	l := &life{stream: newStream(nil), Rand: rand.New(rand.NewPCG(seed, 0))}
	if seed%2 == 0 {
		l.o.ColdStart("secret-0")
	}
	for range steps {
		l.step()
	}
	l.o.Finish(l.now, l.IntN(2) == 0)
	return l
}
