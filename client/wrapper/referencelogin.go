package wrapper

import (
	"cmp"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

const (
	// loginLifetime is when a login without an answer is given up. WeChat: a code
	// lives 5 minutes. Before that its code may still come.
	loginLifetime = 5 * time.Minute
	// WeChat: at most 4 wx.login calls a second.
	loginRate = 4
	// After a failed login the next waits, twice as long each time.
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second
)

// DefaultWaitDeadline is how long a request waits for a login where the settings
// do not say.
const DefaultWaitDeadline = 15 * time.Second

// sharedLogin is the only login of a client; all calls that need one wait for it.
type sharedLogin struct {
	running   *loop.Promise[any]
	failures  int // in a row
	reason    error
	notBefore time.Time
	recent    [loginRate]time.Time // the last starts, oldest first
	answered  time.Time            // when wx.login last answered
	brought   int                  // counts the tokens that logins brought
}

func (l *sharedLogin) succeeded() { l.failures, l.reason, l.notBefore = 0, nil, time.Time{} }

// failed doubles the wait before the next login. The jitter keeps the phones of
// a whole city from asking again at the same moment.
func (l *sharedLogin) failed(w *reference, reason error) {
	backoff := min(firstBackoff<<min(l.failures, 10), maxBackoff)
	jitter := 0.5 + 0.5*w.WX.Host().Rand().Float64()
	l.failures++
	l.reason = reason
	l.notBefore = w.Loop.Now().Add(time.Duration(float64(backoff) * jitter))
}

// logIn waits for the running login, or for a new one, and returns its reason if
// it failed. It must be called from an async function.
func (w *reference) logIn(left *waitBudget) error {
	if w.login.running == nil {
		if !w.hasDomain(w.s.Target.Login.Path) {
			return ErrNoDomain
		}
		wait := w.nextLogin().Sub(w.Loop.Now())
		if wait > left.Duration {
			return cmp.Or(w.login.reason, ErrDeadline)
		}
		session := w.session
		w.login.running = loop.Async(w.Loop, func() (any, error) {
			if wait > 0 {
				w.Loop.Sleep(wait)
			}
			if session != w.session {
				return nil, ErrLogout
			}
			err := w.renew()
			if session == w.session {
				w.login.running = nil
			}
			return nil, err
		})
	}
	return w.within(w.login.running, left)
}

// nextLogin is when the next login may start: after the backoff, and within
// WeChat's rate.
func (w *reference) nextLogin() time.Time {
	next := w.login.notBefore
	if oldest := w.login.recent[0]; !oldest.IsZero() {
		if free := oldest.Add(time.Second + time.Millisecond); free.After(next) {
			next = free
		}
	}
	return next
}

// oneLogin gets a code, exchanges it at the target and keeps the token. It comes to
// nothing where the user logs out meanwhile.
func (w *reference) oneLogin() error {
	l, session := &w.login, w.session
	copy(l.recent[:], l.recent[1:])
	l.recent[loginRate-1] = w.Loop.Now()
	resp, err := w.exchangeCode(session)
	if session != w.session {
		return ErrLogout
	}
	if err == nil {
		err = w.loggedIn(resp)
	}
	if err != nil {
		l.failed(w, err)
	}
	return err
}

// loggedIn takes in the answer to a login.
func (w *reference) loggedIn(resp *wx.Response) error {
	value, ok := w.s.Target.NewToken(resp)
	if !ok {
		return ErrNoToken
	}
	life, _ := w.s.Target.Lifetime(resp, w.Loop.Now())
	w.keepToken(value, life)
	w.login.brought++
	w.refresh.useless = false
	w.refresh.keep(w, w.s.Target.NewRefreshToken(resp))
	return nil
}

func (w *reference) exchangeCode(session int) (*wx.Response, error) {
	code, err := w.codeInTime()
	switch {
	case err != nil:
		return nil, err
	case session != w.session:
		return nil, ErrLogout
	}
	if w.s.Target.TwoSteps() {
		if code, err = w.ticketFor(code); err != nil {
			return nil, err
		}
		if session != w.session {
			return nil, ErrLogout
		}
	}
	return w.loginStep(w.s.Target.LoginRequest(code))
}

// ticketFor is the first step of a login that has two. A ticket that does not come, or
// whose trade fails, is not sent again: the next login begins with a code.
func (w *reference) ticketFor(code string) (string, error) {
	resp, err := w.loginStep(w.s.Target.TicketRequest(code))
	if err != nil {
		return "", err
	}
	if ticket := w.s.Target.NewTicket(resp); ticket != "" {
		return ticket, nil
	}
	return "", ErrNoTicket
}

// loginStep sends a request of a login. An answer that is no success is an error, also
// where it is the authentication failure.
func (w *reference) loginStep(r *wx.Request) (*wx.Response, error) {
	resp, err := w.sendInTime(w.ownRequest(r))
	if err == nil && !w.s.Target.Succeeded(resp) {
		err = &StatusError{resp}
	}
	return resp, err
}

// codeInTime gives wx.login up only when its code would be dead. An app that was
// suspended in the meantime may get a code that is dead already.
func (w *reference) codeInTime() (string, error) {
	asked := w.Loop.Now()
	p := loop.NewPromise[string](w.Loop)
	w.WX.Login(p.Settle)
	code, err := p.AwaitFor(loginLifetime, ErrDeadline)
	w.login.answered = w.Loop.Now()
	if err == nil && w.Loop.Now().Sub(asked) > loginLifetime {
		return "", ErrDeadline
	}
	return code, err
}

// keepToken makes a token the current one; life is zero where the target announced none.
func (w *reference) keepToken(value string, life time.Duration) {
	w.store(value)
	w.token = token{value: value, generation: w.token.generation + 1, descent: w.token.descent + 1}
	if life > 0 {
		w.token.endsAt = w.Loop.Now().Add(life)
		w.token.renewAt = w.token.endsAt.Add(-min(w.s.RenewMargin, life/2))
	}
}

func (w *reference) store(token string) {
	if err := w.WX.SetStorage(w.s.TokenKey, token); err != nil {
		w.WX.RemoveStorage(w.s.TokenKey) // too big to store: it lives as long as the app
	}
}

// waitBudget is how long a call may still wait, for everything that it waits for.
type waitBudget struct{ time.Duration }

// retryBudget is the least that a call may wait after a rejection: one that had
// waited long before would be given up otherwise, without a login.
const retryBudget = 2 * time.Second

func (w *reference) newBudget() *waitBudget { return &waitBudget{w.waitDeadline()} }

// within waits for p, until the budget is used up.
func (w *reference) within(p *loop.Promise[any], left *waitBudget) error {
	start := w.Loop.Now()
	_, err := p.AwaitFor(left.Duration, ErrDeadline)
	left.Duration -= w.Loop.Now().Sub(start)
	return err
}

func (w *reference) waitDeadline() time.Duration {
	if w.s.WaitDeadline > 0 {
		return w.s.WaitDeadline
	}
	return DefaultWaitDeadline
}
