package confirm

import (
	"bytes"
	"io"
	"net/http"
	"net/url"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// expiries are those of tokens at the gate, for a target without control calls. What was
// issued before the last of them is of no use any more.
type expiries struct {
	count  int
	issued map[string]int // how many came before a token was issued; none for one from the start
	order  map[string]int // which request of all it answered; likewise
}

// before reports which of two tokens was issued first: requests are served one after another.
func (e *expiries) before(_ int, one, other string) (before, known bool) {
	return e.order[one] < e.order[other], true
}

func newExpiries() expiries { return expiries{issued: map[string]int{}, order: map[string]int{}} }

func (e *expiries) ended(token string) bool { return token != "" && e.issued[token] < e.count }

// expireTokens ends the client's tokens: by the target's control calls, or where
// it has none at the gate, which from then on puts another text in their place. The
// target never issued such a token, and rejects it as it rejects any.
func (d *director) expireTokens() error {
	if d.backend.Controlled(0) {
		return d.backend.Expire(0, "tokens", []string{d.user})
	}
	d.tokens.count++
	return nil
}

// expireRefreshTokens ends the client's refresh tokens. The gate answers those that are
// sent then in the target's place.
func (d *director) expireRefreshTokens() error {
	if d.backend.Controlled(0) {
		return d.backend.Expire(0, "refresh-tokens", []string{d.user})
	}
	d.refreshTokens.count++
	return nil
}

// noteTokens notes how many expiries came before the target issued the tokens in an
// answer.
func (d *director) noteTokens(c *call) {
	if c.resp == nil {
		return
	}
	t := &d.settings.Target
	token, ok := t.Brought(c.request, c.resp)
	if !ok {
		return
	}
	d.tokens.issued[token], d.tokens.order[token] = c.served, c.turn
	if !c.renews() {
		return
	}
	if refreshToken := t.NewRefreshToken(c.resp); refreshToken != "" {
		d.refreshTokens.issued[refreshToken] = c.servedRefresh
	}
}

// renews reports whether a call brings a token.
func (c *call) renews() bool { return c.id.call == loginPost || c.id.call == refreshPost }

// spoil puts a text that is no token in the token's place.
func spoil(r *http.Request, t *wrapper.Target) {
	as := &wx.Request{Method: r.Method, URL: r.URL.RequestURI()}
	for _, name := range []string{t.Token.Name, t.With.Name, "Cookie"} {
		if v := r.Header.Get(name); v != "" {
			as.Header = append(as.Header, wx.Header{Name: name, Value: v})
			r.Header.Del(name)
		}
	}
	as.Body, _ = io.ReadAll(r.Body) // as much as came: it is of no use any more
	as = t.WithToken(as, "expired")
	if u, err := url.ParseRequestURI(as.URL); err == nil {
		r.URL.RawQuery = u.RawQuery
	}
	for _, h := range as.Header {
		r.Header.Set(h.Name, h.Value)
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(as.Body)), int64(len(as.Body))
}
