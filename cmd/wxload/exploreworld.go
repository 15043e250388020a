package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports/suggest"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/live/backend"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// situations are one of those that come with the tool, or those of a scenario file, with
// the numbers that the flags ask for; file is that file, or the built-in scenario. With
// --all they are all that come with the tool.
func (p *program) situations(f *exploreFlags, name string) (all []situation.Situation, file *scenario.Scenario, err error) {
	switch {
	case f.all:
		all, file = situation.All(), scenario.Default()
	case isScenarioFile(name):
		all, file, err = p.situationsOfFile(f, name)
	default:
		all, file, err = builtIn(name)
	}
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		if all[i], err = f.sized(all[i]); err != nil {
			return nil, nil, err
		}
	}
	if problem, hint := nothingLeft(all); problem != "" {
		return nil, nil, wrongUsage(hint, "%s: %s", name, problem)
	}
	return all, file, nil
}

// builtIn is a situation that comes with the tool.
func builtIn(name string) ([]situation.Situation, *scenario.Scenario, error) {
	s, err := situation.Find(name)
	if err != nil {
		return nil, nil, wrongUsage(`"wxload explore" lists the situations; a scenario file ends in .yaml`, "%w", err)
	}
	return []situation.Situation{s}, scenario.Default(), nil
}

func (p *program) situationsOfFile(f *exploreFlags, name string) ([]situation.Situation, *scenario.Scenario, error) {
	opt := scenarioOptions()
	opt.Offline = true
	if len(f.wrappers) > 0 && scenario.IsApp(f.wrappers[0]) {
		opt.Wrapper = f.wrappers[0]
	}
	file, err := p.scenarioFile(name, opt)
	if err != nil {
		return nil, nil, err
	}
	further, err := furtherTargets(file)
	if err != nil {
		return nil, nil, wrongUsage("", "%s: %w", name, err)
	}
	all, err := situation.FromScenario(file, further...)
	switch {
	case errors.Is(err, situation.ErrNothing):
		return nil, nil, wrongUsage(`add a page with a request that needs a token: "- {page: home, requests: [home.me GET /me]}"`, "%s: %w", name, err)
	case err != nil:
		return nil, nil, wrongUsage("explore searches flows and expiries that a situation can have", "%s: %w", name, err)
	}
	if f.faults == 0 {
		all = situation.Faultless(file, all)
	}
	return all, file, nil
}

// furtherTargets are the backends of a file beside the first. In a search each is a stand-in
// that is as its clients expect it.
func furtherTargets(file *scenario.Scenario) ([]situation.Further, error) {
	resolved, err := file.Resolve(backendShape(file), "")
	if err != nil {
		return nil, err
	}
	var all []situation.Further
	for i := range resolved.Targets {
		t := &resolved.Targets[i]
		f := situation.Further{Host: t.Host, Target: backend.Target(&t.Target), TokenKey: t.TokenKey, RefreshKey: t.RefreshKey}
		switch {
		case t.Refresh.Path == "":
		case t.Embedded() && !t.DevServer.Refresh.OneTime:
			f.Refresh = situation.Always
		default:
			f.Refresh = situation.Once
		}
		if _, err := servers.New(servers.Options{Target: &f.Target}); err != nil {
			return nil, fmt.Errorf("the stand-in cannot be the target %s: %w", f.Host, err)
		}
		all = append(all, f)
	}
	return all, nil
}

// nothingLeft says why flags left nothing to search of a scenario's situations, and what
// to add; empty where something is left. Those that come with the tool are searched anyway.
func nothingLeft(all []situation.Situation) (problem, hint string) {
	if all[0].Scenario == "" {
		return "", ""
	}
	if !all[0].NeedsToken() {
		return "--requests 0 leaves no request that needs a token", "leave --requests 0 out"
	}
	return "", ""
}

// sized is the situation with the numbers that the flags ask for.
func (f *exploreFlags) sized(s situation.Situation) (situation.Situation, error) {
	if f.requests >= 0 {
		s = s.WithRequests(f.requests)
		if err := s.Validate(); err != nil {
			return s, wrongUsage("", "--requests does not fit %s: %w", s.Name, err)
		}
	}
	if f.faults >= 0 {
		s = s.WithFaults(f.faults)
		if err := s.Validate(); err != nil {
			return s, wrongUsage("", "--faults does not fit %s: %w", s.Name, err)
		}
	}
	if err := s.Validate(); err != nil {
		return s, wrongUsage("", "%s: %w", s.Name, err)
	}
	return s, nil
}

// onPages are the situations with the page that the flags name in the place of their
// pages. The wrappers must have all pages that a situation opens.
func (f *exploreFlags) onPages(all []situation.Situation, subjects []wrapper.Info) ([]situation.Situation, error) {
	for i := range all {
		if f.page != "" {
			all[i] = all[i].WithPage(f.page)
		}
		for _, info := range subjects {
			if err := hasPages(&all[i], info); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// hasPages checks that a wrapper has the pages that a situation opens.
func hasPages(s *situation.Situation, info wrapper.Info) error {
	for _, thread := range s.Threads {
		for _, d := range thread {
			switch {
			case d.Do == situation.Load && callsUnknown(info):
				return wrongUsage("search a page of its own by --page ROUTE, or name the function in wrapper.calls of a scenario", callsAreUnknown, info.ID)
			case d.Do != situation.Open && d.Do != situation.Tap:
			case info.Pages == nil:
				return wrongUsage("name the folder of one: --wrapper ./miniprogram", "%s is no mini program, and has no pages", info.ID)
			case d.Do == situation.Open && !slices.Contains(info.Pages, d.Page):
				return wrongUsage("the routes stand in app.json", "app.json has no page %q%s", d.Page, suggest.Hint(d.Page, info.Pages))
			}
		}
	}
	return nil
}
