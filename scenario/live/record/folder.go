package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// MaxFiles is how many clients a run records: those with the lowest numbers.
const MaxFiles = 20

// Prepare makes a folder for records, if there is none, and tries whether it can
// be written. Files of another run with the same names will be overwritten.
func Prepare(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make the folder for records: %w", err)
	}
	probe, err := os.CreateTemp(folder, ".wxload-*")
	if err != nil {
		return fmt.Errorf("write to the folder for records: %w", err)
	}
	probe.Close()
	return os.Remove(probe.Name())
}

// Write writes the record into a folder, under its client's number: whole or not
// at all.
func (r *Record) Write(folder string) error {
	name := fmt.Sprintf("client-%06d.json", r.Client)
	data, err := json.MarshalIndent(r, "", " ")
	if err == nil {
		err = replace(folder, name, append(data, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// replace puts a file in its place when it is complete. An error does not say what
// it was called until then.
func replace(folder, name string, data []byte) error {
	temp, err := os.CreateTemp(folder, ".wxload-*")
	if err != nil {
		return cause(err)
	}
	defer os.Remove(temp.Name()) // it is gone where all went well
	_, err = temp.Write(data)
	if err := errors.Join(cause(err), cause(temp.Chmod(0o644)), cause(temp.Close())); err != nil {
		return err
	}
	return cause(os.Rename(temp.Name(), filepath.Join(folder, name)))
}

// cause is why a file could not be written, without its name.
func cause(err error) error {
	if at, is := errors.AsType[*fs.PathError](err); is {
		return at.Err
	}
	if at, is := errors.AsType[*os.LinkError](err); is {
		return at.Err
	}
	return err
}
