package backend

import (
	"errors"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/transport"
)

// MisfitError is a target that answers otherwise than the scenario says.
type MisfitError struct {
	Message string // what does not fit
	Hint    string // what to look at
}

// Error says what does not fit.
func (e *MisfitError) Error() string { return e.Message }

// prober is the name of the user of the one client that logs in before the load.
const prober = "wxload-probe"

// Probe lets one client log in and make one request, and says what does not fit: an
// [*UnavailableError] or a [*MisfitError]. Control calls that the target does not
// answer are given up.
func (b *Backend) Probe() error {
	b.findControl()
	before, err := b.wechat.readLedger()
	if err != nil {
		return unavailable("asking the mock WeChat at "+b.wechat.base, err, "is it running? start one with: wxload mock")
	}
	v, login, err := b.firstLogin(prober)
	if err != nil {
		return unavailable("asking the mock WeChat at "+b.wechat.base+" for a code", err, "is it running? start one with: wxload mock")
	}
	defer v.end()
	if login == nil && v.ticket != nil {
		wechat, err := b.exchangeSince(before)
		if err == nil {
			err = b.ticketMisfit(&b.settings.Target, v.ticket, wechat)
		}
		if err != nil {
			return err
		}
	}
	if login == nil {
		b.trouble = append(b.trouble, "a client of this wrapper that starts without a token sends no login, so the target was not tried out")
		return nil
	}
	resp, err := v.send(login.Request)
	if err != nil {
		return unavailable("logging in at "+Shown(login.URL), err, "is the developer server running? its address is target.url or app.domains")
	}
	wechat, err := b.exchangeSince(before)
	if err != nil {
		return err
	}
	if err := b.misfit(&b.settings.Target, login.Request, resp, wechat); err != nil {
		return err
	}
	v.logIn(login, resp)
	return b.probeToken(v, resp)
}

// exchangeSince is what the target has asked the mock WeChat about the prober's codes since
// the ledger was read.
func (b *Backend) exchangeSince(before *ledger) (exchange, error) {
	after, err := b.wechat.readLedger()
	if err != nil {
		return exchange{}, err
	}
	now, then := after.Users[prober], before.Users[prober]
	return exchange{asked: now.Used > then.Used, refused: after.Codes.Refused > before.Codes.Refused, twice: now.Refused > then.Refused}, nil
}

// findControl gives up control calls that the target does not answer.
func (b *Backend) findControl() {
	if b.standIn == nil {
		return
	}
	_, err := b.standIn.readLedger()
	if err == nil {
		return
	}
	b.standIn = nil
	why := err.Error()
	if to, redirected := errors.AsType[*transport.RedirectError](err); redirected {
		why = redirectHint(to)
	}
	b.trouble = append(b.trouble, "the target answers no control calls (/_dev/…): tokens expire at the clients, and its books are unknown ("+why+")")
}

// firstLogin lets a client of the user start, until it sends its login: on launch, or
// with the first page. It is nil where none is sent; the error is that of wx.login.
func (b *Backend) firstLogin(user string) (*rehearsal, *outgoing, error) {
	v := b.rehearse(user)
	login := v.next(b.settings.Target.IsLogin)
	if login == nil && v.failed == nil {
		v.open(b.firstCall(v))
		login = v.next(b.settings.Target.IsLogin)
	}
	if v.failed != nil {
		v.end()
		return nil, nil, v.failed
	}
	return v, login, nil
}

// firstCall is the first plain request of the flow that needs a token.
func (b *Backend) firstCall(v *rehearsal) *wrapper.Call {
	c := &wrapper.Call{Name: "probe", Method: "GET", URL: "/", Identity: true}
	for _, q := range b.scenario.Requests() {
		if q.Method == "GET" && q.Identity && q.Transfer == nil && !q.UsesSaved() {
			c.Name, c.URL, c.Header = q.Name, q.Path, Headers(q.Header)
			break
		}
	}
	Fill(c, Marked(b.scenario.Wrapper.Header), v.values())
	return c
}

// probeToken uses the token once, as the client does that has just logged in: for the
// first plain request of the flow that needs one. Where the flow has none there is
// nothing to learn.
func (b *Backend) probeToken(v *rehearsal, login *wx.Response) error {
	c := b.firstCall(v)
	if c.Name == "probe" {
		return nil
	}
	t := &b.settings.Target
	token, _ := t.NewToken(login)
	v.open(c)
	bare := false // it left without the token
	sent := v.next(func(r *wx.Request) bool {
		bare = bare || r.Caller != 0 && t.TokenOf(r) != token
		return r.Caller != 0 && t.TokenOf(r) == token
	})
	if sent == nil {
		return b.unused(t, login, bare)
	}
	resp, err := v.send(sent.Request)
	if err != nil {
		return unavailable("requesting "+Shown(sent.URL), err, "the login worked; does this path?")
	}
	return b.misjudged(t, c, resp)
}

// login logs a user in at the target, for a token to begin with.
func (b *Backend) login(user string) (token, refreshToken string, err error) {
	v, login, err := b.firstLogin(user)
	if err != nil {
		return "", "", err
	}
	defer v.end()
	if login == nil && v.ticket != nil {
		if err := b.ticketMisfit(&b.settings.Target, v.ticket, exchange{asked: true}); err != nil {
			return "", "", err
		}
	}
	if login == nil {
		return "", "", &MisfitError{"a client of this wrapper that starts without a token sends no login", "let the clients begin without tokens: clients.initial"}
	}
	resp, err := v.send(login.Request)
	if err != nil {
		return "", "", unavailable("logging in at "+Shown(login.URL), err, "the login before it worked: does the target bear so many at a time?")
	}
	t := &b.settings.Target
	if token, ok := t.NewToken(resp); ok && t.Succeeded(resp) {
		return token, t.NewRefreshToken(resp), nil
	}
	return "", "", b.misfit(t, login.Request, resp, exchange{asked: true})
}
