package main

import (
	"errors"
	"io"
	"os"

	"github.com/wxload/wxload/reports/result"
)

// resultFormat is the word of --out for a result, which no report is.
const resultFormat = "result"

// resultFile is a result that is written under its own name while a run goes on: where the
// process is killed it has what there was. Until the load begins, the file keeps what it
// had.
type resultFile struct {
	name  string // as it was given
	file  *os.File
	keep  bool     // what is there stays there
	whole *newFile // where the file is written whole or not at all; nil where it is not
	err   error    // the first one
}

// openResult opens the file, so that a place that cannot be written is known before the
// load.
func (p *program) openResult(name string) (*resultFile, error) {
	path := p.path(name)
	if err := refusePipe(path); err != nil {
		return nil, &failure{exitUsage, fileError("write", name, err), ""}
	}
	_, missing := os.Stat(path)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		err = fileError("write", name, err)
		return nil, &failure{exitUsage, err, folderHint(err)}
	}
	return &resultFile{name: name, file: file, keep: missing == nil}, nil
}

// openWhole opens a file for a result that is made of others: it may be one of them.
func (p *program) openWhole(name string) (*resultFile, error) {
	file, err := p.newFile(name)
	if err != nil {
		return nil, &failure{exitUsage, err, folderHint(err)}
	}
	return &resultFile{name: name, file: file.file, whole: file}, nil
}

// begin empties the file.
func (f *resultFile) begin() {
	_ = f.file.Truncate(0) // a device has no length
	f.keep = true
}

// Write writes the next part of a result. It keeps its error for close: the other files
// go on.
func (f *resultFile) Write(part []byte) (int, error) {
	if f.err == nil {
		_, f.err = f.file.Write(part)
	}
	return len(part), nil
}

// close ends the writing, and returns the first error.
func (f *resultFile) close() error {
	if f.whole != nil {
		return f.whole.commit(f.err)
	}
	if err := errors.Join(f.err, f.file.Close()); err != nil {
		return fileError("write", f.name, err)
	}
	return nil
}

// discard lets go of a file that may not have been written. One that was not there before
// is gone again.
func (f *resultFile) discard() {
	if f.whole != nil {
		f.whole.discard()
		return
	}
	f.file.Close()
	if !f.keep {
		os.Remove(f.file.Name())
	}
}

// results are the files of one result, all alike.
type results struct {
	files  []*resultFile
	writer *result.Writer // of a load; nil before it
}

// openResults opens one more of them.
func (p *program) openResults(r *results, name string, whole bool) error {
	if name == "-" {
		return wrongUsage("for example --out result=run.wxr", "--out result=-: a result is no text for standard output")
	}
	open := p.openResult
	if whole {
		open = p.openWhole
	}
	file, err := open(name)
	if err == nil {
		r.files = append(r.files, file)
	}
	return err
}

// out is where the bytes of a result go, to all of the files; nil where there are none.
func (r *results) out() io.Writer {
	if len(r.files) == 0 {
		return nil
	}
	var all []io.Writer
	for _, f := range r.files {
		f.begin()
		all = append(all, f)
	}
	return io.MultiWriter(all...)
}

// begin is what begins them with a load; nil where there are none.
func (r *results) begin() func(result.Head) *result.Writer {
	if len(r.files) == 0 {
		return nil
	}
	return func(head result.Head) *result.Writer {
		r.writer = result.NewWriter(r.out(), head)
		return r.writer
	}
}

// beginWith begins them with a load that has a result in any case, which goes to more, too.
func (r *results) beginWith(more io.Writer) func(result.Head) *result.Writer {
	return func(head result.Head) *result.Writer {
		all := []io.Writer{more}
		if out := r.out(); out != nil {
			all = append(all, out)
		}
		r.writer = result.NewWriter(io.MultiWriter(all...), head)
		return r.writer
	}
}

// close ends the writing, and hands over what went wrong.
func (r *results) close(failed func(error)) {
	if r.writer != nil {
		failed(r.writer.Err())
	}
	for _, f := range r.files {
		failed(f.close())
	}
}
