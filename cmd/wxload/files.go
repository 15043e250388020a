package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxFile limits what is read of a file: enough for its parser to see that it is
// too large.
const maxFile = 1<<20 + 1

// readFile reads a file that was named by a person; "-" is standard input.
func (p *program) readFile(name string) ([]byte, error) {
	if name == "-" {
		data, err := io.ReadAll(io.LimitReader(p.stdin, maxFile))
		if err != nil {
			return nil, fmt.Errorf("cannot read standard input: %w", err)
		}
		return bytes.TrimPrefix(data, []byte(byteOrderMark)), nil
	}
	if err := refusePipe(p.path(name)); err != nil {
		return nil, fileError("read", name, err)
	}
	f, err := os.Open(p.path(name))
	if err != nil {
		return nil, fileError("read", name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, fileError("read", name, err)
	}
	return bytes.TrimPrefix(data, []byte(byteOrderMark)), nil
}

// createFile writes a file that must not exist yet, whole or not at all.
func (p *program) createFile(name string, data []byte) error {
	f, err := os.OpenFile(p.path(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fileError("write", name, err)
	}
	if err := fill(f, data); err != nil {
		return fileError("write", name, err)
	}
	return nil
}

// fill writes a new file and closes it. What cannot be written whole is removed.
func fill(f *os.File, data []byte) error {
	_, err := f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
	}
	return err
}

// replaceFile writes a file as [newFile] does.
func (p *program) replaceFile(name string, data []byte) error {
	f, err := p.newFile(name)
	if err != nil {
		return err
	}
	defer f.discard()
	return f.write(data)
}

// newFile is a file that is going to be written, whole or not at all, whether it
// exists or not: until then it has another name. What is there and no file, such as
// /dev/null or a link, stays what it is and is written to.
type newFile struct {
	name   string // as it was given
	path   string
	file   *os.File
	inside bool // what is there is written to
}

func (p *program) newFile(name string) (*newFile, error) {
	n := &newFile{name: name, path: p.path(name)}
	if err := refusePipe(n.path); err != nil {
		return nil, fileError("write", name, err)
	}
	info, err := os.Lstat(n.path)
	if n.inside = err == nil && !info.Mode().IsRegular(); n.inside {
		n.file, err = os.OpenFile(n.path, os.O_WRONLY, 0)
	} else {
		n.file, err = os.CreateTemp(filepath.Dir(n.path), ".wxload-*")
	}
	if err != nil {
		return nil, fileError("write", name, err)
	}
	return n, nil
}

func (n *newFile) write(data []byte) error {
	if n.inside {
		_ = n.file.Truncate(0) // a device has no length
	}
	_, err := n.file.Write(data)
	return n.commit(err)
}

// commit ends the writing; err is what went wrong with it, which leaves what was there.
func (n *newFile) commit(err error) error {
	if !n.inside {
		err = errors.Join(err, n.file.Chmod(0o644))
	}
	if err = errors.Join(err, n.file.Close()); err == nil && !n.inside {
		err = os.Rename(n.file.Name(), n.path)
	}
	if err != nil {
		return fileError("write", n.name, err)
	}
	return nil
}

// discard lets go of the file. What was written stays.
func (n *newFile) discard() {
	n.file.Close()
	if !n.inside {
		os.Remove(n.file.Name()) // it is gone where all went well
	}
}

func (p *program) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.dir, name)
}

// folderHint asks for the folder where a file that should be written has none.
func folderHint(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "does the folder exist?"
	}
	return ""
}

// fileError names a file as the person did.
func fileError(do, name string, err error) error {
	if at, is := errors.AsType[*fs.PathError](err); is {
		err = at.Err
	} else if at, is := errors.AsType[*os.LinkError](err); is { // of a rename
		err = at.Err
	}
	return fmt.Errorf("cannot %s %s: %w", do, name, err)
}
