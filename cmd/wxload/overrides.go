package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/wxload/wxload/scenario"
)

// override is a flag of "wxload run" that stands over keys of the scenario.
type override struct {
	flag string
	keys []string // that it sets, a problem of which is its own
	set  func(*scenario.Scenario)
	hint string
}

func (f *runFlags) overrides() []override {
	return []override{
		{"wrapper", []string{"wrapper.id"}, func(s *scenario.Scenario) { s.Wrapper.ID = f.wrapper }, wrappersHint},
		{"clients", []string{"clients.count", "load.stages"}, func(s *scenario.Scenario) { s.SetClients(f.clients) }, ""},
		{"duration", []string{"load"}, func(s *scenario.Scenario) { s.SetDuration(f.duration) },
			"pauses stay as long as the flow has them: make it longer, or change them in a file"},
		{"seed", nil, func(s *scenario.Scenario) { s.Seed = f.seed }, ""},
		{"target", []string{"target.url", "target.control"}, func(s *scenario.Scenario) { s.SetTarget(f.target) }, ""},
	}
}

// apply puts the flags over the scenario, one after another, and checks the whole after
// each: what is wrong then is that flag's fault, and is told so. args name the file.
func (f *runFlags) apply(s *scenario.Scenario, set *pflag.FlagSet, args []string) error {
	if set.Changed("duration") && f.duration <= 0 {
		return wrongUsage("for example --duration 30s", "--duration: expected a positive duration, got %v", f.duration)
	}
	for _, o := range f.overrides() {
		if !set.Changed(o.flag) {
			continue
		}
		o.set(s)
		if problems, is := errors.AsType[scenario.Problems](s.Validate(scenarioOptions())); is {
			return wrongUsage(o.hint, "%s", o.refusal(problems, args))
		}
	}
	if err := scenario.CheckSafety(s, f.allowHosts, f.allowRelease); err != nil {
		return &failure{exitUsage, err, ""}
	}
	return nil
}

// refusal says why a flag does not fit: by its own value, or by what the scenario has.
func (o *override) refusal(problems scenario.Problems, args []string) string {
	first := problems[0]
	for _, p := range problems {
		if o.owns(p.Path) {
			return fmt.Sprintf("--%s: %s", o.flag, p.Message)
		}
	}
	if len(args) == 0 {
		key := first.Path[strings.LastIndexByte(first.Path, '.')+1:]
		return fmt.Sprintf("--%s does not fit the built-in scenario: %s: %s", o.flag, key, first.Message)
	}
	return fmt.Sprintf("--%s does not fit %s: %s: %s", o.flag, args[0], first.Path, first.Message)
}

// owns reports whether the flag sets a key, or one around it.
func (o *override) owns(path string) bool {
	for _, key := range o.keys {
		if rest, is := strings.CutPrefix(path, key); is && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return true
		}
	}
	return false
}
