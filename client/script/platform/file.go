package platform

import (
	"cmp"
	"path"
	"strconv"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wx"
)

// fileSize is how many bytes an upload sends for a file: scripts have paths of
// files that nobody made.
const fileSize = 1024

// uploadFile is wx.uploadFile: a form with the file and the other fields. The file
// is made up, unless [Config].File knows it.
func (p *Platform) uploadFile(c goja.FunctionCall) goja.Value {
	x := p.beginTask("uploadFile", c)
	r, err := x.newRequest()
	if err != nil {
		return x.refused(err)
	}
	r.Method, r.Body, r.Raw = "POST", nil, false
	if fields, is := x.option("formData").(*goja.Object); is {
		r.Body = p.toJSON(fields)
	}
	r.Transfer = &wx.Transfer{Upload: x.file()}
	return x.send(r, func(resp *wx.Response) *goja.Object {
		return p.fill("data", validText(resp.Body), "statusCode", resp.Status)
	})
}

func (x *call) refused(err error) goja.Value {
	x.p.wx.CallBack(false, func() { x.enter(func() { x.failed(x.reason(err)) }) })
	return (&task{p: x.p}).object()
}

// file is what stands at the option filePath.
func (x *call) file() *wx.Upload {
	at := x.text("filePath")
	up := &wx.Upload{FileName: path.Base(at), Size: fileSize}
	if x.p.cfg.File != nil {
		if known := x.p.cfg.File(at); known != nil {
			*up = *known
		}
	}
	up.Field = cmp.Or(x.text("name"), up.Field)
	return up
}

// downloadFile is wx.downloadFile. What came is thrown away; its path is made up.
func (p *Platform) downloadFile(c goja.FunctionCall) goja.Value {
	x := p.beginTask("downloadFile", c)
	r, err := x.newRequest()
	if err != nil {
		return x.refused(err)
	}
	r.Method, r.Body, r.Raw = "GET", nil, false
	r.Transfer = &wx.Transfer{}
	return x.send(r, func(resp *wx.Response) *goja.Object {
		p.files++
		return p.fill("tempFilePath", "http://tmp/"+strconv.Itoa(p.files), "statusCode", resp.Status,
			"dataLength", max(resp.Size, int64(len(resp.Body))))
	})
}

// moving lets a task tell how far its upload or download is.
func (t *task) moving(x *call, r *wx.Request) {
	if r.Transfer == nil {
		return
	}
	r.Transfer.Progress = func(done, of int64) {
		if len(t.watching) > 0 {
			x.enter(func() { t.progressed(r, done, of) })
		}
	}
}

// arrived tells that all of a file has come or gone, inside of enter.
func (t *task) arrived(r *wx.Request, resp *wx.Response) {
	switch {
	case r.Transfer == nil:
	case r.Transfer.Upload != nil:
		t.progressed(r, r.Transfer.Upload.Size, r.Transfer.Upload.Size)
	default:
		size := max(resp.Size, int64(len(resp.Body)))
		t.progressed(r, size, size)
	}
}

// progressed calls those who watch, inside of enter.
func (t *task) progressed(r *wx.Request, done, of int64) {
	percent := int64(0)
	if of > 0 {
		percent = done * 100 / of
	}
	sent, total := "totalBytesSent", "totalBytesExpectedToSend"
	if r.Transfer.Upload == nil {
		sent, total = "totalBytesWritten", "totalBytesExpectedToWrite"
	}
	for _, f := range t.watching {
		t.p.e.Call(f, nil, t.p.fill("progress", percent, sent, done, total, max(of, 0)))
	}
}
