package load

import (
	"fmt"
	"io/fs"
	"sync"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load/internal/resolve"
	"github.com/wxload/wxload/client/script/load/internal/transform"
)

// Project is a user's code. It may be used concurrently.
//
// A module is known by its id: the path of its file from the root of the project,
// with "/". Programs have that name, too.
type Project struct {
	fsys     fs.FS
	entry    string
	app      *App
	resolver *resolve.Resolver
	options  transform.Options
	strict   bool
	hash     string
	// templates are those of the pages and components, by their modules. They are read
	// by New.
	templates map[string]*template

	mu       sync.Mutex
	budget   budget
	modules  map[string]*module
	loaded   []*module // the user's, in no order
	words    map[string]bool
	settings []File // read besides the modules
	warnings []Warning
}

// Warning is something about the code that people should know. A zero line is the
// whole file.
type Warning struct {
	engine.Place
	Text string
	// missing is the npm package that it is about, which is told once.
	missing string
}

// String is the place and the text.
func (w Warning) String() string { return w.Place.String() + ": " + w.Text }

// New reads a project from a file system: entry is the path of a module, or of
// the folder of a mini program. The error says that the entry cannot be loaded or
// that a limit is exceeded. What is wrong in other files is in
// [Project.Warnings], and is the error of Resolve and Module when a client comes
// to it.
func New(fsys fs.FS, entry string, limits Limits) (*Project, error) {
	at, err := locate(fsys, entry)
	if err != nil {
		return nil, err
	}
	limits = limits.orDefaults()
	p := &Project{fsys: fsys, entry: at.entry, budget: budget{limits: limits}, modules: map[string]*module{}, words: map[string]bool{},
		templates: map[string]*template{}}
	if err := p.configure(at); err != nil {
		return nil, err
	}
	entries := []string{p.entry}
	if at.isApp {
		if entries, err = p.readApp(at.app); err != nil {
			return nil, err
		}
	}
	if err := p.loadAll(entries); err != nil {
		return nil, err
	}
	if _, err := p.Module(p.entry); err != nil {
		return nil, err
	}
	p.hash = p.sum()
	return p, nil
}

// Entry is the id of the module, or of the mini program's app.js.
func (p *Project) Entry() string { return p.entry }

// App is the mini program; nil for a module.
func (p *Project) App() *App { return p.app }

// Module is the program of a module: a CommonJS module, whatever the file is. The
// error is an [*engine.Error] where the file cannot be compiled.
func (p *Project) Module(id string) (*engine.Program, error) {
	m, err := p.module(id)
	if err != nil {
		return nil, err
	}
	if p.load(m); m.err != nil {
		return nil, m.err
	}
	return p.compile(m)
}

// Resolve returns the id of the module that a request means in another module.
// Ids that begin with "wxload:" stand for no file. The error is a [*NotFound].
func (p *Project) Resolve(from, request string) (string, error) {
	if m := p.known(from); m != nil {
		if r, literal := m.requires[request]; literal {
			return r.id, r.err
		}
	}
	return p.lookUp(from, request)
}

// Mentions tells whether any module has an identifier or a short text of that
// name.
func (p *Project) Mentions(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.words[name]
}

// NotFound is the error of a request that leads to no module.
type NotFound struct {
	Request string
	// Package is the npm package that is missing as a whole; empty where something
	// else is.
	Package string
	// Place is that of the require; it has no line where the request is computed.
	Place engine.Place
	// Tried are the first files that would have done.
	Tried []string
	// Advice says what to do.
	Advice string

	words error
}

// Error says all of it.
func (e *NotFound) Error() string { return fmt.Sprintf("%s: %v", e.Place, e.words) }

// warning is the error for people who have not come to it yet.
func (e *NotFound) warning(before string) Warning {
	return Warning{Place: e.Place, Text: before + e.words.Error(), missing: e.Package}
}
