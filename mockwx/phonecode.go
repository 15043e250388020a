package mockwx

import (
	"net/http"
	"time"
)

// makePhoneCode is the n-th code of getPhoneNumber: 64 hex digits.
func makePhoneCode(seed uint64, n int) string {
	s := stream(mix(hash(seed, "phone code") ^ uint64(n)))
	b := make([]byte, 0, 64)
	for range 4 {
		x := s.next()
		b = appendHex8(appendHex8(b, uint32(x>>32)), uint32(x))
	}
	return string(b)
}

// handleGetPhone is POST /wxa/business/getuserphonenumber with JSON. The
// watermark has the time at which the user gave the number away.
func (m *Machine) handleGetPhone(now time.Time, r Request) Reply {
	c, err := m.redeemPhone(now, r)
	if err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	b := append([]byte(`{"errcode":0,"errmsg":"ok","phone_info":`), marshal(c.user.phone(c.expires.Add(-m.opt.CodeTTL)))...)
	return apiReply(append(b, '}'))
}

// redeemPhone uses a code of getPhoneNumber up.
func (m *Machine) redeemPhone(now time.Time, r Request) (*code, *APIError) {
	if r.Method != http.MethodPost {
		return nil, newAPIError(errcodeNotPost)
	}
	p := readParams(r)
	a, err := m.appOfToken(now, p.query("access_token"))
	if err != nil {
		return nil, err
	}
	if err := p.checkJSON(r); err != nil {
		return nil, err
	}
	m.phones.expire(now)
	c := m.phones.byText[p.body("code")]
	switch {
	case c == nil || c.user.app != a:
		return nil, newAPIError(errcodeBadCode)
	case c.state != codeUnused:
		c.own.count.Refused++
		m.changes.user(c.user)
		return nil, newAPIError(errcodeBadCode)
	}
	c.use()
	m.changes.code(c)
	return c, nil
}
