package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tree looks for the folders and files that a fence lists, and for packages that it
// lacks. Internal ones may be left to the folder above them.
func (r *reader) tree(b *block) {
	listed := map[string]bool{}
	for _, line := range b.lines {
		path, _, _ := strings.Cut(line, " ")
		listed[strings.TrimSuffix(path, "/")] = true
		if _, err := os.Stat(filepath.Join(repository, filepath.FromSlash(path))); err != nil {
			r.errorf(b, "%v", err)
		}
	}
	for _, path := range packages(r.t) {
		if !listed[path] && !strings.Contains(path, "internal/") {
			r.errorf(b, "it lacks %s", path)
		}
	}
}

// packages are the folders of this module that hold Go code, with slashes.
func packages(t *testing.T) (folders []string) {
	t.Helper()
	others := []string{"testdata", "conformance"}
	err := filepath.WalkDir(repository, func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil || path == repository:
			return err
		case entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") || slices.Contains(others, entry.Name())):
			return filepath.SkipDir
		case filepath.Ext(path) == ".go":
			folder, err := filepath.Rel(repository, filepath.Dir(path))
			folders = append(folders, filepath.ToSlash(folder))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}
