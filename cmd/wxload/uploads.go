package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/wxload/wxload/scenario"
)

// openUploads opens the files that a scenario's flow uploads, beside the scenario's own.
// They stay open until close: all clients read from the same.
func (p *program) openUploads(s *scenario.Scenario, file string) (closeAll func(), err error) {
	var files []*os.File
	closeAll = func() {
		for _, f := range files {
			f.Close()
		}
	}
	err = s.OpenFiles(func(name string) (io.ReaderAt, int64, error) {
		f, size, err := p.openUpload(name, file)
		if err == nil {
			files = append(files, f)
		}
		return f, size, err
	})
	if err != nil {
		closeAll()
		return nil, &failure{exitUsage, fmt.Errorf("upload: %w", err), "the path begins beside the scenario's file"}
	}
	return closeAll, nil
}

func (p *program) openUpload(name, beside string) (*os.File, int64, error) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(beside), name)
	}
	f, err := p.openFile(name)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no file", name)
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}
