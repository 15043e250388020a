package resolve

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// NotFound is the error of a request that leads to no file.
type NotFound struct {
	Request string
	// Package is the npm package that is missing as a whole; empty where something
	// else is.
	Package string
	// Tried are the files that would have done, in the order in which they were
	// looked for; no more than a few.
	Tried []string
	// Advice says what may be wrong and what to do; it may be empty.
	Advice string
}

// maxTried bounds the list of files in an error.
const maxTried = 4

// Error names the request, what was tried and what to do.
func (e *NotFound) Error() string {
	text := "cannot find module '" + e.Request + "'"
	if len(e.Tried) > 0 {
		text += ": there is no " + strings.Join(e.Tried, ", ")
	}
	if e.Advice != "" {
		text += "; " + e.Advice
	}
	return text
}

func (s *search) fail() *NotFound {
	e := &NotFound{Request: s.request, Package: s.missing(), Advice: s.advice()}
	_, sub := packageOf(s.request)
	for _, t := range s.tried {
		if e.Package != "" && (sub == "" || e.Package[0] == '@' || s.npmName != "") && !inPackage(t) {
			continue // nobody means a file by that name
		}
		if len(e.Tried) < maxTried && !slices.Contains(e.Tried, t) {
			e.Tried = append(e.Tried, t)
		}
	}
	return e
}

// nodes are modules of Node.js itself.
var nodes = []string{"assert", "buffer", "child_process", "crypto", "dns", "events", "fs", "http", "http2", "https", "net", "os", "path",
	"process", "querystring", "readline", "stream", "string_decoder", "timers", "tls", "tty", "url", "util", "vm", "worker_threads", "zlib"}

func (s *search) advice() string {
	name, _ := packageOf(s.request)
	switch relative := strings.HasPrefix(s.request, ".") || strings.HasPrefix(s.request, "/"); {
	case s.above:
		return "it lies outside of the folder that is loaded, and nothing outside is read"
	case s.linked != "":
		return s.linked + " is a symbolic link out of the folder, and nothing outside is read: copy it"
	case strings.HasPrefix(s.request, "node:") || slices.Contains(nodes, name) && !relative:
		return "it is a module of Node.js, which a mini program does not have"
	case strings.HasPrefix(s.request, "plugin:"):
		return "plugins are not loaded"
	case strings.Contains(s.request, "://"):
		return "code is not loaded from the net"
	case s.missing() != "" && s.listed(s.missing()):
		return "package.json asks for it: " + s.install()
	}
	switch text := s.neighbours(); {
	case text != "":
		return text
	case s.missing() != "":
		return "no package and no file has that name: " + s.install()
	}
	return "is it left out of the repository, or made by a build?"
}

// missing is the npm package that is not there; "" where something else is not.
func (s *search) missing() string {
	if s.npmName != "" && s.pkg == "" {
		return s.npmName
	}
	name, _ := packageOf(s.request)
	if s.pkg != "" || s.linked != "" || strings.Contains(name, ":") ||
		name == "" || name[0] == '.' || name[0] == '/' || strings.HasPrefix(name, "@/") {
		return ""
	}
	return name
}

func (s *search) install() string {
	if s.r.config.MiniProgram {
		return "run npm install, and build npm in WeChat's tool if the mini program uses miniprogram_npm"
	}
	return "run npm install"
}

// listed tells whether a package.json above the file asks for a package.
func (s *search) listed(name string) bool {
	for dir := path.Dir(s.from); ; dir = path.Dir(dir) {
		if text, err := fs.ReadFile(s.r.tree.fsys, path.Join(dir, "package.json")); err == nil {
			for _, field := range []string{"dependencies", "devDependencies", "peerDependencies"} {
				if gjson.GetBytes(text, field+"."+gjson.Escape(name)).Exists() {
					return true
				}
			}
		}
		if dir == "." {
			return false
		}
	}
}

// neighbours looks at what lies where the file is missing.
func (s *search) neighbours() string {
	for _, t := range s.tried {
		dir, base := path.Dir(t), path.Base(t)
		stem := strings.TrimSuffix(base, path.Ext(base))
		for _, name := range slices.Sorted(maps.Keys(s.r.tree.names(dir))) {
			p := path.Join(dir, name)
			switch ext := path.Ext(name); {
			case strings.EqualFold(name, base) && name != base:
				return p + " is there: upper and lower case differ, which a device does not forgive"
			case (name == stem || strings.TrimSuffix(name, ext) == stem) && (ext == ".vue" || ext == ".wpy" || ext == ".nvue"):
				return p + " is not JavaScript: build the project, and name the built folder"
			case name == stem && !s.r.tree.isFolder(p):
				return p + " is not JavaScript"
			case strings.HasPrefix(name, stem+".") && sample(name):
				return p + " lies beside it: copy it to " + t + " and fill it in"
			}
		}
		switch module := s.submodule(t); {
		case module != "":
			return module + " is a submodule of git: run git submodule update --init"
		case !inPackage(t) && s.ignored(t):
			return t + " is in .gitignore: get it from somebody who has it"
		}
	}
	return ""
}

// sample tells whether a file is one to be copied.
func sample(name string) bool {
	for _, word := range []string{"example", "sample", "template", "default", "dist"} {
		if strings.Contains(name, "."+word) {
			return true
		}
	}
	return false
}

// ignored tells whether the root's .gitignore names a file.
func (s *search) ignored(p string) bool {
	text, err := fs.ReadFile(s.r.tree.fsys, ".gitignore")
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(text)) {
		pattern := strings.Trim(strings.TrimSpace(line), "/")
		if pattern == "" || strings.HasPrefix(pattern, "#") {
			continue
		}
		whole, _ := path.Match(pattern, p)
		last, _ := path.Match(pattern, path.Base(p))
		if whole || last || strings.HasPrefix(p, pattern+"/") {
			return true
		}
	}
	return false
}

// submodule is the git submodule that a path is in.
func (s *search) submodule(p string) string {
	text, err := fs.ReadFile(s.r.tree.fsys, ".gitmodules")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if key, module, is := strings.Cut(line, "="); is && strings.TrimSpace(key) == "path" && within(strings.TrimSpace(module), p) {
			return strings.TrimSpace(module)
		}
	}
	return ""
}
