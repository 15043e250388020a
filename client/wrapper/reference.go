package wrapper

import (
	"errors"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// maxSends is how often one call is sent for authentication failures. It is once more where
// the second of its tokens came of the first by a renewal, and no login has helped yet.
const maxSends = 2

// reference is the documents' idea without their holes. Its rules:
//
//   - Requests that need a token wait while a launch decides, and while a login
//     runs; they are released together, in order, or rejected with its reason.
//   - One login at a time, shared by all who need it (referencelogin.go).
//   - A refresh takes the place of a login where the target gives refresh tokens
//     (referencerefresh.go).
//   - A token that comes with an answer takes the place of the one that the request
//     carried, and of no newer one (referencerenewal.go).
//   - A rejected token is compared with the current one: a late failure of an
//     older token is only a reason to send again with the newer one.
//   - A call is sent at most twice for authentication failures, and for nothing
//     else more than once.
//   - Data that WeChat sealed before a login is sealed again after it, never sent as
//     it was (referenceseal.go).
//   - A logout ends a login: what that brings is dropped.
//   - Whitelisted calls never wait for a login. Where one finds the token rejected,
//     the next call that needs it logs in.
//   - One slot of the platform stays free for the login.
//   - A call's waits have one deadline together, also where the platform never
//     calls back.
type reference struct {
	base
	token     token
	login     sharedLogin
	refresh   refresh
	slots     *slots
	deciding  *loop.Promise[any] // while a launch is being decided
	checkedAt time.Time          // the last session check
	session   int                // counts the logouts
}

// token is the current token. Its generation tells it from the ones before.
type token struct {
	value      string
	generation int
	descent    int       // that of the login or refresh from which renewals have led to it
	proven     bool      // the target has accepted it
	renewAt    time.Time // zero: the target announced no lifetime
	endsAt     time.Time
}

func newReference(env Env, s *Settings) Wrapper {
	w := &reference{base: newBase(env, s)}
	w.token.value = w.WX.GetStorage(s.TokenKey)
	w.refresh.load(w)
	w.slots = &slots{loop: w.Loop, limit: businessSlots(s.RequestLimit, w.WX.Slots())}
	return w
}

// Launch decides whether the stored token may be used: WeChat's session must
// still hold (checkSession, once per cold start), or a login replaces it.
func (w *reference) Launch() *loop.Promise[any] {
	if w.deciding != nil {
		return w.deciding
	}
	decided := loop.NewPromise[any](w.Loop)
	w.deciding = decided
	w.Loop.Go(func() {
		err := w.decide()
		w.deciding = nil
		decided.Settle(nil, err)
	})
	return decided
}

func (w *reference) decide() error {
	if w.token.value != "" || w.refresh.token != "" {
		if err := w.checkSession(); err != nil || w.token.value != "" {
			return err
		}
	}
	return w.logIn(w.newBudget())
}

// checkSpacing keeps quick changes of the app far from WeChat's rate of 4
// checkSession calls a second.
const checkSpacing = time.Second

// Show checks the session again when the app returns.
func (w *reference) Show() {
	if w.token.value != "" && w.deciding == nil && w.Loop.Now().Sub(w.checkedAt) >= checkSpacing {
		w.Loop.Go(func() { w.checkSession() }) // a failed login is the waiters' matter
	}
}

// checkSession logs in where the session of the current token is over. A login
// that began in the meantime has answered that question already, a refresh has not.
func (w *reference) checkSession() error {
	session, brought := w.session, w.login.brought
	answered := func() bool { return session != w.session || brought != w.login.brought }
	if w.sessionHolds() || answered() || w.login.running != nil && !w.refresh.running {
		return nil
	}
	w.refresh.useless = true
	left := w.newBudget()
	if w.refresh.running {
		if w.within(w.login.running, left); answered() {
			return nil
		}
	}
	return w.logIn(left)
}

// sessionHolds counts a check that never calls back as passed: the developer
// server has the last word anyway.
func (w *reference) sessionHolds() bool {
	w.checkedAt = w.Loop.Now()
	checked := loop.NewPromise[any](w.Loop)
	w.WX.CheckSession(func(err error) { checked.Settle(nil, err) })
	_, err := checked.AwaitFor(w.waitDeadline(), ErrDeadline)
	return err == nil || errors.Is(err, ErrDeadline)
}

// Logout forgets the token, and the login that runs.
func (w *reference) Logout() {
	w.session++
	w.login.running = nil
	w.refresh.forget(w)
	w.token = token{generation: w.token.generation + 1, descent: w.token.descent + 1}
	w.WX.RemoveStorage(w.s.TokenKey)
}

// Request sends a call, with a login before it or in the middle where it takes one.
func (w *reference) Request(c *Call) *loop.Promise[*wx.Response] {
	return loop.Async(w.Loop, func() (*wx.Response, error) {
		if !w.hasDomain(c.URL) {
			return nil, ErrNoDomain
		}
		if !c.Identity || w.s.whitelisted(c.URL) {
			return w.sendFreely(c)
		}
		return w.sendWithToken(c)
	})
}

// hasDomain reports whether a request to that URL has somewhere to go.
func (w *reference) hasDomain(url string) bool { return isAbsolute(url) || w.domain != "" }

// sendFreely sends a call that needs no token, with the token where there is one.
func (w *reference) sendFreely(c *Call) (*wx.Response, error) {
	c, err := w.sealedAndSlot(c, w.newBudget())
	if err != nil {
		return nil, err
	}
	t := w.token
	resp, err := w.sendInSlot(c, t)
	if w.authFailed(err) {
		w.reject(t)
	}
	return resp, err
}

func (w *reference) authFailed(err error) bool {
	failure, isStatus := errors.AsType[*StatusError](err)
	return isStatus && w.s.Target.AuthFailed(failure.Response)
}

func (w *reference) sendWithToken(c *Call) (*wx.Response, error) {
	left, limit, refused := w.newBudget(), maxSends, token{descent: -1}
	for sends := 1; ; sends++ {
		t, ready, err := w.tokenAndSlot(c, left)
		if err != nil {
			return nil, err
		}
		resp, err := w.sendInSlot(ready, t)
		if !w.authFailed(err) {
			w.prove(t, err)
			return resp, err
		}
		w.reject(t)
		if sends == maxSends && t.descent == refused.descent {
			limit++
		}
		if sends == limit {
			return nil, ErrAuth
		}
		refused = t
		left.Duration = max(left.Duration, retryBudget)
	}
}

// tokenAndSlot waits for a token and then for a slot, and returns the call as it may
// be sent then. Where the token was replaced during the second wait it begins again: a
// slot is not kept through a login, for whitelisted calls need them, too.
func (w *reference) tokenAndSlot(c *Call, left *waitBudget) (token, *Call, error) {
	for {
		t, err := w.usableToken(left)
		if err != nil {
			return token{}, nil, err
		}
		if c, err = w.sealedAndSlot(c, left); err != nil {
			return token{}, nil, err
		}
		if now := w.token; now.value != "" && now.descent == t.descent {
			return now, c, nil
		}
		w.leaveSlot(c)
	}
}

// usableToken waits for the launch's decision, and for a login where there is no
// token or its announced end is near.
func (w *reference) usableToken(left *waitBudget) (token, error) {
	if w.deciding != nil {
		err := w.within(w.deciding, left)
		if errors.Is(err, ErrDeadline) || err != nil && w.token.value == "" {
			return token{}, err
		}
	}
	if w.token.value != "" && w.login.running == nil && !w.renews() {
		return w.token, nil
	}
	err := w.logIn(left)
	switch {
	case err != nil && (w.token.value == "" || w.due(w.token.endsAt)):
		return token{}, err
	case w.token.value == "": // logged out in this very moment
		return token{}, ErrNoToken
	}
	return w.token, nil // also where it could not be renewed, but is still good
}

// renews reports whether the current token's announced end asks for a login. A
// backoff is waited for only where the token is of no use any more.
func (w *reference) renews() bool {
	return w.due(w.token.endsAt) || w.due(w.token.renewAt) && !w.Loop.Now().Before(w.login.notBefore)
}

func (w *reference) due(at time.Time) bool { return !at.IsZero() && !w.Loop.Now().Before(at) }

// prove notes that the target accepted a token, which ends the caution after
// tokens that it rejected.
func (w *reference) prove(t token, err error) {
	if err == nil && t.generation == w.token.generation && !w.token.proven {
		w.token.proven = true
		w.login.succeeded()
	}
}

// reject drops a token that the target rejected, unless a newer one came since.
// One that was never accepted counts like a failed login, so that a target whose
// tokens are dead from the start is not asked for ever more.
func (w *reference) reject(t token) {
	if t.generation != w.token.generation || w.token.value == "" {
		return
	}
	if !w.token.proven && w.token.generation > 0 {
		w.login.failed(w, ErrAuth)
	}
	w.token = token{generation: w.token.generation, descent: w.token.descent}
	w.WX.RemoveStorage(w.s.TokenKey)
}
