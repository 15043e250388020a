package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// program is the command with all that it has of its process, so that tests run
// whole commands inside theirs.
type program struct {
	args   []string // without the command's name
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	dir    string // where relative file names start
}

// run runs the command until it is done or ctx ends, and returns its exit code.
func (p *program) run(ctx context.Context) int {
	root := newRootCommand(p)
	root.SetArgs(append([]string{}, p.args...)) // nil would mean those of the process
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitPassed
	}
	if status, is := errors.AsType[exitStatus](err); is {
		return int(status)
	}
	return p.report(err, cmd.UseLine())
}

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
		return data, nil
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
	return data, nil
}

// createFile writes a file that must not exist yet.
func (p *program) createFile(name string, data []byte) error {
	f, err := os.OpenFile(p.path(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fileError("write", name, err)
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		return fileError("write", name, err)
	}
	return nil
}

// replaceFile writes a file, whole or not at all, whether it exists or not.
func (p *program) replaceFile(name string, data []byte) error {
	path := p.path(name)
	temp, err := os.CreateTemp(filepath.Dir(path), ".wxload-*")
	if err != nil {
		return fileError("write", name, err)
	}
	defer os.Remove(temp.Name()) // it is gone where all went well
	_, err = temp.Write(data)
	if err := errors.Join(err, temp.Chmod(0o644), temp.Close()); err != nil {
		return fileError("write", name, err)
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return fileError("write", name, err)
	}
	return nil
}

func (p *program) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.dir, name)
}

// fileError names a file as the person did.
func fileError(do, name string, err error) error {
	if at, is := errors.AsType[*fs.PathError](err); is {
		err = at.Err
	}
	return fmt.Errorf("cannot %s %s: %w", do, name, err)
}
