package record

import (
	"encoding/json"
	"errors"
	"fmt"
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
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	temp, err := os.CreateTemp(folder, ".wxload-*")
	if err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	defer os.Remove(temp.Name()) // it is gone where all went well
	_, err = temp.Write(append(data, '\n'))
	if err = errors.Join(err, temp.Chmod(0o644), temp.Close()); err == nil {
		err = os.Rename(temp.Name(), filepath.Join(folder, fmt.Sprintf("client-%06d.json", r.Client)))
	}
	if err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	return nil
}
