package client

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
)

// A target may renew the token with each answer. Of several requests that carry one token
// each brings another then, and they come in any order: the last that comes need not be the
// newest. So a renewal becomes the current token by itself only where its request carried
// that one: a server gave it to a bearer of the current token, so it is newer for sure. Any
// other is aside. A wrapper may take it or leave it, and what it does with it tells:
//
//	t0 is current, A and B are sent with it
//	the answer to B brings t2: it is current
//	the answer to A brings t1: it is aside
//	the wrapper stores t1, or calls wx.request with it: the older has replaced the newer

// tokenRenewed takes in the token that an answer brings besides what was asked for.
func (o *Observer) tokenRenewed(f *flight, e *wx.Event, refused bool) {
	t, tokens := f.at.target, &f.at.tokens
	if t.IsBind(e.Request) && tokens.generation == 0 {
		o.bound(f, e, refused)
		return
	}
	if !t.RenewsInAnswers() || f.token.none || tokens.generation == 0 {
		return // a visitor without a token may be given one, which is no login's
	}
	if token, ok := t.RenewedBy(e.Request, e.Response); ok {
		good := !refused && t.Succeeded(e.Response)
		tokens.renewed(token, f.sent, good && tokens.isCurrent(f.token))
		o.history.renewed(tokens.generation, tokens.find(token).late)
	}
}

// bound takes in the token of a guest who becomes a user, whose first token no login gave.
func (o *Observer) bound(f *flight, e *wx.Event, refused bool) {
	t := f.at.target
	if token, ok := t.RenewedBy(e.Request, e.Response); ok && !refused && t.Succeeded(e.Response) {
		f.at.tokens.deliver(token, 0, f.sent, e.At, 0)
	}
}

// renewed takes in a renewal that the answer to a request brought, by when that left, and
// whether it is one of the current token.
func (t *tokens) renewed(token string, sent time.Time, ofCurrent bool) {
	k := t.find(token)
	switch {
	case k == nil && ofCurrent && !t.rejected && !t.loggedOut:
		t.know(knownToken{hash: t.hash(token), sent: sent})
		t.renewTo(&t.known[len(t.known)-1], token)
	case k == nil:
		t.know(knownToken{hash: t.hash(token), sent: sent, late: true})
	case k.generation < t.generation:
		k.late, k.sent = true, later(k.sent, sent)
	default: // the current one once more
		k.sent = later(k.sent, sent)
	}
}

// renewTo makes a renewal the current token. Its end was not announced.
func (t *tokens) renewTo(k *knownToken, token string) {
	t.makeCurrent(k, token)
	t.endsAt = time.Time{}
}

// judgeUse judges that the wrapper stores a token, or calls wx.request with it. It may have
// chosen one for a request long before the call: one that was current then shows nothing.
func (o *Observer) judgeUse(a *account, token string, stored bool) verdict {
	t := &a.tokens
	if token == "" || t.generation == 0 {
		return verdict{}
	}
	k := t.find(token)
	if k == nil || !k.late || k.generation > 0 && !stored {
		return verdict{}
	}
	k.late = false
	switch {
	case t.loggedOut:
		return verdict{}
	case k.generation > 0 || o.olderThanCurrent(a, k, token):
		return verdict{Class: TokenRegressed}
	}
	t.renewTo(k, token)
	return verdict{}
}

// clearlyBefore is how long before another a request must leave to be served before it for
// sure, as far as anybody can tell from outside. Those of one page leave at one moment, on
// connections of their own, and arrive in any order.
const clearlyBefore = 10 * time.Millisecond

// olderThanCurrent reports whether a token aside was issued before the current one: as the
// server knows, where it can be asked, or the tokens tell themselves. Otherwise the answer
// is older whose request left clearly before the other's.
func (o *Observer) olderThanCurrent(a *account, k *knownToken, token string) bool {
	t := &a.tokens
	if o.cfg.IssuedBefore != nil {
		if before, known := o.cfg.IssuedBefore(a.number, token, t.current); known {
			return before
		}
	}
	one, tells := issuedAt(token)
	other, tellsToo := issuedAt(t.current)
	if tells && tellsToo && one != other {
		return one < other
	}
	return k.sent.Add(clearlyBefore).Before(t.find(t.current).sent)
}

// issuedAt is when a JWT was issued, in seconds, as it says itself.
func issuedAt(token string) (at float64, tells bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return 0, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	iat := gjson.GetBytes(payload, "iat")
	return iat.Num, err == nil && gjson.ValidBytes(payload) && iat.Type == gjson.Number
}
