package resolve

import (
	"path"
	"strings"
)

// suffixes of code, in the order in which they are tried; .json is the last one.
var (
	plainFirst = []string{".js", ".ts", ".mjs", ".cjs", ".jsx", ".tsx", ".mts", ".cts", ".json"}
	typedFirst = []string{".ts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".mts", ".cts", ".json"}
)

// written is what a suffix in TypeScript's own way stands for.
var written = map[string][]string{".js": {".ts", ".tsx"}, ".jsx": {".tsx"}, ".mjs": {".mts"}, ".cjs": {".cts"}}

// IsCode tells whether a file can be a module.
func IsCode(p string) bool {
	for _, suffix := range plainFirst {
		if strings.HasSuffix(p, suffix) {
			return !strings.HasSuffix(p, ".d.ts")
		}
	}
	return false
}

// file is the file that a path means: itself, with a suffix, or a folder's.
func (s *search) file(p string) (string, bool) {
	if id, found := s.named(p); found {
		return id, true
	}
	at := s.r.tree.at(p)
	switch {
	case at.kind == folder:
		return s.folder(at.path)
	case at.kind == file && assets[path.Ext(p)]:
		return Empty, true
	}
	s.note(p, at)
	return "", false
}

// assets are what builds take out of code: styles, pictures and sounds.
var assets = map[string]bool{
	".css": true, ".scss": true, ".sass": true, ".less": true, ".styl": true, ".wxss": true, ".png": true, ".jpg": true, ".jpeg": true,
	".gif": true, ".webp": true, ".svg": true, ".mp3": true, ".mp4": true, ".woff": true, ".woff2": true, ".ttf": true,
}

// note remembers that a path leads out of the file system.
func (s *search) note(p string, at place) {
	switch {
	case at.kind != outside:
	case at.path == "" || strings.HasPrefix(path.Clean(p), ".."):
		s.above = true
	default:
		s.linked = at.path
	}
}

// named is the file that a path means if it is no folder.
func (s *search) named(p string) (string, bool) {
	missing := p
	if IsCode(p) {
		if id, found := s.exact(p); found {
			return id, true
		}
	} else {
		missing += s.suffixes()[0]
	}
	for _, suffix := range s.suffixes() {
		// Taro's files for one platform come first.
		for _, platform := range []string{".weapp", ""} {
			if id, found := s.exact(p + platform + suffix); found {
				return id, true
			}
		}
	}
	ext := path.Ext(p)
	for _, suffix := range written[ext] {
		if id, found := s.exact(strings.TrimSuffix(p, ext) + suffix); found {
			return id, true
		}
	}
	s.tried = append(s.tried, path.Clean(missing))
	return "", false
}

func (s *search) suffixes() []string {
	switch {
	case s.page && s.typed:
		return typedFirst[:len(typedFirst)-1]
	case s.page:
		return plainFirst[:len(plainFirst)-1]
	case s.typed:
		return typedFirst
	}
	return plainFirst
}

// exact is the file at a path.
func (s *search) exact(p string) (string, bool) {
	at := s.r.tree.at(p)
	if at.kind == file {
		return at.path, true
	}
	s.note(p, at)
	return "", false
}

// folder is the file that a folder stands for.
func (s *search) folder(dir string) (string, bool) {
	if main := s.r.packages.at(dir).main(); main != "" {
		if id, found := s.file(path.Join(dir, main)); found {
			return id, true
		}
	}
	return s.named(path.Join(dir, "index"))
}
