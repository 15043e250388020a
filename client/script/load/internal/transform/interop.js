// What translated ES modules need, as Babel and webpack do it: esbuild's own
// functions copy the members of a module wherever it is imported.
const define = Object.defineProperty
const describe = Object.getOwnPropertyDescriptor
const names = Object.getOwnPropertyNames
const has = Object.prototype.hasOwnProperty

exports.__create = Object.create
exports.__defProp = define
exports.__getOwnPropDesc = describe
exports.__getOwnPropNames = names
exports.__getProtoOf = Object.getPrototypeOf
exports.__hasOwnProp = has

exports.__export = (target, all) => {
  for (const name in all) define(target, name, { get: all[name], enumerable: true, configurable: true })
}

function copy(to, from, except) {
  if (from && (typeof from === "object" || typeof from === "function")) {
    for (const key of names(from)) {
      if (key !== except && !has.call(to, key)) {
        const d = describe(from, key)
        define(to, key, { get: () => from[key], enumerable: !d || d.enumerable, configurable: true })
      }
    }
  }
  return to
}
exports.__copyProps = copy

// export * from: what a module exports itself comes first.
exports.__reExport = (target, from, exported) => {
  copy(target, from, "default")
  if (exported && exported !== target) copy(exported, from, "default")
}

// What a CommonJS module looks like when it is imported: one object for each, that
// also has what the module adds later (in a circle of imports).
const spaces = new WeakMap()

exports.__toESM = (module, node) => {
  if (module == null || (typeof module !== "object" && typeof module !== "function")) return { default: module }
  if (module.__esModule && !node) return module
  let space = spaces.get(module)
  if (!space) {
    space = Object.create(module)
    define(space, "default", { value: module, enumerable: true })
    copy(space, module, "default")
    spaces.set(module, space)
  }
  return space
}

exports.__toCommonJS = (module, exported) => {
  define(module, "__esModule", { value: true })
  return exported ? copy(exported, module) && define(exported, "__esModule", { value: true }) : module
}

// Exports that never change become plain values once their module has run.
exports.fix = (module, list) => {
  for (const name of list.split(" ")) {
    if (describe(module, name).configurable) define(module, name, { value: module[name], enumerable: true, configurable: true, writable: true })
  }
}
