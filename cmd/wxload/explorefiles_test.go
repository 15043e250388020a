package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestASearchIsToldAlsoWhereItsFilesCannotBeWritten(t *testing.T) {
	fullDisk(t)
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"--wrapper", "reference"}, exitUnwritten},
		{[]string{"--wrapper", "template"}, exitThreshold},
	} {
		dir := t.TempDir()
		got := run(t, dir, "", append([]string{"explore", "late-401", "--requests", "1", "--junit", "/dev/full"}, c.args...)...)
		if got.code != c.code || !strings.Contains(got.stdout, "late-401") || !strings.HasSuffix(got.stderr, "\nwxload: error: cannot write /dev/full: no space left on device\n") {
			t.Errorf("%v: %+v", c.args, got)
		}
	}
}

func TestAReplayFileThatCannotBeWrittenEndsNoSearch(t *testing.T) {
	dir := t.TempDir()
	// In the place of a file stands a folder.
	if err := os.MkdirAll(filepath.Join(dir, "found", "template-late-401-1.json", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	got := run(t, dir, "", "explore", "late-401", "--requests", "1", "--wrapper", "template,reference", "--out", "found")
	if got.code != exitThreshold || !strings.Contains(got.stdout, "reference") || !strings.Contains(got.stderr, "wxload: error: cannot write found/template-late-401-1.json: ") {
		t.Errorf("%+v", got)
	}
}
