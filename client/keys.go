package client

import (
	"bytes"
	"strings"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// keys follows what WeChat has sealed for a client's pages, and how many
// session_keys the device may have had.
type keys struct {
	logins int        // successful calls of wx.login; a token held at the start stands for one more
	sealed []*sealing // the last ones, oldest first
	given  time.Time  // when wx.getUserInfo last answered
}

// sealing is one wx.getUserInfo: data that was sealed with the session_key of that
// moment.
type sealing struct {
	id     int    // of the call
	number int    // of the last login or session check that had begun: see Observer.starts
	mark   []byte // a part of the data by which it is known; empty until WeChat has given it
}

// maxSealed bounds the sealed data that a client is remembered to have.
const maxSealed = 8

// coldStart takes in the token that a client starts with.
func (k *keys) coldStart(token string) {
	if token != "" {
		k.logins = 1
	}
}

// asked takes in that wx.getUserInfo is called. WeChat seals soon after: a wx.login
// that is called later comes later.
func (k *keys) asked(id, number int) {
	if len(k.sealed) == maxSealed {
		k.sealed = append(k.sealed[:0:0], k.sealed[1:]...)
	}
	k.sealed = append(k.sealed, &sealing{id: id, number: number})
}

// answered takes in the encryptedData that a call of wx.getUserInfo gave; it is empty
// where that failed.
func (k *keys) answered(id int, data string, now time.Time) {
	k.given = now
	for _, s := range k.sealed {
		if s.id == id {
			s.mark = []byte(markOf(data))
		}
	}
}

// markOf is the longest part of a base64 text that looks the same in JSON, in a form
// and in a query. It is empty where that is too short to be found by.
func markOf(data string) string {
	const enough = 16
	longest := ""
	for _, part := range strings.FieldsFunc(data, func(r rune) bool { return r == '+' || r == '/' || r == '=' }) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	if len(longest) < enough {
		return ""
	}
	return longest
}

// in finds the sealed data that a request carries; nil where it carries none.
func (k *keys) in(r *wx.Request) *sealing {
	for i := len(k.sealed) - 1; i >= 0; i-- {
		if s := k.sealed[i]; len(s.mark) > 0 && s.isIn(r) {
			return s
		}
	}
	return nil
}

func (s *sealing) isIn(r *wx.Request) bool {
	if bytes.Contains(r.Body, s.mark) || strings.Contains(r.URL, string(s.mark)) {
		return true
	}
	for i := range r.Header {
		if strings.Contains(r.Header[i].Value, string(s.mark)) {
			return true
		}
	}
	return false
}

// appEnds forgets the data that the app held.
func (k *keys) appEnds() { k.sealed = nil }

// unopened judges that the server could not open the data in a send. Where a login
// began between the sealing and the send, that may have changed the key, and the page
// should have asked for its data again. Otherwise the device still had the key: after
// more than one login, the server kept the one of another.
func (x *flight) unopened(logins *logins) (verdict, *login) {
	if between := logins.between(x.sealed.number, x.started); between != nil {
		return verdict{Class: SealedBeforeLogin}, between
	}
	if x.logins > 1 {
		return verdict{Class: KeyDisplaced}, nil
	}
	return verdict{}, nil
}

// between is the last login that began after one number and up to another, unless
// its wx.login failed; nil where there is none. A refresh changes no session_key.
func (l *logins) between(after, upTo int) *login {
	for i := len(l.all) - 1; i >= 0; i-- {
		x := l.all[i]
		if !x.refresh && x.number > after && x.number <= upTo && !(x.state == failed && x.code == "") {
			return x
		}
	}
	return nil
}

// judgeSealed judges the answer to a request by whether the server could open what
// was sealed. Data that was sealed before a login is a defect of its call, however
// often it is sent.
func (o *Observer) judgeSealed(f *flight, resp *wx.Response) {
	if f.sealed == nil || !f.at.target.CannotOpen(resp) {
		return
	}
	v, later := f.unopened(&o.logins)
	if later == nil {
		o.count(f.at, v)
		return
	}
	if f.call != nil && f.call.unopened {
		return
	}
	if f.call != nil {
		f.call.unopened = true
	}
	o.history.explain("sealed " + o.sealedWhen(f.sealed) + ", sent after that at " + o.history.since(later.started))
	o.count(f.at, v)
}

// sealedWhen names the login before which, or after which, data was sealed.
func (o *Observer) sealedWhen(s *sealing) string {
	if earlier := o.logins.between(0, s.number); earlier != nil {
		return "after the wx.login at " + o.history.since(earlier.started)
	}
	return "before the first wx.login"
}

// judgeLeak judges an answer in which a session_key may stand.
func judgeLeak(r *wx.Response) verdict {
	if r.Leak != "" {
		return verdict{Class: KeyLeaked}
	}
	return verdict{}
}
