package resolve

import (
	"io/fs"
	"path"
	"strings"
	"sync"
)

// kind is what is at a path.
type kind uint8

const (
	nothing kind = iota
	file
	folder
	outside // a symbolic link leads out of the file system
)

// tree is a file system whose folders are read once.
type tree struct {
	fsys    fs.FS
	mu      sync.Mutex
	folders map[string]map[string]fs.FileMode
	found   map[string]place
}

// place is what is at a path, and the path that it has without symbolic links; of
// one that leads outside, the link's.
type place struct {
	kind kind
	path string
}

func newTree(fsys fs.FS) *tree {
	return &tree{fsys: fsys, folders: map[string]map[string]fs.FileMode{}, found: map[string]place{}}
}

// at tells what is at a path, which need not be clean.
func (t *tree) at(p string) place {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.find(path.Clean(p), 0)
}

func (t *tree) isFile(p string) bool { return t.at(p).kind == file }

func (t *tree) isFolder(p string) bool { return t.at(p).kind == folder }

// names are those in a folder.
func (t *tree) names(dir string) map[string]fs.FileMode {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.list(dir)
}

// maxFound bounds what is remembered of paths.
const maxFound = 200_000

// links bounds how many symbolic links one path may lead over.
const links = 20

func (t *tree) find(p string, depth int) place {
	switch {
	case p == ".":
		return place{folder, p}
	case p == ".." || strings.HasPrefix(p, "../") || strings.HasPrefix(p, "/") || depth > links:
		return place{kind: outside}
	}
	if known, is := t.found[p]; is {
		return known
	}
	known := t.look(p, depth)
	if len(t.found) >= maxFound {
		clear(t.found) // a script may ask for any name
	}
	t.found[p] = known
	return known
}

func (t *tree) look(p string, depth int) place {
	parent := t.find(path.Dir(p), depth)
	switch parent.kind {
	case folder:
	case outside:
		return parent
	default:
		return place{}
	}
	mode, is := t.list(parent.path)[path.Base(p)]
	here := path.Join(parent.path, path.Base(p))
	switch {
	case !is:
		return place{}
	case mode.IsDir():
		return place{folder, here}
	case mode&fs.ModeSymlink != 0:
		return t.follow(here, depth)
	case mode.IsRegular():
		return place{file, here}
	}
	return place{}
}

func (t *tree) follow(p string, depth int) place {
	to, err := fs.ReadLink(t.fsys, p)
	switch {
	case err != nil:
		return place{}
	case path.IsAbs(to):
		return place{outside, p}
	}
	at := t.find(path.Join(path.Dir(p), to), depth+1)
	if at.kind == outside {
		at.path = p
	}
	return at
}

func (t *tree) list(dir string) map[string]fs.FileMode {
	if known, is := t.folders[dir]; is {
		return known
	}
	names := map[string]fs.FileMode{}
	entries, err := fs.ReadDir(t.fsys, dir)
	if err == nil {
		for _, e := range entries {
			names[e.Name()] = e.Type()
		}
	}
	t.folders[dir] = names
	return names
}
