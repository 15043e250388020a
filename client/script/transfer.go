package script

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wx"
)

// The functions that a page's files go through, among the exports.
const (
	uploadName   = "upload"
	downloadName = "download"
)

// lacks are those of them that the script does not have.
func (a *app) lacks() []string {
	return slices.DeleteFunc([]string{uploadName, downloadName}, func(name string) bool { return a.export(name) != nil })
}

// makeTransfer makes a page's upload or download: the script's own function does it.
func (a *app) makeTransfer(x *call) {
	name := downloadName
	if x.Transfer.Upload != nil {
		name = uploadName
	}
	f := a.export(name)
	if f == nil {
		err := fmt.Errorf("%s exports no function %s(call)", a.s.source.Entry(), name)
		a.WX.PageError(err)
		a.settled(x, nil, err)
		return
	}
	args := []goja.Value{a.transferObject(x)}
	callsBack := f.(*goja.Object).Get("length").ToInteger() > 1
	if callsBack {
		args = append(args, a.argument(x, bothRole, nil))
	}
	result, thrown := a.e.Invoke(f, a.exports, args...)
	switch {
	case a.e.Dead():
	case thrown != nil:
		a.rejected(x, thrown)
	case a.e.After(result, func(v goja.Value) { a.resolved(x, v) }, func(v goja.Value) { a.rejected(x, v) }):
	case !callsBack:
		a.resolved(x, result)
	}
}

// transferObject is a call with what wx.uploadFile takes besides.
func (a *app) transferObject(x *call) goja.Value {
	o := a.callObject(x.Call)
	x.object = o
	if up := x.Transfer.Upload; up != nil {
		o.Set("filePath", filePath(x.ID))
		o.Set("field", up.Field)
		if data := o.Get("data"); data != nil {
			o.Delete("data")
			o.Set("formData", data)
		}
	}
	return o
}

// filePrefix begins the paths of the files that calls upload.
const filePrefix = "http://tmp/upload-"

func filePath(call int) string { return filePrefix + strconv.Itoa(call) }

// file is the file at a path that an open call was given; nil for others.
func (a *app) file(path string) *wx.Upload {
	id, err := strconv.Atoi(strings.TrimPrefix(path, filePrefix))
	if err != nil {
		return nil
	}
	i := slices.IndexFunc(a.calls.open, func(x *call) bool { return x.ID == id })
	if i < 0 || a.calls.open[i].Transfer == nil {
		return nil
	}
	return a.calls.open[i].Transfer.Upload
}
