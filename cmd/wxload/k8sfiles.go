package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/scenario"
)

// maxConfigMap is how many bytes of files are taken: a ConfigMap has at most a mebibyte,
// its keys and what stands around them included.
const maxConfigMap = 1_000_000

// k8sFile is a file in the ConfigMap.
type k8sFile struct {
	Key  string // in the ConfigMap
	Path string // in the volume, with slashes
	data []byte
}

// k8sFiles are the scenario's file, whose path in the volume is at, and those that it names.
func (p *program) k8sFiles(s *scenario.Scenario, file string) (files []k8sFile, at string, err error) {
	if err := p.readFeed(s, file); err != nil {
		return nil, "", err
	}
	paths, err := p.scenarioPaths(s, file)
	if err != nil {
		return nil, "", err
	}
	top := filepath.Dir(paths[0])
	for _, path := range paths {
		for !isBelow(path, top) {
			top = filepath.Dir(top)
		}
	}
	slices.Sort(paths[1:])
	size := 0
	for _, path := range slices.Compact(paths) {
		data, err := readWhole(path, maxConfigMap-size)
		if err != nil {
			return nil, "", &failure{exitUsage, fmt.Errorf("the files of the scenario: %w", err), "make an image of wxload and the files, and run --shard auto/N in a Job of your own"}
		}
		size += len(data)
		inside, err := filepath.Rel(top, path)
		if err != nil {
			return nil, "", err
		}
		files = append(files, k8sFile{Path: filepath.ToSlash(inside), data: data})
	}
	giveKeys(files)
	return files, files[0].Path, nil
}

// scenarioPaths are the absolute paths of a scenario's files, its own first.
func (p *program) scenarioPaths(s *scenario.Scenario, file string) ([]string, error) {
	beside := func(name string) string {
		if filepath.IsAbs(name) {
			return name
		}
		return filepath.Join(filepath.Dir(p.path(file)), name)
	}
	paths := []string{p.path(file)}
	if s.Clients.Feed.File != "" {
		paths = append(paths, beside(s.Clients.Feed.File))
	}
	s.EachStep(func(step *scenario.Step) {
		if step.Upload.File != "" {
			paths = append(paths, beside(step.Upload.File))
		}
	})
	if scenario.IsPath(s.Wrapper.ID) {
		own, err := wrapperPaths(beside(filepath.FromSlash(s.Wrapper.ID)))
		if err != nil {
			return nil, err
		}
		paths = append(paths, own...)
	}
	for i, path := range paths {
		absolute, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		paths[i] = absolute
	}
	return paths, nil
}

// wrapperPaths are the files that a user's own wrapper is loaded from.
func wrapperPaths(path string) ([]string, error) {
	root, entry, err := sourceRoot(path)
	if err != nil {
		return nil, wrongUsage("", "%w", err)
	}
	defer root.Close()
	project, err := load.New(root.FS(), entry, load.Limits{})
	if err != nil {
		return nil, wrongUsage("", "%w", err)
	}
	if project.App() != nil {
		return nil, wrongUsage("make an image of wxload and the mini program, and run --shard auto/N in a Job of your own",
			"wrapper.id: a mini program is too large for a ConfigMap")
	}
	var paths []string
	for _, f := range project.Files() {
		paths = append(paths, filepath.Join(root.Name(), filepath.FromSlash(f.Path)))
	}
	return paths, nil
}

func isBelow(path, folder string) bool {
	inside, err := filepath.Rel(folder, path)
	return err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator))
}

// readWhole reads a file of at most so many bytes.
func readWhole(path string, most int) ([]byte, error) {
	if err := refusePipe(path); err != nil {
		return nil, fileError("read", path, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileError("read", filepath.Base(path), err)
	}
	if info.Size() > int64(most) {
		return nil, fmt.Errorf("%s has %d kB, and a ConfigMap holds at most %d kB of all files", filepath.Base(path), info.Size()/1000, maxConfigMap/1000)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fileError("read", filepath.Base(path), err)
	}
	return data, nil
}

// notInKey is what a key of a ConfigMap cannot have.
var notInKey = regexp.MustCompile(`[^-._a-zA-Z0-9]+`)

// giveKeys names each file in the ConfigMap, by its path.
func giveKeys(files []k8sFile) {
	given := map[string]bool{}
	for i := range files {
		f := &files[i]
		f.Key = notInKey.ReplaceAllString(f.Path, "_")
		for n := 2; given[f.Key]; n++ {
			f.Key = fmt.Sprintf("%d_%s", n, notInKey.ReplaceAllString(f.Path, "_"))
		}
		given[f.Key] = true
	}
}

// ByKind are the files of text, and those that are none, as a ConfigMap has them.
func (r *k8sRun) ByKind() map[string][]k8sFile {
	kinds := map[string][]k8sFile{}
	for _, f := range r.Files {
		kind := "data"
		if !utf8.Valid(f.data) {
			kind = "binaryData"
		}
		kinds[kind] = append(kinds[kind], f)
	}
	return kinds
}

// YAML is what the file holds: a text in lines where it can be one.
func (f k8sFile) YAML() (string, error) {
	text := string(f.data)
	switch {
	case !utf8.Valid(f.data):
		return base64.StdEncoding.EncodeToString(f.data), nil
	case text == "" || strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\n") || !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") ||
		strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }):
		return asJSON(text)
	}
	var b strings.Builder
	b.WriteString("|")
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		b.WriteString(strings.TrimSuffix("\n    "+line, "    "))
	}
	return b.String(), nil
}
