package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/engine/watchdog"
	"github.com/wxload/wxload/client/script/inspect"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports/suggest"
	"github.com/wxload/wxload/scenario"
)

// patience is how much CPU a turn of a script is let take before it is interrupted. It is
// five times the limit: in virtual time a turn must be interrupted on one machine where it
// is on another, and live the share of a thread is a guess.
const patience = time.Second

// subjects opens wrappers for one command: those that ship by their ids, a user's own
// by their paths.
type subjects struct {
	p   *program
	ctx context.Context // ends the opening early; nil never does
	// shape names the backend of a user's own; given is one that a file describes. Without
	// either it is what is found in the code.
	shape string
	given *wrapper.Backend
	// hosts and elsewhere are the origins in its code, as [wrapper.Target] has them.
	// Live they are the scenario's.
	hosts, elsewhere []string
	// live says that they run in real time.
	live bool
	// calls are the functions of a user's own code that count as a page's call: see
	// [script.Options].
	calls []string
	// user is what the user of a user's own taps.
	user scenario.Platform

	dog    *watchdog.Watchdog // nil before it is needed
	closes []func() error     // of the projects' folders
}

// watchdog is one for all of them.
func (s *subjects) watchdog() *watchdog.Watchdog {
	if s.dog == nil {
		s.dog = s.newWatchdog()
	}
	return s.dog
}

// close ends what was begun for them.
func (s *subjects) close() {
	if s.dog != nil {
		s.dog.Close()
	}
	for _, f := range s.closes {
		_ = f() // only read
	}
}

// open returns the wrapper with an id, or a user's own code at a path. dir is where a
// relative path starts; empty is the current folder.
func (s *subjects) open(name, dir string) (wrapper.Info, error) {
	if !scenario.IsPath(name) {
		info, err := findWrapper(name)
		if err != nil && has(s.p.path(name), "app.json") {
			err = wrongUsage("a folder is named by a path: "+folderName(name), "unknown wrapper %q", name)
		}
		return info, err
	}
	files, project, err := s.project(name, dir)
	if err != nil {
		return wrapper.Info{}, err
	}
	var found *inspect.Found
	if s.shape == "" && (s.given == nil || s.given.TokenKey == "") {
		if found, err = s.inspected(files, project, name); err != nil {
			return wrapper.Info{}, err
		}
	}
	shape, settings, err := s.backend(found, name)
	if err != nil {
		return wrapper.Info{}, err
	}
	calls := s.calls
	if found != nil && project.App() != nil && len(calls) == 0 {
		calls = found.CallNames()
	}
	o := script.Options{ID: s.p.shownPath(name), Watchdog: s.watchdog(), Over: s.over, Limits: engine.Limits{Patience: patience},
		Shape: shape, Settings: settings, Calls: calls, Cancels: s.user.Modals == "cancel", Denies: s.user.Authorize == "deny"}
	o.Settings.Target.Hosts, o.Settings.Target.Elsewhere = s.hosts, s.elsewhere
	own, err := script.New(project, o)
	if err != nil && len(s.calls) == 0 && len(calls) > 0 { // they were guessed
		o.Calls = nil
		own, err = script.New(project, o)
	}
	switch {
	case s.over():
		return wrapper.Info{}, exitStatus(exitInterrupted)
	case err != nil:
		return wrapper.Info{}, wrongUsage(s.p.appHint(name, err), "%w", err)
	}
	s.tellFound(name, own.Found(), o.Calls)
	return own.Info(), nil
}

// over reports whether the command was told to end.
func (s *subjects) over() bool { return s.ctx != nil && s.ctx.Err() != nil }

// newWatchdog starts one. In virtual time turns are all that goes on; live, the servers
// and the connections take their share.
func (s *subjects) newWatchdog() *watchdog.Watchdog {
	if s.live {
		return watchdog.New(0)
	}
	return watchdog.New(1)
}

// maxFileErrors is how many errors of a mini program's files are told one by one.
const maxFileErrors = 5

