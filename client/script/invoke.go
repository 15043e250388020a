package script

import (
	"slices"

	"github.com/dop251/goja"
)

// makeHooked makes a call that no page of the mini program's own makes, by the first
// function of its boundary.
func (a *app) makeHooked(x *call) {
	b := a.s.mini.boundary
	if b == nil {
		return // whoever asks for calls has been told
	}
	a.load(b.files[0])
	a.loadHooks()
	if len(a.hooks) == 0 || a.e.Dead() {
		return
	}
	h := a.hooks[0]
	args := make([]goja.Value, len(h.roles))
	for i, r := range h.roles {
		args[i] = a.argument(x, r, h.roles)
	}
	result, thrown := a.e.Invoke(h.proxy, a.receiver(h), trimmed(args)...)
	switch {
	case a.e.Dead():
	case thrown != nil:
		a.rejected(x, thrown)
	case a.e.After(result, func(v goja.Value) { a.resolved(x, v) }, func(v goja.Value) { a.rejected(x, v) }):
	case !hasCallback(h.roles):
		a.resolved(x, result)
	}
}

// loadHooks loads pages until a function of the boundary is there: in the file of a
// bundler modules begin when one that needs them does.
func (a *app) loadHooks() {
	for _, page := range a.s.mini.app.Pages {
		if len(a.hooks) > 0 || a.e.Dead() {
			return
		}
		if page.Module != "" {
			a.pages.Check(page.Module)
		}
	}
}

func hasCallback(roles []role) bool {
	return slices.ContainsFunc(roles, func(r role) bool {
		return r == successRole || r == failRole || r == bothRole || r == callBothRole
	})
}
