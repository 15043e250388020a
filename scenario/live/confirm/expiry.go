package confirm

import (
	"net/http"

	"github.com/wxload/wxload/client/wrapper"
)

// expireTokens ends the client's tokens: by the target's control calls, or where
// it has none at the gate, which from then on puts another text in their place. The
// target never issued such a token, and rejects it as it rejects any.
func (d *director) expireTokens() error {
	if d.backend.Controlled() {
		return d.backend.Expire("tokens", []string{d.user})
	}
	d.expiries++
	return nil
}

// expired reports whether the token of a call was ended at the gate.
func (d *director) expired(c *call) bool { return c.token != "" && d.issued[c.token] < d.expiries }

// noteToken notes how many expiries came before the target issued the token of a
// login's answer.
func (d *director) noteToken(c *call) {
	if c.id.call != loginPost || c.resp == nil {
		return
	}
	if token, ok := d.settings.Target.NewToken(c.resp); ok {
		d.issued[token] = c.served
	}
}

// spoil puts a text that is no token in the token's place.
func spoil(r *http.Request, t *wrapper.Target) {
	value := t.Prefix + "expired"
	if t.Token.In != wrapper.InQuery {
		r.Header.Set(t.Token.Name, value)
		return
	}
	q := r.URL.Query()
	q.Set(t.Token.Name, value)
	r.URL.RawQuery = q.Encode()
}