// tellFound tells what a user's own code was found to be. calls are the functions that a
// mini program's pages call, where they are known.
func (s *subjects) tellFound(name string, found script.Found, calls []string) {
	switch {
	case found.Pages == nil:
		s.p.tell("note", name+": a page calls "+found.Call, "")
		return
	case len(calls) > 0:
		s.p.tell("note", name+": a "+found.Call+", which call "+strings.Join(calls, ", "), "")
	default:
		s.p.tell("note", name+": a "+found.Call,
			"what its wrapper makes of answers is not judged: wrapper.calls of a scenario names the function that its pages call")
	}
	for i, err := range found.Errors {
		if i == maxFileErrors {
			s.p.warn(fmt.Sprintf("%s: %d more pages and components cannot be loaded", name, len(found.Errors)-i), "")
			break
		}
		s.p.warn(err.Error(), "")
	}
}

// shownPath is a path as it is told: as it was given, but never an absolute one.
func (p *program) shownPath(name string) string {
	file := filepath.FromSlash(name)
	if filepath.IsAbs(file) {
		dir, err := filepath.Abs(p.path("."))
		if err == nil {
			file, err = filepath.Rel(dir, file)
		}
		if err != nil {
			file = filepath.Base(name)
		}
	}
	return filepath.ToSlash(file)
}

// project loads the files of a user's own wrapper, and tells what is doubtful in them.
func (s *subjects) project(name, dir string) (fs.FS, *load.Project, error) {
	file := filepath.FromSlash(name)
	if dir != "" && !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	root, entry, err := sourceRoot(s.p.path(file))
	if err != nil {
		return nil, nil, wrongUsage("", "%w", err)
	}
	s.closes = append(s.closes, root.Close) // modules with a computed name are read later
	project, err := load.New(root.FS(), entry, load.Limits{})
	if err != nil {
		return nil, nil, wrongUsage(s.p.appHint(file, err), "%w", err)
	}
	for _, w := range project.Warnings() {
		s.p.warn(w.String(), "")
	}
	return root.FS(), project, nil
}

// backendOf is the built-in wrapper that was written for the backend of a shape:
// its settings are what the backend expects.
func backendOf(shape string) (wrapper.Info, error) {
	shapes := shapeNames()
	if !slices.Contains(shapes, shape) {
		return wrapper.Info{}, wrongUsage("the shapes are "+strings.Join(shapes, ", "), "unknown shape %q%s", shape, suggest.Hint(shape, shapes))
	}
	info, _ := wrapper.Find(shape) // each has one of its name
	return info, nil
}

// ownTokenKey sets the key of the token in the storage of a user's own wrapper, where
// the file names none, as it is in virtual time.
func ownTokenKey(s *scenario.Scenario, info wrapper.Info) {
	if info.Source != "" {
		s.Wrapper.TokenKey = cmp.Or(s.Wrapper.TokenKey, info.Defaults.TokenKey)
	}
}

// checkPages checks that the pages of a scenario's flow are those of the mini program.
func checkPages(s *scenario.Scenario, info wrapper.Info) error {
	if info.Pages == nil {
		return nil
	}
	if err := s.CheckPages(info.Pages); err != nil {
		return wrongUsage("the routes stand in app.json", "%w", err)
	}
	if callsUnknown(info) && slices.ContainsFunc(s.Flow, func(step scenario.Step) bool { return len(step.Requests) > 0 }) {
		return wrongUsage("open a page of its own with - page: ROUTE and no requests, or name the function in wrapper.calls", callsAreUnknown, info.ID)
	}
	return nil
}

// callsUnknown reports whether nobody could make the request that a flow or a script
// names: the function of the mini program that does it is not known.
func callsUnknown(info wrapper.Info) bool { return info.Pages != nil && len(info.Calls) == 0 }

const callsAreUnknown = "%s is a mini program, and which function its pages call is not known"

// namedShape is the shape that a scenario names; empty where it leaves it to the code,
// or describes its target.
func namedShape(s *scenario.Scenario) string {
	if s.Target.Shape == "auto" || fileBackend(s) != nil {
		return ""
	}
	return s.Target.Shape
}

// backendShape is the shape of a scenario's backend.
func backendShape(s *scenario.Scenario) string {
	if s.Target.Shape == "auto" {
		return "flyjs"
	}
	return cmp.Or(s.Target.Shape, "flyjs")
}

func shapeNames() []string { return []string{"template", "flyjs", "taro", "egg", "userclass"} }
