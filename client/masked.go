package client

import (
	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
)

// Masked is an answer that counts as a success, by its status, and whose body looks like
// an error: the target's description may lack what tells them apart.
type Masked struct {
	Name   string // of the page's request
	Member string // of the body: code, errno, errcode or success
	Value  string // of the member
}

const (
	maxMasked = 50      // are counted apart
	maxLooked = 4 << 10 // bytes of a body: those of errors are small
)

// notice counts an answer that looks like an error. usual is the code in the answer to
// a login that succeeded, which is no error's; empty for none.
func (c *Clues) notice(name, usual string, resp *wx.Response) {
	member, value := errorIn(resp.Body, usual)
	if member == "" {
		return
	}
	key := Masked{name, member, value}
	if _, known := c.Masked[key]; known || len(c.Masked) < maxMasked {
		c.Masked[key]++
	}
}

// errorIn is the member of a body by which it looks like an error, and its value; empty
// where it does not.
func errorIn(body []byte, usual string) (member, value string) {
	if len(body) == 0 || len(body) > maxLooked || body[0] != '{' {
		return "", ""
	}
	v := gjson.GetManyBytes(body, "success", "errno", "errcode", "code", "message", "msg")
	switch {
	case v[0].Type == gjson.False:
		return "success", "false"
	case isCode(v[1]) && v[1].Int() != 0:
		return "errno", v[1].String()
	case isCode(v[2]) && v[2].Int() != 0:
		return "errcode", v[2].String()
	case isCode(v[3]) && (v[4].Type == gjson.String || v[5].Type == gjson.String) && !isUsual(v[3].String(), usual):
		return "code", v[3].String()
	}
	return "", ""
}

// isCode reports a number, also as a text, that is not long: else it may be an id.
func isCode(v gjson.Result) bool {
	text := v.String()
	if v.Type != gjson.Number && v.Type != gjson.String || text == "" || !isBusinessCode(text) {
		return false
	}
	for _, c := range text {
		if c != '-' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// isUsual reports a code that stands for success in one backend or another.
func isUsual(code, usual string) bool {
	switch code {
	case usual, "0", "1", "200", "20000":
		return true
	}
	return false
}

// codeOf is the code in an answer; empty where there is none.
func codeOf(resp *wx.Response) string {
	if v := gjson.GetBytes(resp.Body, "code"); isCode(v) {
		return v.String()
	}
	return ""
}
