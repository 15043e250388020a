// The pages and components of a mini program in one run of it, as WeChat's app service
// keeps them. host has what it needs of the world:
//   call(f, self, ...args)  calls a function of the user's; what it throws is reported
//   later(f)                calls f in a turn of its own, which the app waits for
//   load(module)            runs a module that calls Page or Component
//   page(route)             a page's {module, tab}
//   template(module)        the tree of the components in the template of a page or component
//   elements(module)        the same with all that binds a handler
//   tabBar                  the module of the app's own tab bar; empty where it has none
'use strict'

module.exports = (host) => {
  const inner = Symbol('component') // of an instance: {def, owner, parent, node, scope, children, uses}
  const definitions = new Map() // what Page and Component were called with, by module
  const prepared = new Map()
  let defining = null // the module that is loaded

  const isObject = (v) => v !== null && typeof v === 'object'
  const own = (o, k) => Object.prototype.hasOwnProperty.call(o, k)

  // clone copies what is data, and keeps what is anything else.
  function clone(v) {
    if (Array.isArray(v)) return v.map(clone)
    if (!isObject(v)) return v
    const proto = Object.getPrototypeOf(v)
    if (proto !== Object.prototype && proto !== null) return v
    const copy = {}
    for (const k of Object.keys(v)) copy[k] = clone(v[k])
    return copy
  }

  const steps = (path) => (/[.[]/.test(path) ? path.replace(/\[(\d+)\]/g, '.$1').split('.') : [path])

  // put sets the value at a path, "list[0].name".
  function put(data, path, value) {
    const way = steps(path)
    if (way.includes('__proto__')) return
    const last = way.pop()
    let o = data
    way.forEach((k, i) => {
      if (!isObject(o[k])) o[k] = /^\d+$/.test(i + 1 < way.length ? way[i + 1] : last) ? [] : {}
      o = o[k]
    })
    o[last] = value
  }

  function at(data, path) {
    let v = data
    for (const k of steps(path)) v = v === undefined || v === null ? undefined : v[k]
    return v
  }

  const blanks = new Map([[String, ''], [Number, 0], [Boolean, false], [Object, null]])
  const blank = (type) => (type === Array ? [] : blanks.has(type) ? blanks.get(type) : null)

  // convert is a property's value as one of its type.
  function convert(value, type) {
    switch (type) {
      case String:
        return value === undefined || value === null ? '' : String(value)
      case Number:
        return Number.isNaN(Number(value)) ? 0 : Number(value)
      case Boolean:
        return !!value
      case Array:
        return Array.isArray(value) ? value : []
      default:
        return value === undefined ? null : value
    }
  }

  const moments = ['created', 'attached', 'ready', 'moved', 'detached', 'error']

  // prepare is what Component or Behavior was given, together with its behaviors.
  function prepare(options) {
    if (prepared.has(options)) return prepared.get(options)
    const def = { data: {}, properties: {}, methods: {}, life: {}, page: {}, observers: [], relations: {} }
    prepared.set(options, def)
    const behaviors = (options.behaviors || []).filter(isObject)
    for (const b of behaviors) if (typeof b.definitionFilter === 'function') host.call(b.definitionFilter, undefined, options, [])
    for (const b of behaviors) merge(def, prepare(b))
    const { lifetimes = {}, pageLifetimes = {} } = options
    const life = {}
    for (const name of moments) {
      const f = lifetimes[name] || options[name]
      if (typeof f === 'function') life[name] = [f]
    }
    const page = {}
    for (const name of Object.keys(pageLifetimes)) page[name] = [pageLifetimes[name]]
    const properties = {}
    for (const name of Object.keys(options.properties || {})) {
      const p = options.properties[name]
      properties[name] = isObject(p) ? p : { type: p }
    }
    const observers = Object.keys(options.observers || {}).map((paths) => ({ paths: paths.split(',').map((s) => s.trim()), f: options.observers[paths] }))
    merge(def, { data: options.data || {}, properties, methods: options.methods || {}, life, page, observers, relations: options.relations || {} })
    if (typeof options.export === 'function') def.export = options.export
    return def
  }

  function merge(def, more) {
    for (const kind of ['data', 'properties', 'methods', 'relations']) Object.assign(def[kind], more[kind])
    for (const kind of ['life', 'page']) {
      for (const name of Object.keys(more[kind])) def[kind][name] = (def[kind][name] || []).concat(more[kind][name])
    }
    def.observers.push(...more.observers)
    if (more.export) def.export = more.export
  }

  const tell = (c, list, ...args) => (list || []).forEach((f) => host.call(f, c, ...args))
  const method = (c, name) => (typeof name === 'function' ? name : c[name])

  // touches tells whether an observer's path sees a change at another.
  function touches(path, changed) {
    if (path === '**') return true
    const deep = path.endsWith('.**')
    const a = steps(deep ? path.slice(0, -3) : path)
    const b = steps(changed)
    for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return false
    return deep || b.length <= a.length
  }

  // changed tells the observers, and the components in the template.
  function changed(c, paths) {
    const me = c[inner]
    for (const o of me.def ? me.def.observers : []) {
      if (o.paths.some((p) => paths.some((q) => touches(p, q)))) {
        host.call(method(c, o.f), c, ...o.paths.map((p) => (p === '**' ? c.data : at(c.data, p.endsWith('.**') ? p.slice(0, -3) : p))))
      }
    }
    if (me.drawn && !me.gone) draw(c)
  }

  // What pages and components have in common.
  const common = {
    setData(patch, done) {
      if (isObject(patch)) {
        const paths = Object.keys(patch)
        const before = paths.map((p) => this.data[p])
        for (const p of paths) if (patch[p] !== at(this.data, p) || !isObject(patch[p])) put(this.data, p, clone(patch[p]))
        changed(this, paths)
        const def = this[inner].def // its properties' observers see what the template has become
        if (def) {
          paths.forEach((p, i) => {
            const property = own(def.properties, p) && def.properties[p]
            if (property && property.observer && before[i] !== this.data[p]) host.call(method(this, property.observer), this, this.data[p], before[i], [p])
          })
        }
      }
      if (typeof done === 'function') host.later(() => host.call(done, this))
    },
    groupSetData(f) {
      host.call(f, this)
    },
    selectComponent(selector) {
      return select(this, selector)[0] || null
    },
    selectAllComponents(selector) {
      return select(this, selector)
    },
    selectOwnerComponent() {
      return this[inner].owner || null
    },
    createSelectorQuery() {
      return wx.createSelectorQuery().in(this)
    },
    createIntersectionObserver: (options) => wx.createIntersectionObserver(options),
    createMediaQueryObserver: () => ({ observe() {}, disconnect() {} }),
    triggerEvent(name, detail) {
      const { node, owner, scope } = this[inner]
      const handler = node && node.binds[name]
      const f = handler && owner[value(handler, scope())]
      if (f) host.call(f, owner, event(name, detail, node, scope()))
    },
    getRelationNodes(key) {
      return related(this, key)
    },
    getTabBar() {
      const page = this[inner].page || this
      if (!host.tabBar) return undefined
      if (!page[inner].bar) page[inner].bar = begin(host.tabBar, { owner: page, parent: page, scope: () => page.data, page })
      return page[inner].bar
    },
    getPageId() {
      return 'pageId:' + (this[inner].page || this).__wxWebviewId__
    },
    hasBehavior: () => false,
    animate() {},
    clearAnimation() {},
    applyAnimatedStyle() {},
    clearAnimatedStyle() {},
    setUpdatePerformanceListener() {},
    setInitialRenderingCache() {},
    getAppBar: () => null,
    getOpenerEventChannel() {
      return (this[inner].channel = this[inner].channel || channel())
    },
  }

  // channel is the page's side of what it and its opener tell each other by; opener is the
  // other side.
  function channel(listeners) {
    const heard = {}
    for (const name of Object.keys(listeners || {})) heard[name] = [listeners[name]]
    const side = (mine, theirs) => ({
      on: (name, f) => void (mine[name] = (mine[name] || []).concat(f)),
      once(name, f) {
        const g = (...args) => (this.off(name, g), host.call(f, undefined, ...args))
        this.on(name, g)
      },
      off: (name, f) => void (mine[name] = f ? (mine[name] || []).filter((g) => g !== f) : []),
      emit: (name, ...args) => (theirs[name] || []).forEach((f) => host.call(f, undefined, ...args)),
    })
    const told = {}
    return Object.assign(side(told, heard), { opener: side(heard, told) })
  }

  // value is an attribute's: a text, or a function of the data.
  function value(v, scope) {
    if (typeof v !== 'function') return v
    try {
      return v(scope)
    } catch (e) {
      return undefined
    }
  }

  function dataset(node, scope) {
    const o = {}
    for (const k of Object.keys(node.dataset || {})) o[k] = value(node.dataset[k], scope)
    return o
  }

  function event(type, detail, node, scope) {
    const target = { id: node ? value(node.id, scope) || '' : '', dataset: node ? dataset(node, scope) : {}, offsetLeft: 0, offsetTop: 0 }
    return { type, timeStamp: 0, target, currentTarget: target, mark: {}, detail: detail === undefined ? {} : detail, touches: [], changedTouches: [] }
  }

  // wanted are the elements that a template has now, in their order: of what [Template] gives,
  // the components. place is where they stand: key, parent (the key of the component around
  // them), above (the element around them), scope (gives the data that they see), now (these).
  function wanted(nodes, place, list) {
    for (const node of nodes) {
      const each = node.each ? items(value(node.each.list, place.now)) : [null]
      for (let n = 0; n < each.length; n++) {
        const now = node.each ? inside(place.now, node.each, each[n], n) : place.now
        if (!node.when.every(([test, is]) => !!value(test, now) === is)) continue
        const scope = node.each ? scoped(place.scope, node.each, n) : place.scope
        const here = { key: place.key + '/' + node.n + (node.each ? ':' + n : ''), node, parent: place.parent, above: place.above, scope, now }
        if (node.binds) list.push(here)
        const under = { ...here, parent: node.module ? here.key : here.parent, above: node.binds ? here : here.above }
        if (node.use) template(node, under, list)
        else wanted(node.children, under, list)
      }
    }
    return list
  }

  const root = (c) => ({ key: '', parent: '', above: null, scope: () => c.data, now: c.data })

  // items are what a list has: its elements, or the members of an object, or as many as a
  // number says.
  function items(list) {
    if (Array.isArray(list)) return list
    if (!isObject(list)) return Array.from({ length: Math.max(0, Math.min(Number(list) || 0, 1000)) }, (_, n) => n)
    return typeof list[Symbol.iterator] === 'function' ? [...list] : Object.values(list)
  }

  const inside = (outer, each, item, n) => Object.assign(Object.create(outer), { [each.item]: item, [each.index]: n })

  const scoped = (scope, each, n) => () => {
    const outer = scope()
    return inside(outer, each, items(value(each.list, outer))[n], n)
  }

  // template adds what a template has that is used: it sees only the data that it is given.
  function template(node, place, list) {
    const name = value(node.use, place.now)
    const from = node.from.find((templates) => own(templates, name))
    if (!from || place.key.length > deepest) return
    const given = (outer) => {
      const data = value(node.data, outer)
      return isObject(data) ? data : {}
    }
    wanted(from[name], { ...place, scope: () => given(place.scope()), now: given(place.now) }, list)
  }

  const deepest = 500 // the length of a key, where templates use themselves

  // draw brings the components of an instance's template up to date.
  function draw(c) {
    const me = c[inner]
    if (!me.template.length) return
    if (me.drawing) {
      me.again = true
      return
    }
    me.drawing = true
    do {
      me.again = false
      const now = wanted(me.template, root(c), [])
      const keys = new Set(now.map((w) => w.key))
      for (const [key, child] of [...me.children]) {
        if (!keys.has(key)) {
          me.children.delete(key)
          end(child)
        }
      }
      for (const w of now) {
        const child = me.children.get(w.key)
        if (child) renew(child, w)
        else if (me.entered) me.children.set(w.key, attach(begin(w.node.module, near(c, w))))
        else me.children.set(w.key, begin(w.node.module, near(c, w)))
      }
      me.children = new Map(now.map((w) => [w.key, me.children.get(w.key)])) // in the order of the template
    } while (me.again && (me.rounds = (me.rounds || 0) + 1) < 100)
    me.rounds = 0
    me.drawing = false
  }

  const near = (c, w) => ({ owner: c, parent: me(c).children.get(w.parent) || c, node: w.node, scope: w.scope, page: me(c).page || c })
  const me = (c) => c[inner]

  // renew gives a component the properties that it has in its template now.
  function renew(c, w) {
    const { def, node } = c[inner]
    c[inner].scope = w.scope
    const patch = {}
    const scope = w.scope()
    for (const name of Object.keys(node.attrs)) {
      if (!own(def.properties, name)) continue
      const v = convert(value(node.attrs[name], scope), def.properties[name].type)
      if (v !== c[inner].given[name] && !(isObject(v) && JSON.stringify(v) === JSON.stringify(c.data[name]))) patch[name] = v
      c[inner].given[name] = v
    }
    if (Object.keys(patch).length) c.setData(patch)
  }

  const prototypes = new Map()

  // begin makes an instance of a component, and those in its template.
  function begin(module, place) {
    const { options } = load(module) || { options: {} }
    const def = prepare(options)
    if (!prototypes.has(def)) prototypes.set(def, Object.assign(Object.create(common), def.methods))
    const c = Object.create(prototypes.get(def))
    c[inner] = Object.assign({ def, options, children: new Map(), module, template: host.template(module), given: {} }, place)
    c.is = module.replace(/\.\w+$/, '')
    c.data = clone(def.data)
    fill(c, def, place)
    c.properties = c.data
    c.id = place.node ? value(place.node.id, place.scope()) || '' : ''
    c.dataset = place.node ? dataset(place.node, place.scope()) : {}
    draw(c) // its children are there before it is told that it is
    me(c).drawn = true
    tell(c, def.life.created)
    return c
  }

  // fill gives a component the values of its properties.
  function fill(c, def, { node, scope }) {
    const outer = node ? scope() : {}
    for (const name of Object.keys(def.properties)) {
      const p = def.properties[name]
      const bound = node && (own(node.attrs, name) ? name : undefined)
      let v = own(p, 'value') ? clone(p.value) : own(c.data, name) ? c.data[name] : blank(p.type)
      if (bound) v = c[inner].given[name] = convert(value(node.attrs[bound], outer), p.type)
      c.data[name] = v
    }
  }

  function attach(c) {
    me(c).attached = true
    const { def } = me(c)
    if (def) {
      const paths = Object.keys(me(c).given)
      if (paths.length) changed(c, paths)
      tell(c, def.life.attached)
      link(c)
    }
    for (let next; (next = [...me(c).children.values()].filter((child) => !me(child).attached)).length; ) {
      for (const child of next) if (!me(child).attached && !me(child).gone) attach(child) // what this draws comes with the next
    }
    me(c).entered = true
    if (def && me(c).isReady !== false && me(c).page && me(me(c).page).isReady) ready(c)
    return c
  }

  function ready(c) {
    if (me(c).told) return
    me(c).told = true
    for (const child of me(c).children.values()) ready(child)
    if (me(c).def) tell(c, me(c).def.life.ready)
  }

  function end(c) {
    me(c).gone = true
    for (const child of me(c).children.values()) end(child)
    if (!me(c).def || !me(c).attached) return
    tell(c, me(c).def.life.detached)
    for (const l of (me(c).links || []).splice(0)) tie('unlinked', c, l.key, l.to, l.theirs)
  }

  // Relations tie a component to the nearest component around it, in the same template, that
  // has a relation with it. Both have to name the other, by the path of its module or by a
  // behavior.
  const opposite = { parent: 'child', ancestor: 'descendant', 'parent-common-node': 'child-common-node' }

  function link(c) {
    me(c).links = []
    const { relations } = me(c).def
    for (const key of Object.keys(relations)) {
      const mine = relations[key]
      const found = mine.type === 'ancestor' ? around(c) : around(c).slice(0, 1)
      for (const to of opposite[mine.type] ? found : []) {
        const theirs = Object.keys(me(to).def.relations).find((k) => me(to).def.relations[k].type === opposite[mine.type] && matches(to, k, c))
        if (theirs === undefined || !matches(c, key, to)) continue
        me(c).links.push({ key, to, theirs })
        tie('linked', c, key, to, theirs)
        break
      }
    }
  }

  // tie tells both sides of a relation, the outer one first.
  function tie(what, c, key, to, theirs) {
    host.call(me(to).def.relations[theirs][what], to, c)
    host.call(me(c).def.relations[key][what], c, to)
  }

  // around are the components that stand around one in its template, from inside out.
  function around(c) {
    const list = []
    for (let p = me(c).parent; p && p !== me(c).owner; p = me(p).parent) list.push(p)
    return list
  }

  function related(c, key) {
    const { def, owner, links } = me(c)
    const relation = def && def.relations[key]
    if (!relation) return []
    if (opposite[relation.type]) return (links || []).filter((l) => l.key === key).map((l) => l.to)
    return owner ? [...me(owner).children.values()].filter((o) => (me(o).links || []).some((l) => l.to === c && l.theirs === key)) : []
  }

  function matches(c, key, o) {
    const { target } = me(c).def.relations[key]
    if (target) return behaves(me(o).options, target)
    const at = join(c.is, key)
    return o.is === at || o.is === at + '/index'
  }

  const behaves = (options, behavior) => (options.behaviors || []).some((b) => b === behavior || (isObject(b) && behaves(b, behavior)))

  const join = (from, to) => {
    const way = to.startsWith('/') ? [] : from.split('/').slice(0, -1)
    for (const s of to.split('/')) if (s === '..') way.pop()
    else if (s && s !== '.') way.push(s)
    return way.join('/')
  }

  function everyone(c) {
    const list = []
    if (c) for (const child of me(c).children.values()) list.push(child, ...everyone(child))
    return list
  }

  // select finds components in a template by an id or classes.
  function select(c, selector) {
    const last = String(selector).trim().split(/\s*(?:>>>|\s|>)\s*/).pop()
    const parts = last.match(/[#.]?[\w-]+/g) || []
    const all = /\s|>/.test(String(selector).trim()) ? everyone(c) : [...me(c).children.values()]
    return all
      .filter((o) => {
        const { node, scope } = me(o)
        const classes = String(value(node.class, scope()) || '').split(/\s+/)
        return parts.every((p) => (p[0] === '#' ? value(node.id, scope()) === p.slice(1) : p[0] === '.' ? classes.includes(p.slice(1)) : node.tag === p))
      })
      .map((o) => (me(o).def.export ? host.call(me(o).def.export, o) : o))
  }

  // Pages.
  const stack = []
  const tabs = new Map()
  let pages = 0

  function load(module) {
    if (!definitions.has(module) && module) {
      const before = defining
      defining = module
      definitions.set(module, null)
      host.load(module)
      defining = before
    }
    return definitions.get(module)
  }

  const hooks = ['onLoad', 'onShow', 'onReady', 'onHide', 'onUnload']

  function newPage(route, query) {
    const { module } = host.page(route)
    const { kind, options } = load(module) || { kind: 'Page', options: {} }
    const page = kind === 'Component' ? asComponent(options) : asPage(options)
    Object.assign(page[inner], { children: new Map(), module, template: host.template(module), page, options })
    page.is = page.route = page.__route__ = route
    page.options = query
    page.__wxWebviewId__ = ++pages
    page.__wxExparserNodeId__ = 'page' + pages
    if (kind === 'Component') {
      const { def } = page[inner]
      for (const name of Object.keys(def.properties)) {
        const p = def.properties[name]
        page.data[name] = own(query, name) ? convert(query[name], p.type) : own(p, 'value') ? clone(p.value) : own(page.data, name) ? page.data[name] : blank(p.type)
      }
      page.properties = page.data
    }
    draw(page)
    page[inner].drawn = true
    if (kind === 'Component') tell(page, page[inner].def.life.created)
    return page
  }

  function asPage(options) {
    const page = Object.create(common)
    Object.defineProperty(page, 'properties', { get: () => page.data, enumerable: false, configurable: true })
    const def = (options.behaviors || []).length ? prepare({ behaviors: options.behaviors }) : null
    if (def) Object.assign(page, def.methods)
    for (const name of Object.keys(options)) if (name !== 'data') page[name] = options[name]
    page.data = Object.assign(def ? clone(def.data) : {}, clone(options.data || {}))
    page[inner] = { def: null, behaviors: def }
    return page
  }

  function asComponent(options) {
    const def = prepare(options)
    const page = Object.assign(Object.create(common), def.methods)
    page.data = clone(def.data)
    page[inner] = { def, given: {} }
    return page
  }

  const hook = (page, name, ...args) => host.call(page[name], page, ...args)

  // lifetimes tells the components of a page what happens to it.
  function pageLifetime(page, name) {
    if (me(page).def) tell(page, me(page).def.page[name])
    for (const c of everyone(page)) tell(c, me(c).def.page[name])
  }

  function show(page) {
    pageLifetime(page, 'show')
    hook(page, 'onShow')
  }

  function hide(page) {
    hook(page, 'onHide')
    pageLifetime(page, 'hide')
  }

  function unload(page) {
    end(page)
    hook(page, 'onUnload')
  }

  function open(route, query, listeners) {
    const page = newPage(route, query)
    me(page).channel = channel(listeners)
    stack.push(page)
    attach(page)
    hook(page, 'onLoad', query)
    show(page)
    host.later(() => {
      me(page).isReady = true
      ready(page)
      hook(page, 'onReady')
    })
  }

  const top = () => stack[stack.length - 1]

  // leave takes pages off the stack. Those of tabs live on where they are kept.
  function leave(count, keepTabs) {
    for (let i = 0; i < count; i++) {
      const page = stack.pop()
      if (keepTabs && tabs.get(page.route) === page) continue
      tabs.delete(page.route)
      unload(page)
    }
  }

  const arrive = {
    navigateTo(route, query, _, listeners) {
      if (top()) hide(top())
      open(route, query, listeners)
      return me(top()).channel.opener
    },
    redirectTo(route, query) {
      leave(1)
      open(route, query)
    },
    reLaunch(route, query) {
      leave(stack.length, true)
      for (const page of [...tabs.values()]) unload(page)
      tabs.clear()
      open(route, query)
      if (host.page(route).tab) tabs.set(route, top())
    },
    switchTab(route) {
      if (top() && top().route === route) return
      const before = stack[0] && tabs.get(stack[0].route) === stack[0] ? stack[0] : null
      if (before && stack.length === 1) hide(before)
      leave(stack.length, true)
      if (tabs.has(route)) {
        stack.push(tabs.get(route))
        show(top())
        return
      }
      open(route, {})
      tabs.set(route, top())
    },
    navigateBack(_, __, delta) {
      leave(Math.min(delta, stack.length - 1))
      if (top()) show(top())
    },
  }

  return {
    define(kind, options) {
      if (defining !== null && isObject(options)) definitions.set(defining, { kind, options })
      return defining || ''
    },
    arrive: (how, route, query, delta, listeners) => arrive[how](route, query, delta, listeners),
    check: (module) => load(module) !== null,
    stack: () => stack.slice(),
    depth: () => stack.length,
    current: () => (top() ? top().route : ''),
    below: (delta) => stack[Math.max(0, stack.length - 1 - delta)].route,
    show: () => top() && show(top()),
    hide: () => top() && hide(top()),
    // What the module of deeds needs.
    parts: { top, me, everyone, event, value, hooks, elements: (c) => wanted(host.elements(me(c).module), root(c), []) },
  }
}
