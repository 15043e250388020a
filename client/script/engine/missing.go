package engine

import "github.com/dop251/goja"

// missing are functions that devices have and the engine lacks. They are put in only
// where a program mentions their name.
var missing = []struct{ owner, name, source string }{
	{"Date.prototype", "getYear", `getYear() { return this.getFullYear() - 1900 }`},
	{"Date.prototype", "setYear", `setYear(y) { y = Math.trunc(y); return this.setFullYear(y >= 0 && y <= 99 ? y + 1900 : y) }`},
	{"Date.prototype", "toGMTString", `toGMTString() { return this.toUTCString() }`},
	{"Object.prototype", "__defineGetter__", `__defineGetter__(name, get) {
		Object.defineProperty(this, name, { get, enumerable: true, configurable: true }) }`},
	{"Object.prototype", "__defineSetter__", `__defineSetter__(name, set) {
		Object.defineProperty(this, name, { set, enumerable: true, configurable: true }) }`},
	{"Promise", "withResolvers", `withResolvers() {
		const all = {}; all.promise = new this((resolve, reject) => { all.resolve = resolve; all.reject = reject }); return all }`},
	{"Object", "groupBy", `groupBy(items, f) {
		const groups = Object.create(null); let i = 0;
		for (const item of items) { const key = f(item, i++); (groups[key] = groups[key] || []).push(item) } return groups }`},
}

var missingPrograms = compileMissing()

func compileMissing() []*goja.Program {
	all := make([]*goja.Program, len(missing))
	for i, m := range missing {
		all[i] = goja.MustCompile("wxload:missing", "[({"+m.source+"})."+m.name+", "+m.owner+"]", true)
	}
	return all
}

// complete gives what is missing.
func (e *Engine) complete() error {
	for i, m := range missing {
		if !e.mentions(m.name) {
			continue
		}
		v, err := e.rt.RunProgram(missingPrograms[i])
		if err != nil {
			return err
		}
		pair := v.(*goja.Object)
		e.hide(pair.Get("1").(*goja.Object), m.name, pair.Get("0"))
	}
	return nil
}
