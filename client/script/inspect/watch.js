// Values that tell how they are used. A watched value stands for an unknown part of
// an answer: any of its members is a watched value, too, it has one element where it
// is used as an array, and as a text it is a marker, by which it is known wherever it
// goes. Code that goes down into a value comes to an end: deep inside, arrays are empty
// and members are absent. host has:
//   read(path, name)     is told of each member that is asked for
//   literal(path, name)  is a plain value for a member; undefined for a watched one
//   marker(path)         is the marker of a path
//   path(text)           is the path of a text that is a marker; undefined for others
//   names                are those of the members that the code is likely to copy
'use strict'

module.exports = (host) => {
  const beginnings = Object.create(Object.prototype) // of no plain object: it is not cloned
  const arrays = Array.prototype
  const texts = String.prototype
  const known = new Map()
  const paths = new WeakMap()
  const kept = ['trim', 'toLowerCase', 'toUpperCase', 'replace', 'replaceAll', 'substr', 'substring', 'normalize', 'trimStart', 'trimEnd', 'toString', 'toLocaleString', 'valueOf', 'toJSON']
  const hidden = /^(then|constructor|nodeType|tagName|\$\$typeof|_isMounted|__.*|asymmetricMatch|default|isProxy|target)$/
  const deepest = 3 // value that lists names
  const mostNested = 4 // arrays in arrays that have an element
  const end = 24 // the depth of the values without members
  const asArray = '[]' // how a value is used, in the place of a member's name
  const asText = '""'
  const depth = (path) => path.split('.').length
  const element = (path) => (path.split('.0').length <= mostNested ? [child(path, '0')] : [])

  function member(t, path, name) {
    const own = t.own[name]
    if (own !== undefined) return own
    if (kept.includes(name)) {
      if (name !== 'toJSON' && name !== 'valueOf' && name !== 'toString') host.read(path, asText)
      return () => host.marker(path)
    }
    if (name === 'length') return element(path).length
    if (name === 'hasOwnProperty' || name === 'propertyIsEnumerable') return () => true
    if (name === 'toFixed') return () => '1.00'
    if (name !== 'entries' && name !== 'values' && name !== 'keys' && typeof arrays[name] === 'function') {
      host.read(path, asArray)
      return (...args) => arrays[name].apply(element(path), args)
    }
    if (/^\d+$/.test(name)) host.read(path, asArray)
    if (depth(path) >= end) return undefined
    if (typeof texts[name] === 'function') host.read(path, asText)
    if (typeof texts[name] === 'function') return (...args) => texts[name].apply(host.marker(path), args)
    if (name === '_isVue' || name === '__v_skip') return true // Vue leaves it as it is
    if (hidden.test(name)) return undefined
    const literal = host.literal(path, name)
    host.read(path, name)
    return literal === undefined ? child(path, name) : literal
  }

  const child = (path, name) => watched(path + '.' + name)

  const traps = {
    get(t, name) {
      if (typeof name === 'string') return member(t, t.path, name)
      if (name === Symbol.toPrimitive) return () => host.marker(t.path)
      if (name === Symbol.iterator) {
        host.read(t.path, asArray)
        return () => element(t.path)[Symbol.iterator]()
      }
      return undefined
    },
    set(t, name, value) {
      t.own[name] = value
      return true
    },
    has: (t, name) => typeof name === 'string' && !hidden.test(name),
    deleteProperty: () => true,
    getPrototypeOf: () => beginnings,
    ownKeys: (t) => Object.keys(t.own).concat(depth(t.path) < deepest ? host.names.filter((n) => !(n in t.own)) : []),
    getOwnPropertyDescriptor: (t, name) => ({ value: member(t, t.path, name), writable: true, enumerable: true, configurable: true }),
    defineProperty(t, name, d) {
      t.own[name] = 'value' in d ? d.value : d.get ? d.get.call(undefined) : undefined
      return true
    },
  }

  function watched(path) {
    let v = known.get(path)
    if (!v) {
      const t = Object.create(null)
      t.own = {}
      t.path = path
      v = new Proxy(t, traps)
      paths.set(v, path)
      known.set(path, v)
    }
    return v
  }

  // revive gives a text that is a marker its members again, also in plain data.
  function revive(v) {
    if (typeof v === 'string') {
      const path = host.path(v)
      return path === undefined ? v : watched(path)
    }
    if (v === null || typeof v !== 'object' || paths.has(v)) return v
    for (const k of Object.keys(v)) v[k] = revive(v[k])
    return v
  }

  const parse = JSON.parse
  JSON.parse = function (text, reviver) {
    return revive(parse(paths.has(text) ? JSON.stringify(host.marker(paths.get(text))) : text, reviver))
  }
  return { watched, revive, reset: () => known.clear() }
}
