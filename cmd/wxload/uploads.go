package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/wxload/wxload/client/wrapper"
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

// checkTransfers checks that a user's own code has the functions that the uploads and
// downloads of a scenario's flow go through.
func checkTransfers(s *scenario.Scenario, info wrapper.Info) error {
	lacking := ""
	s.EachStep(func(step *scenario.Step) {
		if lacking == "" && slices.Contains(info.Lacks, string(step.Kind)) { // called as the functions are
			lacking = string(step.Kind)
		}
	})
	if lacking == "" {
		return nil
	}
	hint := `"wxload init reference-js" writes a file that has both upload and download`
	if info.Pages != nil {
		hint = "let a page of the app's own send and get files: - page: ROUTE, or - do: HANDLER"
	}
	return wrongUsage(hint, "the flow has a step %s, and %s exports no function %s(call)", lacking, info.ID, lacking)
}

// checkOwnTransfers does so for a scenario's own wrapper. Its code is run, once and
// without a network, where the flow has such steps.
func (p *program) checkOwnTransfers(s *scenario.Scenario, file string) error {
	transfers := false
	s.EachStep(func(step *scenario.Step) {
		transfers = transfers || step.Kind == scenario.StepUpload || step.Kind == scenario.StepDownload
	})
	if !transfers || !scenario.IsPath(s.Wrapper.ID) {
		return nil
	}
	own := &subjects{p: p, shape: backendShape(s), calls: s.Wrapper.Calls}
	defer own.close()
	info, err := own.open(s.Wrapper.ID, filepath.Dir(file))
	if err != nil {
		return err
	}
	return checkTransfers(s, info)
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
