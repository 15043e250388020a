package resolve

import (
	"encoding/json"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/tidwall/gjson"
)

// manifest is what counts of a package.json. A nil one says nothing.
type manifest struct {
	Main        string
	Module      string
	Miniprogram string
	// Browser is one file, or what takes the place of others; a file that has no
	// stand-in is left out.
	Browser map[string]string
	// Exports is the text of the field; its order counts.
	Exports string
}

// main is the file that the package stands for: bundlers of mini programs ask for
// browser first, then for module.
func (m *manifest) main() string {
	switch {
	case m == nil:
		return ""
	case m.Browser["."] != "":
		return m.Browser["."]
	case m.Module != "":
		return m.Module
	}
	return m.Main
}

// substitute is what takes the place of a file or a package.
func (m *manifest) substitute(name string) (to string, ok bool) {
	if m == nil {
		return "", false
	}
	for _, n := range []string{name, strings.TrimSuffix(name, ".js"), name + ".js"} {
		if to, ok = m.Browser[n]; ok {
			return to, true
		}
	}
	return "", false
}

// packages are the manifests of a tree, read once.
type packages struct {
	tree  *tree
	mu    sync.Mutex
	known map[string]*manifest
}

func (p *packages) init(t *tree) { p.tree, p.known = t, map[string]*manifest{} }

var none = &manifest{}

// at is the manifest in a folder.
func (p *packages) at(dir string) *manifest {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m, is := p.known[dir]; is {
		return m
	}
	m := none
	if name := path.Join(dir, "package.json"); p.tree.isFile(name) {
		if text, err := fs.ReadFile(p.tree.fsys, name); err == nil {
			m = parseManifest(text)
		}
	}
	p.known[dir] = m
	return m
}

// around is the folder of the package that a file is in.
func (p *packages) around(file string) string {
	dir := path.Dir(file)
	for dir != "." && path.Base(path.Dir(dir)) != "node_modules" && path.Base(path.Dir(dir)) != "miniprogram_npm" {
		if p.tree.isFile(path.Join(dir, "package.json")) && p.at(dir) != none {
			return dir
		}
		dir = path.Dir(dir)
	}
	return dir
}

func parseManifest(text []byte) *manifest {
	if !json.Valid(text) {
		return none
	}
	field := func(name string) string {
		if v := gjson.GetBytes(text, name); v.Type == gjson.String {
			return v.Str
		}
		return ""
	}
	m := &manifest{Main: field("main"), Module: field("module"), Miniprogram: field("miniprogram"), Browser: map[string]string{}}
	switch b := gjson.GetBytes(text, "browser"); {
	case b.Type == gjson.String:
		m.Browser["."] = b.Str
	case b.IsObject():
		b.ForEach(func(k, v gjson.Result) bool {
			m.Browser[k.Str] = v.Str // false is no text
			return true
		})
	}
	if e := gjson.GetBytes(text, "exports"); e.Exists() {
		m.Exports = e.Raw
	}
	return m
}
