package engine

import "github.com/dop251/goja"

// missing are functions that devices have and the engine lacks, or has otherwise; original
// is its own. They are put in only where a program mentions their name, and the other one
// that is listed with it.
var missing = []struct{ owner, name, source, with string }{
	{"Date.prototype", "getYear", `getYear() { return this.getFullYear() - 1900 }`, ""},
	{"Date.prototype", "setYear", `setYear(y) { y = Math.trunc(y); return this.setFullYear(y >= 0 && y <= 99 ? y + 1900 : y) }`, ""},
	{"Date.prototype", "toGMTString", `toGMTString() { return this.toUTCString() }`, ""},
	{"Object.prototype", "__defineGetter__", `__defineGetter__(name, get) {
		Object.defineProperty(this, name, { get, enumerable: true, configurable: true }) }`, ""},
	{"Object.prototype", "__defineSetter__", `__defineSetter__(name, set) {
		Object.defineProperty(this, name, { set, enumerable: true, configurable: true }) }`, ""},
	{"Promise", "withResolvers", `withResolvers() {
		const all = {}; all.promise = new this((resolve, reject) => { all.resolve = resolve; all.reject = reject }); return all }`, ""},
	{"Object", "groupBy", `groupBy(items, f) {
		const groups = Object.create(null); let i = 0;
		for (const item of items) { const key = f(item, i++); (groups[key] = groups[key] || []).push(item) } return groups }`, ""},
	// The engine throws where a proxy's trap has defined an accessor that cannot be
	// configured, as each uni-app of Vue 3 does; by then it is there.
	{"Object", "defineProperty", `defineProperty(o, k, d) { return (` + defining + `)(original, o, k, d, o) }`, "Proxy"},
	{"Reflect", "defineProperty", `defineProperty(o, k, d) { return (` + defining + `)(original, o, k, d, true) }`, "Proxy"},
}

// defining defines a property, and returns done where the engine was wrong to throw.
const defining = `(original, o, k, d, done) => {
	try { return original(o, k, d) } catch (e) {
		const now = Object.getOwnPropertyDescriptor(o, k)
		if (e instanceof TypeError && now && d && (d.get || d.set) && now.get === d.get && now.set === d.set && !now.configurable) return done
		throw e } }`

var missingPrograms = compileMissing()

func compileMissing() []*goja.Program {
	all := make([]*goja.Program, len(missing))
	for i, m := range missing {
		all[i] = goja.MustCompile("wxload:missing", "((original) => [({"+m.source+"})."+m.name+", "+m.owner+"])("+m.owner+"."+m.name+")", true)
	}
	return all
}

// complete gives what is missing.
func (e *Engine) complete() error {
	for i, m := range missing {
		if !e.mentions(m.name) || m.with != "" && !e.mentions(m.with) {
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
