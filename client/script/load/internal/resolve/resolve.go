package resolve

import (
	"io/fs"
	"path"
	"sort"
	"strings"
)

// Config is what a project says about its modules.
type Config struct {
	// App is the folder of app.json, where "/x" begins; "." where there is none.
	App string
	// MiniProgram tells that there is an app.json.
	MiniProgram bool
	// TypeScript tells that of x.js and x.ts the latter is meant: the tool compiles
	// it, and the former is left from another tool.
	TypeScript bool
	// Aliases are tried before everything else but paths, the longest first.
	Aliases []Alias
	// Builtin are ids for requests that stand for no file.
	Builtin map[string]string
}

// Alias leads from a pattern to files.
type Alias struct {
	Pattern string   // with at most one *
	To      []string // from the root of the file system, with at most one * each
}

// Resolver resolves the requests of one project. It may be used concurrently.
type Resolver struct {
	tree     *tree
	config   Config
	packages packages
}

// New makes a resolver for a file system. What it has read once it keeps.
func New(fsys fs.FS, c Config) *Resolver {
	sort.SliceStable(c.Aliases, func(i, j int) bool { return len(c.Aliases[i].Pattern) > len(c.Aliases[j].Pattern) })
	if c.App == "" {
		c.App = "."
	}
	r := &Resolver{tree: newTree(fsys), config: c}
	r.packages.init(r.tree)
	return r
}

// Empty is the id of a module that exports nothing: a package puts it in the
// place of one that a browser lacks.
const Empty = "wxload:empty"

// Resolve returns the path of the file that a request means in a file. The error
// is a [*NotFound].
func (r *Resolver) Resolve(from, request string) (string, error) {
	s := &search{r: r, from: from, request: request, typed: r.typed(from)}
	if id, found := s.run(); found {
		return id, nil
	}
	return "", s.fail()
}

// Component is Resolve for what a JSON file uses: a script, never JSON.
func (r *Resolver) Component(from, request string) (string, error) {
	s := &search{r: r, from: from, request: request, typed: r.config.TypeScript, page: true}
	if id, found := s.run(); found {
		return id, nil
	}
	return "", s.fail()
}

// Page returns the file of a page or a component, whose path has no suffix.
func (r *Resolver) Page(p string) (string, bool) {
	s := &search{r: r, typed: r.config.TypeScript, page: true}
	return s.file(p)
}

// builtin returns the id of a request that stands for no file.
func (r *Resolver) builtin(request string) (string, bool) {
	if strings.HasPrefix(request, "wxload:") {
		return request, true
	}
	id, is := r.config.Builtin[request]
	return id, is
}

// typed tells whether TypeScript comes first for a file: a file's own kind does,
// and a project's.
func (r *Resolver) typed(from string) bool {
	switch path.Ext(from) {
	case ".ts", ".tsx", ".mts", ".cts":
		return true
	}
	return r.config.TypeScript && !inPackage(from)
}

// inPackage tells whether a file is npm's.
func inPackage(p string) bool {
	return strings.HasPrefix(p, "node_modules/") || strings.Contains(p, "/node_modules/") ||
		strings.HasPrefix(p, "miniprogram_npm/") || strings.Contains(p, "/miniprogram_npm/")
}

// search is one request.
type search struct {
	r             *Resolver
	from, request string
	typed         bool // TypeScript comes first
	page          bool // JSON is no script
	tried         []string
	npmName       string // of the package that a path into miniprogram_npm is for
	pkg           string // the folder of the package, where there is one
	linked        string // a symbolic link that leads out of the file system
	above         bool   // the request itself leads out of it
}

func (s *search) run() (string, bool) {
	if id, is := s.r.builtin(s.request); is {
		return id, true
	}
	request, dir := s.request, path.Dir(s.from)
	if strings.Contains(request, ":") || request == "" {
		return "", false
	}
	if id, is := s.replaced(request); is {
		return id, true
	}
	switch {
	case request == "." || request == ".." || strings.HasPrefix(request, "./") || strings.HasPrefix(request, "../"):
		return s.relative(path.Join(dir, slash(request)))
	case strings.HasPrefix(request, "/"):
		request = path.Clean(request)
		if id, found := s.first(path.Join(s.r.config.App, request), path.Join(".", request)); found {
			return id, true
		}
		return s.unbuilt(path.Join(s.r.config.App, request))
	}
	if !inPackage(s.from) {
		if id, found := s.alias(); found || strings.HasPrefix(request, "@/") {
			return id, found
		}
	}
	return s.bare(dir, request)
}

// bare finds a package, or a file beside the asking one or at the root.
func (s *search) bare(dir, request string) (string, bool) {
	name, sub := packageOf(request)
	npmFirst := sub == "" || strings.HasPrefix(name, "@")
	if npmFirst || inPackage(s.from) {
		if id, found := s.npm(dir, name, sub); found || inPackage(s.from) {
			return id, found
		}
	}
	if id, found := s.first(path.Join(dir, request), path.Join(s.r.config.App, request)); found || npmFirst {
		return id, found
	}
	return s.npm(dir, name, sub)
}

// slash is a request without a slash at its end, where "./" means a folder.
func slash(request string) string { return strings.TrimSuffix(request, "/") }

// relative finds a file at a path that was joined to that of the asking one.
func (s *search) relative(p string) (string, bool) {
	if id, found := s.substituted(s.file(p)); found {
		return id, true
	}
	// In a mini program nothing is above its folder: WeChat stops there.
	if app := s.r.config.App; s.r.config.MiniProgram && within(app, s.from) && !within(app, p) {
		if id, found := s.file(path.Join(app, path.Join("/", strings.TrimPrefix(path.Dir(s.from), app), s.request))); found {
			return id, true
		}
	}
	return s.unbuilt(p)
}

// within tells whether a path is in a folder.
func within(dir, p string) bool {
	return !strings.HasPrefix(p, "../") && p != ".." && (dir == "." || p == dir || strings.HasPrefix(p, dir+"/"))
}

// unbuilt finds a path into miniprogram_npm in node_modules, where WeChat's tool
// has not built npm.
func (s *search) unbuilt(p string) (string, bool) {
	before, request, is := strings.Cut(p, "miniprogram_npm/")
	if !is || request == "" {
		return "", false
	}
	name, sub := packageOf(request)
	s.npmName = name
	return s.npm(path.Clean(before), name, sub)
}

// first is the first file of several that is there and is not the one that asks.
func (s *search) first(paths ...string) (string, bool) {
	for _, p := range paths {
		if id, found := s.file(p); found && id != s.from {
			return id, true
		}
	}
	return "", false
}

// alias tries the project's aliases.
func (s *search) alias() (string, bool) {
	for _, a := range s.r.config.Aliases {
		rest, matches := match(a.Pattern, s.request)
		if !matches {
			continue
		}
		for _, to := range a.To {
			if id, found := s.first(strings.Replace(to, "*", rest, 1)); found {
				return id, true
			}
		}
	}
	return "", false
}

// match tells what the * of a pattern stands for.
func match(pattern, request string) (rest string, ok bool) {
	before, after, star := strings.Cut(pattern, "*")
	if !star {
		return "", pattern == request
	}
	if len(request) < len(before)+len(after) || !strings.HasPrefix(request, before) || !strings.HasSuffix(request, after) {
		return "", false
	}
	return request[len(before) : len(request)-len(after)], true
}
