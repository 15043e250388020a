package platform

import (
	"bytes"
	"mime/multipart"
	"strconv"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wx"
)

// boundary stands between the parts of an upload. It is the same in each run.
const boundary = "----wxload-form-boundary-7d1f0c52"

// fileSize is how many bytes an upload sends for a file: scripts have paths of
// files that nobody made.
const fileSize = 1024

// uploadFile is wx.uploadFile: a form with the file and the other fields. The file
// is made up.
func (p *Platform) uploadFile(c goja.FunctionCall) goja.Value {
	x := p.beginTask("uploadFile", c)
	r, err := x.newRequest()
	if err != nil {
		return x.refused(err)
	}
	r.Method, r.Raw = "POST", true
	r.Body = x.form()
	r.Header = append(r.Header, wx.Header{Name: "Content-Type", Value: "multipart/form-data; boundary=" + boundary})
	return x.send(r, func(resp *wx.Response) *goja.Object {
		return p.fill("data", validText(resp.Body), "statusCode", resp.Status)
	})
}

func (x *call) refused(err error) goja.Value {
	x.p.wx.CallBack(false, func() { x.enter(func() { x.failed(x.reason(err)) }) })
	return (&task{p: x.p}).object()
}

func (x *call) form() []byte {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	w.SetBoundary(boundary) // it is a valid one
	if fields, is := x.option("formData").(*goja.Object); is {
		for _, name := range fields.Keys() {
			w.WriteField(name, fields.Get(name).String()) // a buffer never fails
		}
	}
	name := x.text("name")
	if name == "" {
		name = "file"
	}
	part, _ := w.CreateFormFile(name, "file")
	part.Write(make([]byte, fileSize))
	w.Close()
	return b.Bytes()
}

// downloadFile is wx.downloadFile. What came is thrown away; its path is made up.
func (p *Platform) downloadFile(c goja.FunctionCall) goja.Value {
	x := p.beginTask("downloadFile", c)
	r, err := x.newRequest()
	if err != nil {
		return x.refused(err)
	}
	r.Method, r.Body = "GET", nil
	return x.send(r, func(resp *wx.Response) *goja.Object {
		p.files++
		return p.fill("tempFilePath", "http://tmp/"+strconv.Itoa(p.files), "statusCode", resp.Status,
			"dataLength", len(resp.Body))
	})
}
