package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// sourceRoot opens the folder of the project that a path belongs to: path is that of
// a module, or of the folder of a mini program; entry is the same from the root.
// Nothing outside of the root can be read through it, also not by a symbolic link.
// For a module the root is the nearest folder around it with a package.json, a
// project.config.json, an app.json, a tsconfig.json or node_modules, else the file's
// own.
func sourceRoot(path string) (root *os.Root, entry string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, "", fmt.Errorf("load JavaScript: %w", err)
	}
	if !info.IsDir() && !info.Mode().IsRegular() { // reading a pipe may never end
		return nil, "", fmt.Errorf("load JavaScript: %s is neither a file nor a folder", path)
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, "", fmt.Errorf("load JavaScript: %w", err)
	}
	dir := projectFolder(absolute, info.IsDir())
	if entry, err = filepath.Rel(dir, absolute); err != nil {
		return nil, "", fmt.Errorf("load JavaScript: %w", err)
	}
	if root, err = os.OpenRoot(dir); err != nil {
		return nil, "", fmt.Errorf("load JavaScript: %w", err)
	}
	return root, filepath.ToSlash(entry), nil
}

// projectFolder is the folder that is loaded for a path.
func projectFolder(path string, isFolder bool) string {
	dir := path
	if !isFolder {
		dir = filepath.Dir(path)
		if marked := firstAbove(dir, slices.Concat(strongMarks(), weakMarks())); marked != "" {
			dir = marked
		}
	}
	// The settings of a mini program, and the npm of its sources, often lie one
	// folder above app.json.
	above := filepath.Dir(dir)
	if has(above, "project.config.json") || !hasAny(dir, strongMarks()) && hasAny(dir, weakMarks()) && hasAny(above, strongMarks()) {
		return above
	}
	return dir
}

// strongMarks are what a project's folder is known by; what weakMarks lists may lie
// in a folder of it.
func strongMarks() []string { return []string{"project.config.json", "package.json", "node_modules"} }

func weakMarks() []string {
	return []string{"app.json", "tsconfig.json", "jsconfig.json", "miniprogram_npm"}
}

func firstAbove(dir string, names []string) string {
	for {
		if hasAny(dir, names) {
			return dir
		}
		above := filepath.Dir(dir)
		if above == dir {
			return ""
		}
		dir = above
	}
}

func hasAny(dir string, names []string) bool {
	for _, n := range names {
		if has(dir, n) {
			return true
		}
	}
	return false
}

func has(dir, name string) bool {
	_, err := os.Lstat(filepath.Join(dir, name))
	return err == nil
}
