package script

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/script/platform"
)

func countPages(n int) string {
	if n == 1 {
		return "1 page"
	}
	return fmt.Sprintf("%d pages", n)
}

// surveyPages loads every page and component once: what is wrong with one of them is
// known before a client comes to it.
func (a *app) surveyPages() *Found {
	m := a.s.mini
	found := &Found{Call: "mini program with " + countPages(len(m.app.Pages)), File: a.s.source.Entry(), Launch: true, Pages: m.routes(), Lacks: a.lacks()}
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
			if !m.inSubpackage(module) {
				m.eager = append(m.eager, module)
			}
		}
	}
	return found
}

// globals is how many global names there are besides those that the platform gives.
func (a *app) globals() (n int) {
	if a.e.Dead() {
		return 0
	}
	for _, name := range a.e.Runtime().GlobalObject().GetOwnPropertyNames() {
		if !platform.IsGlobal(name) {
			n++
		}
	}
	return n
}

// inSubpackage reports whether a module belongs to a subpackage, which is not there at
// the start.
func (m *mini) inSubpackage(module string) bool {
	return slices.ContainsFunc(m.app.Packages, func(p load.Package) bool {
		return p.Root != "" && strings.HasPrefix(module, path.Join(m.app.Dir, p.Root)+"/")
	})
}
