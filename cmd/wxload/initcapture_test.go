package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/capture"
	"github.com/wxload/wxload/scenario/capture/infer"
)

const captures = "../../scenario/capture/testdata/tools"

// draftFrom is the scenario that "init --from" writes for a file.
func draftFrom(name string, data []byte) (*capturedDraft, error) {
	seen, err := capture.Read(name, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	d := newCapturedDraft(seen, infer.Infer(seen), name)
	d.write(name)
	return d, nil
}

// FuzzACaptureMakesAScenarioThatLoads holds for any file: it is refused with a reason, or
// what is written of it is a scenario.
func FuzzACaptureMakesAScenarioThatLoads(f *testing.F) {
	files, err := filepath.Glob(captures + "/*")
	if err != nil || len(files) == 0 {
		f.Fatal("no captures", err)
	}
	kinds := []string{"x.har", "x.curl", "x.json", "x.yaml"}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for i, kind := range kinds {
			if filepath.Ext(file) == filepath.Ext(kind) {
				f.Add(uint8(i), data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		d, err := draftFrom(kinds[int(kind)%len(kinds)], data)
		if wrong, is := errors.AsType[*capture.Error](err); err != nil && (!is || wrong.Text == "") {
			t.Fatalf("%v is no reason", err)
		}
		if err != nil || len(d.found.Pages) == 0 {
			return
		}
		text := d.text.String()
		if _, err := scenario.Parse("x.yaml", []byte(text), scenarioOptions()); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for _, line := range append(d.lacks(), d.found.Replaced...) {
			if strings.ContainsAny(line, "\n\r\x1b") {
				t.Fatalf("%q is more than a line", line)
			}
		}
	})
}
