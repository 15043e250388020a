package wx

import (
	"bytes"
	"io"
	"mime/multipart"

	"github.com/tidwall/gjson"
)

// Transfer makes a request a wx.uploadFile or a wx.downloadFile: of each a device has so
// many in flight as of wx.request, besides those.
type Transfer struct {
	// Upload is the file that is sent, as a part of a form; nil for a download. The
	// members of the request's JSON data are the other fields of the form.
	Upload *Upload
	// Progress is told on the client's goroutine, in turns of its own, how many bytes of
	// the file were sent or received, and of how many; negative where that is unknown. The
	// end is not told: the answer does that. Nil wants to know nothing.
	Progress func(done, of int64)
}

// Upload is a file that is sent.
type Upload struct {
	Field    string // of the form; empty means "file"
	FileName string // empty means "file"
	Size     int64  // bytes
	// Content has the bytes; it may be read concurrently. Nil sends Size bytes that mean
	// nothing.
	Content io.ReaderAt
}

// lane says which requests share the limit of those in flight.
type lane uint8

const (
	requests lane = iota
	uploads
	downloads
	lanes // how many there are
)

func (r *Request) lane() lane {
	switch {
	case r.Transfer == nil:
		return requests
	case r.Transfer.Upload == nil:
		return downloads
	default:
		return uploads
	}
}

// formBoundary stands between the parts of a form. It is the same for all.
const formBoundary = "----wxload-form-boundary-7d1f0c52"

// FormEnd is what ends the form of an upload, after the file.
const FormEnd = "\r\n--" + formBoundary + "--\r\n"

// encodeForm makes an upload's data the beginning of its form, up to where the file
// begins.
func (r *Request) encodeForm() {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	_ = w.SetBoundary(formBoundary) // it is a valid one
	gjson.ParseBytes(r.Body).ForEach(func(name, value gjson.Result) bool {
		_ = w.WriteField(name.String(), value.String()) // a buffer never fails
		return true
	})
	up := r.Transfer.Upload
	_, _ = w.CreateFormFile(orFile(up.Field), orFile(up.FileName))
	r.Method, r.Body, r.Raw = "POST", form.Bytes(), true
	r.setHeader("Content-Type", "multipart/form-data; boundary="+formBoundary)
}

func orFile(name string) string {
	if name == "" {
		return "file"
	}
	return name
}

// ProgressReceiver is a [Receiver] that also takes how far a [Transfer] is. Like the answer
// it comes on the client's goroutine, and never after that.
type ProgressReceiver interface {
	Receiver
	Progress(done, of int64)
}

// Progress tells how far a transfer is, in a turn of its own.
func (a *arrival) Progress(done, of int64) {
	t := (*RequestTask)(a)
	if t.over || a.resp != nil || a.err != nil || t.r.Transfer == nil || t.r.Transfer.Progress == nil {
		return
	}
	a.p.answer(func() { t.r.Transfer.Progress(done, of) })
}
