package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"reflect"
	"strings"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/inspect"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// inspected finds out what a project does.
func (s *subjects) inspected(files fs.FS, project *load.Project, name string) (*inspect.Found, error) {
	found, err := inspect.Inspect(inspect.Options{FS: files, Project: project,
		Script: script.Options{ID: s.p.shownPath(name), Watchdog: s.watchdog(), Over: s.over, Limits: engine.Limits{Patience: patience}}})
	if err == nil {
		return found, nil
	}
	hint := s.p.appHint(name, err)
	if warnings := project.Warnings(); hint == "" && len(warnings) > 0 && !strings.Contains(err.Error(), warnings[0].String()) {
		hint = warnings[0].String()
	}
	return nil, wrongUsage(hint, "%w", err)
}

// backend is the shape of a user's own code's backend, and the settings that go with
// it: those of the shape that is named, or of the file's target, or of what was found
// in the code.
func (s *subjects) backend(found *inspect.Found, name string) (shape string, settings wrapper.Settings, err error) {
	usual, err := backendOf(cmp.Or(s.shape, "flyjs"))
	if err != nil || s.shape != "" {
		return usual.Shape, usual.Defaults, err
	}
	settings = usual.Defaults
	switch {
	case s.given != nil:
		usualKey := settings.TokenKey
		settings.SetBackend(s.given)
		settings.TokenKey = cmp.Or(s.given.TokenKey, usualKey)
		if s.given.TokenKey == "" && len(s.given.Storage) == 0 {
			keptAs(&settings, found, name)
		}
	case found == nil:
		return usual.Shape, settings, nil
	case found.NoLogin:
		s.p.tell("note", name+": it never logs in, and no request carries a token: none needs one", "")
		settings.Whitelist = found.Public
		return usual.Shape, settings, nil
	case found.Login == nil:
		s.p.tell("note", name+": how it logs in was not found: the backend is taken for the usual one, POST /login and HTTP 401", `"wxload init --from `+name+`" writes a scenario to fill in, which is searched, too`)
		return usual.Shape, settings, nil
	default:
		own, err := foundScenario(found, name)
		if err != nil {
			return usual.Shape, usual.Defaults, nil // nothing that a target can say
		}
		settings.SetBackend(backendIn(own))
		s.p.tell("note", fmt.Sprintf("%s: the backend is taken for what the code expects: %s", name, found.Backend()), "")
	}
	if _, err := servers.New(servers.Options{Target: &settings.Target, Answers: settings.Answers, Public: settings.Whitelist}); err != nil {
		return "", settings, wrongUsage("", "%s: the stand-in cannot be the target: %w", name, err)
	}
	return "", settings, nil
}

// keptAs sets where the code was found to keep its token, if it was.
func keptAs(settings *wrapper.Settings, found *inspect.Found, name string) {
	if found == nil || found.Token == nil {
		return
	}
	if own, err := foundScenario(found, name); err == nil {
		b := backendIn(own)
		settings.TokenKey, settings.Storage = cmp.Or(b.TokenKey, settings.TokenKey), b.Storage
	}
}

// foundScenario is the scenario that "init --from" would write, resolved.
func foundScenario(found *inspect.Found, name string) (*scenario.Scenario, error) {
	d := &draft{found: found, name: "found", wrapper: name}
	s, err := scenario.Parse("found.yaml", []byte(d.write()), scenarioOptions())
	if err != nil {
		return nil, err
	}
	return s.Resolve("flyjs", "")
}

// backendIn is the backend that a resolved scenario describes.
func backendIn(s *scenario.Scenario) *wrapper.Backend {
	return &wrapper.Backend{Target: backend.Target(&s.Target), TokenKey: s.Wrapper.TokenKey, Storage: backend.Storage(&s.App), Answers: s.Answers, Whitelist: s.Wrapper.Whitelist}
}

// fileBackend is the backend of a file that says what it is like; nil for one that says
// no more than its shape, or nothing.
func fileBackend(s *scenario.Scenario) *wrapper.Backend {
	usual, own := scenario.Default().Target, s.Target
	if reflect.DeepEqual(usual.Login, own.Login) && reflect.DeepEqual(usual.Token, own.Token) && reflect.DeepEqual(usual.Success, own.Success) &&
		reflect.DeepEqual(usual.AuthFailure, own.AuthFailure) && usual.Result == own.Result {
		return nil
	}
	resolved, err := s.Resolve(backendShape(s), "")
	if err != nil {
		return nil // the file was checked
	}
	b := backendIn(resolved)
	b.TokenKey = s.Wrapper.TokenKey // as it is named, if it is
	return b
}
