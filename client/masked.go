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
	if gjson.GetBytes(body, "success").Type == gjson.False {
		return "success", "false"
	}
	for _, member := range [...]string{"errno", "errcode"} {
		if v := gjson.GetBytes(body, member); isCode(v) && v.Int() != 0 {
			return member, v.String()
		}
	}
	if v := gjson.GetBytes(body, "code"); isCode(v) && !isUsual(v.String(), usual) && hasMessage(body) {
		return "code", v.String()
	}
	return "", ""
}

func hasMessage(body []byte) bool {
	return gjson.GetBytes(body, "message").Type == gjson.String || gjson.GetBytes(body, "msg").Type == gjson.String
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
