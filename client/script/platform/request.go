package platform

import (
	"cmp"
	"reflect"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wx"
)

var requestMembers = []member{
	{"request", (*Platform).request},
	{"uploadFile", (*Platform).uploadFile},
	{"downloadFile", (*Platform).downloadFile},
}

// request is wx.request. It gives a task, never a promise.
func (p *Platform) request(c goja.FunctionCall) goja.Value {
	x := p.beginTask("request", c)
	r, err := x.newRequest()
	if err != nil {
		return x.refused(err)
	}
	return x.send(r, x.answer)
}

// send makes the request. answer turns what came into what success gets.
func (x *call) send(r *wx.Request, answer func(*wx.Response) *goja.Object) goja.Value {
	p := x.p
	if p.cfg.Sending != nil {
		p.cfg.Sending(r, x.options)
	}
	t := &task{p: p}
	t.moving(x, r)
	t.running = p.wx.Request(r, func(resp *wx.Response, err error) {
		x.enter(func() {
			t.over = true
			if err != nil {
				x.broke(r, err)
				return
			}
			result := answer(resp)
			if data := p.watched(r, resp); data != nil {
				result.Set("data", data)
			}
			if p.cfg.Answered != nil {
				p.cfg.Answered(r, resp, result.Get("data"))
			}
			t.headersReceived(result)
			t.arrived(r, resp)
			x.succeeded(result)
		})
	})
	if p.cfg.Sent != nil {
		p.cfg.Sent(r, t.running)
	}
	return t.object()
}

func (x *call) broke(r *wx.Request, err error) {
	reason := x.reason(err)
	if x.name != "request" { // an upload fails in its own name
		reason.Set("errMsg", x.name+strings.TrimPrefix(err.Error(), "request"))
	}
	if x.p.cfg.Failed != nil {
		x.p.cfg.Failed(r, err, reason)
	}
	x.failed(reason)
}

// newRequest is what the options ask for.
func (x *call) newRequest() (*wx.Request, error) {
	url, is := x.option("url").(goja.String)
	if !is {
		return nil, &wx.Error{ErrMsg: x.name + ":fail parameter error: parameter.url should be String instead of " + typeName(x.option("url")) + ";"}
	}
	r := &wx.Request{URL: url.String(), Method: cmp.Or(strings.ToUpper(x.text("method")), "GET"), Header: x.header()}
	if ms := x.option("timeout").ToFloat(); ms > 0 && ms < 1<<31 {
		r.Timeout = time.Duration(ms * float64(time.Millisecond))
	}
	x.data(r)
	return r, nil
}

// header are the header lines, in their order. WeChat sends what is no text as
// JavaScript writes it, undefined included.
func (x *call) header() []wx.Header {
	o, is := x.option("header").(*goja.Object)
	if !is {
		return nil
	}
	names := o.Keys()
	lines := make([]wx.Header, 0, len(names)+2)
	for _, name := range names {
		lines = append(lines, wx.Header{Name: name, Value: o.Get(name).String()})
	}
	return lines
}

// data puts the data into a request: an object as JSON, which the platform
// encodes; a text, and bytes, as they are.
func (x *call) data(r *wx.Request) {
	v := x.option("data")
	if goja.IsUndefined(v) || goja.IsNull(v) {
		return
	}
	text, isText := v.(goja.String)
	switch bytes, isBytes := bytesOf(v); {
	case isText && r.Method != "GET":
		r.Body, r.Raw = []byte(text.String()), true
	case isText && text.String() != "":
		separator := "?"
		if strings.Contains(r.URL, "?") {
			separator = "&"
		}
		r.URL += separator + text.String()
	case isBytes:
		r.Body, r.Raw = bytes, true
	case !isText:
		r.Body = x.p.toJSON(v)
	}
}

var bufferType = reflect.TypeFor[goja.ArrayBuffer]()

// bytesOf are the bytes of an ArrayBuffer.
func bytesOf(v goja.Value) ([]byte, bool) {
	o, is := v.(*goja.Object)
	if !is || o.ExportType() != bufferType {
		return nil, false
	}
	buffer, is := o.Export().(goja.ArrayBuffer)
	return buffer.Bytes(), is
}

// typeName is the type of a value in the words of WeChat's errors.
func typeName(v goja.Value) string {
	switch {
	case goja.IsUndefined(v):
		return "Undefined"
	case goja.IsNull(v):
		return "Null"
	}
	o, is := v.(*goja.Object)
	if is {
		return o.ClassName()
	}
	return map[string]string{"int64": "Number", "float64": "Number", "bool": "Boolean"}[v.ExportType().String()]
}
