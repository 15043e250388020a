package mockwx

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// The calls that backends make beside the login. They answer as WeChat does when all
// is well; what they do, a message sent or a picture made, does not happen.

// handleCodePicture is POST /wxa/getwxacodeunlimit. The picture is a blank one.
func (m *Machine) handleCodePicture(now time.Time, r Request) Reply {
	if _, _, err := m.posted(now, r); err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	return Reply{http.StatusOK, "image/jpeg", blankPicture()}
}

var blankPicture = sync.OnceValue(func() []byte {
	const side = 430 // WeChat's default width
	picture := image.NewGray(image.Rect(0, 0, side, side))
	draw.Draw(picture, picture.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	var b bytes.Buffer
	_ = jpeg.Encode(&b, picture, nil) // a buffer takes all
	return b.Bytes()
})

// handleSubscribeSend is POST /cgi-bin/message/subscribe/send.
func (m *Machine) handleSubscribeSend(now time.Time, r Request) Reply {
	a, p, err := m.posted(now, r)
	if err == nil && a.userByOpenID(p.body("touser")) == nil {
		err = newAPIError(errcodeBadOpenID)
	}
	if err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	b := strconv.AppendUint([]byte(`{"errcode":0,"errmsg":"ok","msgid":`), m.number(now, r)>>1, 10)
	return apiReply(append(b, '}'))
}

// handleTextCheck is POST /wxa/msg_sec_check, of which there are two versions.
func (m *Machine) handleTextCheck(now time.Time, r Request) Reply {
	_, p, err := m.posted(now, r)
	if err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	if p.json.Get("version").Int() < 2 {
		return apiReply([]byte(`{"errcode":0,"errmsg":"ok"}`))
	}
	b := append([]byte(`{"errcode":0,"errmsg":"ok","detail":[{"strategy":"content_model","errcode":0,"suggest":"pass","label":100,"prob":90}],"trace_id":"`),
		strconv.FormatUint(m.number(now, r), 16)...)
	return apiReply(append(b, `","result":{"suggest":"pass","label":100}}`...))
}

// handleRiskRank is POST /wxa/getuserriskrank: 0, and 4 for a user that WeChat holds
// for a risk.
func (m *Machine) handleRiskRank(now time.Time, r Request) Reply {
	a, p, err := m.posted(now, r)
	var u *user
	if err == nil {
		if u = a.userByOpenID(p.body("openid")); u == nil {
			err = newAPIError(errcodeBadOpenID)
		}
	}
	if err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	rank := `0`
	if u.blocked {
		rank = `4`
	}
	b := append([]byte(`{"errcode":0,"errmsg":"getuserriskrank succ","risk_rank":`), rank...)
	b = append(b, `,"unoin_id":`...) // WeChat's spelling
	return apiReply(append(strconv.AppendUint(b, m.number(now, r)>>32, 10), '}'))
}

// handleTicket is GET /cgi-bin/ticket/getticket: one ticket for the two hours of a
// type's turn.
func (m *Machine) handleTicket(now time.Time, r Request) Reply {
	if r.Method != http.MethodGet {
		return m.apiErrorReply(now, r.Path, newAPIError(errcodeNotGet))
	}
	p := readParams(r)
	a, err := m.appOfToken(now, p.query("access_token"))
	if err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	const turn, length = 7200, 86 // seconds; characters, as WeChat's tickets have
	n := now.Unix() / turn
	s := stream(mix(hash(a.seed, "ticket", p.query("type")) ^ uint64(n)))
	b := append([]byte(`{"errcode":0,"errmsg":"ok","ticket":"`), s.text(nil, length)...)
	b = strconv.AppendInt(append(b, `","expires_in":`...), (n+1)*turn-now.Unix(), 10)
	return apiReply(append(b, '}'))
}

// posted is the app of a POST with JSON and an access token.
func (m *Machine) posted(now time.Time, r Request) (*app, params, *APIError) {
	if r.Method != http.MethodPost {
		return nil, params{}, newAPIError(errcodeNotPost)
	}
	p := readParams(r)
	a, err := m.appOfToken(now, p.query("access_token"))
	if err == nil {
		err = p.checkJSON(r)
	}
	return a, p, err
}

// number is what WeChat numbers an answer with; it follows from the call and its time.
func (m *Machine) number(now time.Time, r Request) uint64 {
	return mix(hash(m.opt.Seed, r.Path, string(r.Body)) ^ uint64(now.UnixNano()))
}
