package mockwx

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"
)

// handleCheckKey is /wxa/checksession: whether a backend's session_key holds.
func (m *Machine) handleCheckKey(now time.Time, r Request) Reply {
	if _, err := m.signedUser(now, r); err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	return apiReply([]byte(`{"errcode":0,"errmsg":"ok"}`))
}

// handleResetKey is /wxa/resetusersessionkey: the old key dies. WeChat: the new
// one keeps its expiry.
func (m *Machine) handleResetKey(now time.Time, r Request) Reply {
	u, err := m.signedUser(now, r)
	if err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	u.session.replace(now)
	m.keys++
	m.changes.user(u)
	s := m.give(u, u.session.generation)
	b := make([]byte, 0, 128)
	b = append(b, `{"errcode":0,"errmsg":"ok","openid":"`...)
	b = append(b, s.OpenID...)
	b = append(b, `","session_key":"`...)
	b = appendEscaped(b, s.SessionKey)
	return apiReply(append(b, `"}`...))
}

// signedUser is the user of a call that is signed with the user's session_key.
// WeChat documents GET with the parameters in the query or in a body; SDKs do
// both, and POST.
func (m *Machine) signedUser(now time.Time, r Request) (*user, *APIError) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return nil, newAPIError(errcodeNotGet)
	}
	p := readParams(r)
	a, err := m.appOfToken(now, p.query("access_token"))
	if err != nil {
		return nil, err
	}
	if p.any("sig_method") != "hmac_sha256" {
		return nil, newAPIError(errcodeBadSigMethod)
	}
	u := a.userByOpenID(p.any("openid"))
	switch {
	case u == nil:
		return nil, newAPIError(errcodeBadOpenID)
	case !u.session.settle(now):
		return nil, newAPIError(errcodeNoSession)
	case !hmac.Equal([]byte(p.any("signature")), []byte(sign("", u.sessionKey(u.session.generation)))):
		return nil, newAPIError(errcodeBadSignature)
	}
	return u, nil
}

// sign is WeChat's login state signature: hex HMAC-SHA256, keyed with the base64
// text of the session_key, not with its bytes.
func sign(message, sessionKey string) string {
	h := hmac.New(sha256.New, []byte(sessionKey))
	h.Write([]byte(message))
	return hex.EncodeToString(h.Sum(nil))
}
