package backend

import (
	"errors"
	"strings"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
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

// Probe lets one client log in at each target and make one request there, and says what
// does not fit: an [*UnavailableError] or a [*MisfitError]. Control calls that a target does
// not answer are given up.
func (b *Backend) Probe() error {
	for _, d := range b.servers.developers {
		if trouble := d.findControl(); trouble != "" {
			b.trouble = append(b.trouble, trouble)
		}
	}
	if _, err := b.wechat.readLedger(); err != nil { // before the client asks it for a code
		return unavailable("asking the mock WeChat at "+b.wechat.base, err, "is it running? start one with: wxload mock")
	}
	v := b.rehearse(prober)
	defer v.end()
	for _, d := range b.servers.developers {
		if err := b.probeLogin(v, d); err != nil {
			return d.about(err)
		}
	}
	for _, d := range b.servers.developers {
		if err := b.probeToken(v, d); err != nil {
			return d.about(err)
		}
	}
	return nil
}

// probeLogin lets the client log in at one target.
func (b *Backend) probeLogin(v *rehearsal, d *developer) error {
	before, err := b.wechat.readLedger()
	if err != nil {
		return unavailable("asking the mock WeChat at "+b.wechat.base, err, "is it running? start one with: wxload mock")
	}
	login, err := v.login(d)
	if err != nil {
		return unavailable("asking the mock WeChat at "+b.wechat.base+" for a code", err, "is it running? start one with: wxload mock")
	}
	if login == nil && v.tickets[d.number] != nil {
		wechat, err := b.exchangeSince(before)
		if err == nil {
			err = b.ticketMisfit(&d.settings.Target, v.tickets[d.number], wechat)
		}
		if err != nil {
			return err
		}
	}
	if login == nil {
		b.trouble = append(b.trouble, "a client of this wrapper that starts without a token sends no login, so the target "+d.named()+"was not tried out")
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
	if err := b.misfit(&d.settings.Target, login.Request, resp, wechat); err != nil {
		return err
	}
	v.logIn(d, login, resp)
	return nil
}

// exchangeSince is what the targets have asked the mock WeChat about the prober's codes since
// the ledger was read.
func (b *Backend) exchangeSince(before *ledger) (exchange, error) {
	after, err := b.wechat.readLedger()
	if err != nil {
		return exchange{}, err
	}
	now, then := after.Users[prober], before.Users[prober]
	return exchange{asked: now.Used > then.Used, refused: after.Codes.Refused > before.Codes.Refused, twice: now.Refused > then.Refused}, nil
}

// about is an error that tells of which of several targets it speaks, and where that is in
// the file.
func (d *developer) about(err error) error {
	misfit, is := errors.AsType[*MisfitError](err)
	if !is || d.host == "" {
		return err
	}
	return &MisfitError{d.host + ": " + misfit.Message, strings.ReplaceAll(misfit.Hint, "target.", d.path+".")}
}

// login lets the client start, until it sends its login at a target: on launch, or with the
// first page that needs it. It is nil where none is sent; the error is that of wx.login.
func (r *rehearsal) login(d *developer) (*outgoing, error) {
	isLogin := func(q *wx.Request) bool { return r.backend.goesTo(d, q) && d.settings.Target.IsLogin(q) }
	login := r.next(isLogin)
	if login == nil && r.failed == nil {
		r.open(r.backend.firstCall(r, d))
		login = r.next(isLogin)
	}
	return login, r.failed
}

// goesTo reports whether a request goes to a developer server.
func (b *Backend) goesTo(d *developer, r *wx.Request) bool { return b.settings.At(r.URL) == d.settings }

// firstCall is the first plain request of the flow that needs a token of a target.
func (b *Backend) firstCall(v *rehearsal, d *developer) *wrapper.Call {
	c := &wrapper.Call{Name: probeCall, Method: "GET", URL: d.host + "/", Identity: true}
	for _, q := range b.scenario.Requests() {
		if q.Method == "GET" && q.Identity && q.Transfer == nil && !q.UsesSaved() && b.scenario.TargetOf(q.Path) == d.number {
			c.Name, c.URL, c.Header = q.Name, q.Path, Headers(q.Header)
			break
		}
	}
	Fill(c, Marked(b.scenario.Wrapper.Header), v.values())
	return c
}

// probeCall is the name of a call that no flow makes.
const probeCall = "probe"

// probeToken uses a target's token once, as the client does that has just logged in: for the
// first plain request of the flow that needs one. Where the flow has none, or there is no
// token, there is nothing to learn.
func (b *Backend) probeToken(v *rehearsal, d *developer) error {
	c, login := b.firstCall(v, d), v.loggedIn[d.number]
	if c.Name == probeCall || login == nil {
		return nil
	}
	t := &d.settings.Target
	token, _ := t.NewToken(login)
	v.open(c)
	bare := false // it left without the token
	sent := v.next(func(r *wx.Request) bool {
		own := r.Caller != 0 && b.goesTo(d, r)
		bare = bare || own && t.TokenOf(r) != token
		return own && t.TokenOf(r) == token
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

// logIn logs the client in at a target, for tokens to begin with.
func (b *Backend) logIn(v *rehearsal, d *developer) (held client.Tokens, err error) {
	login, err := v.login(d)
	if err != nil {
		return held, err
	}
	if login == nil && v.tickets[d.number] != nil {
		if err := b.ticketMisfit(&d.settings.Target, v.tickets[d.number], exchange{asked: true}); err != nil {
			return held, d.about(err)
		}
	}
	if login == nil {
		return held, &MisfitError{"a client of this wrapper that starts without a token sends no login", "let the clients begin without tokens: clients.initial"}
	}
	resp, err := v.send(login.Request)
	if err != nil {
		return held, unavailable("logging in at "+Shown(login.URL), err, "the login before it worked: does the target bear so many at a time?")
	}
	t := &d.settings.Target
	if token, ok := t.NewToken(resp); ok && t.Succeeded(resp) {
		v.logIn(d, login, resp)
		return client.Tokens{Token: token, RefreshToken: t.NewRefreshToken(resp)}, nil
	}
	return held, d.about(b.misfit(t, login.Request, resp, exchange{asked: true}))
}
