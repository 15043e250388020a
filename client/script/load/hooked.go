package load

import (
	"regexp"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load/internal/transform"
)

// Hooked is the program of a module, some of whose functions are hooked: those that a
// test takes, by their names and the places in the user's file where they begin. It is
// compiled anew at each call.
func (p *Project) Hooked(id string, is func(name string, begin engine.Place) bool) (*engine.Program, error) {
	if _, err := p.Module(id); err != nil {
		return nil, err
	}
	m := p.known(id)
	result, err := transform.Transform(m.id, m.text, p.optionsFor(m.id))
	if err != nil {
		return nil, syntaxError(m.id, err)
	}
	exported := exportedAs(result.Code)
	take := func(name string, begin engine.Place) bool {
		at := p.Locate(begin)
		return is(name, at) || exported[name] != "" && is(exported[name], at)
	}
	strict := m.strict || p.strict && len(m.text) <= strictUpTo
	program, err := engine.CompileHooked(m.id, result.Code, strict, take)
	if err != nil && strict && !m.strict { // as it is: see compile
		program, err = engine.CompileHooked(m.id, result.Code, false, take)
	}
	if err != nil {
		return nil, p.located(m, err)
	}
	return program, nil
}

// exportedAs tells by which other name an ES module exports what it calls otherwise: its
// default. That is how esbuild writes it as CommonJS.
func exportedAs(code string) map[string]string {
	names := map[string]string{}
	for _, m := range defaultExport.FindAllStringSubmatch(code, -1) {
		names[m[1]] = "default"
	}
	return names
}

var defaultExport = regexp.MustCompile(`\bdefault: \(\) => ([\w$]+)`)
