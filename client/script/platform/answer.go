package platform

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wx"
)

// answer is what success gets for an answer.
func (x *call) answer(resp *wx.Response) *goja.Object {
	header, cookies := x.p.headers(resp)
	return x.p.fill("data", x.body(resp), "statusCode", resp.Status, "header", header, "cookies", cookies, "errMsg", x.name+":ok")
}

// body is the data of an answer. With dataType json, the default, what is JSON is
// parsed, and what is not stays a text.
func (x *call) body(resp *wx.Response) goja.Value {
	p := x.p
	if x.text("responseType") == "arraybuffer" {
		return p.rt.ToValue(p.rt.NewArrayBuffer(slices.Clone(resp.Body)))
	}
	if t := x.option("dataType"); goja.IsUndefined(t) || t.String() == "json" {
		if v, isJSON := p.fromJSON(resp.Body); isJSON {
			return v
		}
	}
	return p.rt.ToValue(validText(resp.Body))
}

func validText(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

// headers are the header lines of an answer as an object, and its cookies. Lines
// of one name are joined.
func (p *Platform) headers(resp *wx.Response) (*goja.Object, *goja.Object) {
	header := p.rt.NewObject()
	names := make([]string, 0, len(resp.Header))
	cookies := []any{}
	for _, line := range resp.Header {
		names = append(names, line.Name)
		if strings.EqualFold(line.Name, "Set-Cookie") {
			cookies = append(cookies, line.Value)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		p.setMember(header, resp.SpelledName(name), p.rt.ToValue(strings.Join(resp.HeaderValues(name), ",")))
	}
	return header, p.rt.NewArray(cookies...)
}
