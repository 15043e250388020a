package script

import (
	"strings"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/engine/watchdog"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/script/platform"
	"github.com/wxload/wxload/client/wrapper"
)

// Source has the files of a script, compiled. All clients use it, on their own
// goroutines.
type Source interface {
	// Entry is the id of the module that is loaded first.
	Entry() string
	// Module is a module's program.
	Module(id string) (*engine.Program, error)
	// Resolve finds the id of a module that another requires.
	Resolve(from, request string) (id string, err error)
	// Mentions reports whether a module has an identifier or a text of that name.
	Mentions(name string) bool
	// Hash is that of all files, SHA-256 in hex.
	Hash() string
	// Locate translates a place in a program into one of the user's file.
	Locate(engine.Place) engine.Place
}

// AppSource is the [Source] of a mini program.
type AppSource interface {
	Source
	// App describes the mini program; nil where it is none.
	App() *load.App
	// Template is a program that exports the components in the template of a module, as
	// [load.Project.Template] does; nil where none are.
	Template(module string) (*engine.Program, error)
	// Elements is such a program with the elements besides that bind a handler.
	Elements(module string) (*engine.Program, error)
	// Hooked is the program of a module with hooked functions, as [load.Project.Hooked]
	// makes it.
	Hooked(id string, is func(name string, begin engine.Place) bool) (*engine.Program, error)
}

// Options are the settings of a script. The zero value of each is its default.
type Options struct {
	// ID is how the script is shown; empty takes the entry's id.
	ID string
	// Limits bound what a client's code may take.
	Limits engine.Limits
	// Watchdog enforces the limits of CPU and memory; nil sets none.
	Watchdog *watchdog.Watchdog
	// Over, if set, ends [New] early once it says so. It is safe for concurrent use.
	Over func() bool
	// Calls names the functions that are a page's calls, the first one that of a
	// request: "utils/request.js#request"; of a mini program also by the place where one
	// begins, "vendor.js:1:2034". Without it those of a module are found by their names, and
	// each request of a mini program is a call by itself.
	Calls []string
	// Cancels and Denies say what the user taps: see [platform.Config].
	Cancels, Denies bool
	// Trails keeps the functions that led to what runs: see [engine.Config].
	Trails bool
	// Watch finds out how the code works, for those who run one client at a time; nil
	// where nobody does.
	Watch *platform.Watch
	// Uni says that the global name uni is there, as in uni-app. It always is where the
	// files mention it and not wx.
	Uni bool
	// Shape names the backend, and Settings are the wrapper's, as in [wrapper.Info].
	Shape    string
	Settings wrapper.Settings
}

// Script is a user's code, ready to run in any number of clients.
type Script struct {
	source   Source
	options  Options
	builtins map[string]*engine.Program
	past     watchdog.Past // of the turns of all its apps
	found    Found
	shape    *shape // nil until it is found
	mini     *mini  // nil where it is no mini program
}

// New makes a script. It runs the code once, without a network, to find what a
// page calls; an error names the place and says what to do.
func New(source Source, o Options) (*Script, error) {
	if o.ID == "" {
		o.ID = source.Entry()
	}
	own, err := builtins()
	if err != nil {
		return nil, err
	}
	o.Uni = o.Uni || source.Mentions("uni") && !source.Mentions("wx")
	s := &Script{source: source, options: o, builtins: own, mini: miniOf(source)}
	if s.mini != nil && len(o.Calls) > 0 {
		if s.mini.boundary, err = newBoundary(s.mini, o.Calls); err != nil {
			return nil, err
		}
	}
	found, err := s.survey()
	if err != nil && !o.Uni && strings.Contains(err.Error(), "uni is not defined") { // a uni-app that has files for wx, too
		s.options.Uni = true
		found, err = s.survey()
	}
	if err != nil {
		return nil, err
	}
	s.found = *found
	return s, nil
}

// Found is what a script was found to have.
type Found struct {
	// Call is how a page's request is made, in words: "request(url, data, method)".
	Call string
	// File is the module that has it.
	File string
	// Launch tells that the script has something to do on launch.
	Launch bool
	// Load tells that it decides when a page makes its requests.
	Load bool
	// Lacks are those of the functions upload and download that it does not export.
	Lacks []string
	// Pages are the routes of a mini program's pages; nil for a module.
	Pages []string
	// Errors are what went wrong when its pages and components were loaded, each once.
	Errors []*engine.Error
}

// Found tells what the script was found to have.
func (s *Script) Found() Found { return s.found }

// Info is the script as a wrapper.
func (s *Script) Info() wrapper.Info {
	return wrapper.Info{ID: s.options.ID, Summary: "your own: " + s.found.Call, Shape: s.options.Shape, OnLoad: s.found.Load,
		Source: s.source.Hash(), Pages: s.found.Pages, Lacks: s.found.Lacks, Calls: s.options.Calls, Defaults: s.options.Settings, New: s.newWrapper, Kept: s.Kept}
}
