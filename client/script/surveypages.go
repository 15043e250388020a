package script

import (
	"fmt"
	"slices"

	"github.com/wxload/wxload/client/script/engine"
)

// surveyPages loads every page and component once: what is wrong with one of them is
// known before a client comes to it.
func (a *app) surveyPages() *Found {
	m := a.s.mini
	found := &Found{Call: fmt.Sprintf("mini program with %d pages", len(m.app.Pages)), File: a.s.source.Entry(), Launch: true, Pages: m.routes()}
	a.report = func(err *engine.Error) {
		if !slices.ContainsFunc(found.Errors, func(e *engine.Error) bool { return e.Error() == err.Error() }) {
			found.Errors = append(found.Errors, err)
		}
	}
	m.eager = nil
	known := a.globals()
	for _, module := range m.modules() {
		if a.e.Dead() {
			break
		}
		a.Loop.Turn(func() { a.e.Load(func() { a.pages.Check(module) }) })
		if now := a.globals(); now > known {
			known = now
			m.eager = append(m.eager, module)
		}
	}
	return found
}

// globals is how many global names there are.
func (a *app) globals() int {
	if a.e.Dead() {
		return 0
	}
	return len(a.e.Runtime().GlobalObject().GetOwnPropertyNames())
}
