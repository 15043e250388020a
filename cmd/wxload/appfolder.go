package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
)

// How far from a path mini programs are looked for, how many files are seen, and how
// many of them are told.
const (
	appDepth = 6
	appFiles = 20_000
	appsTold = 4
)

// appHint says where a mini program lies, where a path that is none was given; empty
// where the error is another, or none is near.
func (p *program) appHint(name string, err error) string {
	above := p.appAbove(name)
	switch {
	case errors.Is(err, script.ErrNoCall) && above != "":
		return "a whole mini program is named by its folder: " + above
	case errors.Is(err, load.ErrNoApp) && above != "":
		return "the mini program is the folder around it: " + above
	case errors.Is(err, load.ErrNoApp):
		if below := p.appsBelow(name); len(below) > 0 {
			return "there is one in it: name " + strings.Join(below, " or ")
		}
	}
	return ""
}

// appAbove is the nearest folder around a path that has an app.json; empty for none.
func (p *program) appAbove(name string) string {
	for range appDepth {
		name = filepath.Join(name, "..")
		if has(p.path(name), "app.json") {
			return folderName(name)
		}
	}
	return ""
}

// appsBelow are the first folders in one that have an app.json.
func (p *program) appsBelow(name string) (found []string) {
	root, seen := p.path(name), 0
	_ = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error { // what cannot be read has none
		below := file[len(root):]
		switch seen++; {
		case seen > appFiles || len(found) == appsTold:
			return fs.SkipAll
		case err != nil:
		case d.IsDir() && (slices.Contains([]string{"node_modules", "miniprogram_npm", ".git"}, d.Name()) || strings.Count(below, string(os.PathSeparator)) > appDepth):
			return fs.SkipDir
		case !d.IsDir() && d.Name() == "app.json":
			found = append(found, folderName(filepath.Join(name, filepath.Dir(below))))
			return fs.SkipDir
		}
		return nil
	})
	return found
}

// folderName is a folder as --wrapper takes it.
func folderName(name string) string {
	if name = filepath.ToSlash(filepath.Clean(name)); name == ".." || strings.HasPrefix(name, "../") || strings.HasPrefix(name, "/") {
		return name
	}
	return "./" + name
}
