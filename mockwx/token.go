package mockwx

import (
	"net/http"
	"strconv"
	"time"
)

const grantCredential = "client_credential"

// handleToken is /cgi-bin/token. WeChat documents GET; SDKs POST it as well.
func (m *Machine) handleToken(now time.Time, r Request) Reply {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return m.apiErrorReply(now, r.Path, newAPIError(errcodeNotGet))
	}
	a, err := m.grantee(readParams(r))
	if err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	t, err := m.plainToken(now, a)
	return m.tokenReply(now, r, t, err)
}

// handleStableToken is POST /cgi-bin/stable_token with JSON.
func (m *Machine) handleStableToken(now time.Time, r Request) Reply {
	if r.Method != http.MethodPost {
		return m.apiErrorReply(now, r.Path, newAPIError(errcodeNotPost))
	}
	p := readParams(r)
	if err := p.checkJSON(r); err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	a, err := m.grantee(p)
	if err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	t, err := m.stableToken(now, a, p.json.Get("force_refresh").Bool())
	return m.tokenReply(now, r, t, err)
}

// grantee is the app that asks for a token.
func (m *Machine) grantee(p params) (*app, *APIError) {
	a, err := m.credential(p.any("appid"), p.any("secret"))
	if err == nil && p.any("grant_type") != grantCredential {
		err = newAPIError(errcodeBadGrantType)
	}
	return a, err
}

// tokenReply gives a token and the whole seconds that it still lives.
func (m *Machine) tokenReply(now time.Time, r Request, t *accessToken, err *APIError) Reply {
	if err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	b := make([]byte, 0, 192)
	b = append(b, `{"access_token":"`...)
	b = append(b, t.text...)
	b = append(b, `","expires_in":`...)
	b = strconv.AppendInt(b, int64(t.ends.Sub(now)/time.Second), 10)
	return apiReply(append(b, '}'))
}
