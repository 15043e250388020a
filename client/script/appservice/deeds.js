// What a user does on the page that is open. host is as that of service.js, parts what it
// gives for this.
'use strict'

module.exports = (host, { top, me, everyone, event, value, hooks, elements }) => {
  const has = (c, name) => typeof c[name] === 'function'

  // owner is who has a function of that name: a page or component, or the Vue behind it.
  const owner = (c, name) => (has(c, name) ? c : c.$vm && has(c.$vm, name) ? c.$vm : null)

  const quoted = (list) => [...new Set(list)].slice(0, 10).join(', ')

  // named is the function of that name, the page's own or that of its components, with the
  // first element that binds it. It is a text where there is none, or more than one kind of
  // component has it.
  function named(page, name) {
    const components = owner(page, name) ? [page] : everyone(page).filter((c) => owner(c, name))
    if (components.length === 0) return `the page ${page.route} has no function ${name}`
    if (new Set(components.map((c) => c.is)).size > 1) {
      return `several components of the page ${page.route} have a function ${name}; say whose, as in "${me(components[0]).node.tag} ${name}": ` + quoted(components.map(described))
    }
    const c = owner(components[0], name)
    if (hooks.includes(name)) return { f: c[name], self: c, hook: true }
    const element = all(page, null, []).find((e) => e.of === components[0] && binds(e, name))
    return { f: c[name], self: c, element, type: element && binds(element, name) }
  }

  // binds is the first event of an element that a handler is bound to.
  const binds = ({ node, now }, handler) => Object.keys(node.binds).find((type) => value(node.binds[type], now) === handler)

  const described = (c) => `${label({ node: me(c).node, now: me(c).scope() })} (${c.is})`

  // label is an element as a selector finds it.
  function label({ node, now }) {
    const id = value(node.id, now)
    const classes = String(value(node.class, now) || '').split(/\s+/).filter(Boolean)
    return node.tag + (id ? '#' + id : '') + classes.map((name) => '.' + name).join('')
  }

  // all are the elements of a page and of its components that are there, with the component
  // that each is (or null) and whose template it stands in.
  function all(c, around, list) {
    for (const e of elements(c)) {
      e.of = c
      e.above = e.above || around
      e.component = me(c).children.get(e.key) || null
      list.push(e)
      if (e.component) all(e.component, e, list)
    }
    return list
  }

  // fits tells whether an element is what one word of a selector asks for: a tag, #id, .class,
  // or these together.
  function fits({ node, now }, word) {
    const classes = String(value(node.class, now) || '').split(/\s+/)
    return (word.match(/[#.]?[^#.]+/g) || []).every((part) => {
      const rest = part.slice(1)
      return part[0] === '#' ? String(value(node.id, now)) === rest : part[0] === '.' ? classes.includes(rest) : node.tag === part
    })
  }

  // stands tells whether an element is what the last word asks for, inside of what the words
  // before ask for.
  function stands(e, words) {
    const rest = words.slice()
    if (!fits(e, rest.pop())) return false
    for (let at = e.above; at && rest.length; at = at.above) if (fits(at, rest[rest.length - 1])) rest.pop()
    return rest.length === 0
  }

  // meant is what the name means for an element: the handler that it binds to an event of
  // that name, or a function of the component that it is.
  function meant(element, name) {
    const { node, now, of, component } = element
    const handler = node.binds[name] !== undefined && value(node.binds[name], now)
    const self = handler ? owner(of, handler) : component && owner(component, name)
    return self ? { f: self[handler || name], self, element, type: name, handler: handler || '' } : null
  }

  // chosen is what the name means for the element that a selector finds. Of several that are
  // alike, as the rows of a list, it is the first.
  function chosen(page, words, name) {
    const list = all(page, null, [])
    const found = list.filter((e) => stands(e, words))
    const selector = words.join(' ')
    if (found.length === 0) return `the page ${page.route} has no ${selector} now; it has ${quoted(list.filter(binding).map(bound)) || 'nothing that binds an event'}`
    const targets = found.map((e) => meant(e, name)).filter(Boolean)
    if (targets.length === 0) return `${selector} on the page ${page.route} has neither an event nor a function ${name}; it is ${quoted(found.map(bound))}`
    const kinds = new Set(targets.map(({ element, handler }) => [element.node.tag, value(element.node.class, element.now), handler].join()))
    if (kinds.size > 1) return `${selector} is more than one thing on the page ${page.route}; say which: ` + quoted(targets.map(({ element }) => bound(element)))
    return targets[0]
  }

  const binding = (e) => Object.keys(e.node.binds).length > 0
  const bound = (e) => label(e) + (binding(e) ? ' ' + Object.keys(e.node.binds).join('/') : '')

  // It returns what is wrong; nothing where the deed is done.
  return (what, detail, dataset) => {
    const page = top()
    const words = what.split(/[\s>]+/).filter(Boolean)
    const name = words.pop() || ''
    const found = !page ? `no page is open that has a function ${name}` : words.length ? chosen(page, words, name) : named(page, name)
    if (typeof found === 'string') return found
    const { f, self, element, type, hook } = found
    const e = event(type || 'tap', detail, element && element.node, element && element.now)
    Object.assign(e.target.dataset, dataset)
    host.call(f, self, hook ? detail : e)
    return ''
  }
}
