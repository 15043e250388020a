// uni over wx, as uni-app with Vue 3 has it: its functions give a promise where
// they are given no callback, and go through interceptors.
'use strict'

const direct = /^(on|off|create|report|is)[A-Z]|^(canIUse|nextTick|arrayBufferToBase64|base64ToArrayBuffer|env|cloud|router|getLocale)$|Sync$|Manager$|^get(Window|Device|AppBase|Performance)|^getSystemSetting$|^getAppAuthorizeSetting$|^getMenuButton/

const everywhere = {}
const interceptors = {}

const hooks = (name, kind) => [everywhere, interceptors[name] || {}].flatMap((set) => set[kind] || [])

const isPromise = (v) => v !== null && typeof v === 'object' && typeof v.then === 'function'

// invoke passes the options through the invoke functions, each of which may change
// them, replace them, give a promise of that, or stop the call by false.
function invoke(name, options) {
  let chain = null
  for (const f of hooks(name, 'invoke')) {
    if (chain) {
      chain = chain.then((o) => f(o, options) || o)
      continue
    }
    const result = f(options)
    if (isPromise(result)) chain = result.then((o) => (o === undefined ? options : o))
    if (result === false) return { then() {}, catch() {} }
  }
  return chain || { then: (f) => f(options) }
}

const told = (name, kind, f) => (result) => {
  for (const hook of hooks(name, kind)) {
    const changed = hook(result)
    if (changed !== undefined && !isPromise(changed)) result = changed
  }
  if (typeof f === 'function') f(result)
}

const hears = (o) => ['success', 'fail', 'complete'].some((name) => typeof o[name] === 'function')

function call(name, options, callbacks) {
  let task
  invoke(name, options).then((o) => {
    task = wx[name](
      Object.assign({}, o, {
        success: told(name, 'success', callbacks.success),
        fail: told(name, 'fail', callbacks.fail),
        complete: told(name, 'complete', callbacks.complete),
      }),
    )
    return task
  })
  return task
}

function promised(name) {
  return (given = {}) => {
    const options = typeof given === 'string' ? { url: given } : given
    let result
    if (hears(options)) result = call(name, options, options)
    else result = new Promise((success, fail) => call(name, Object.assign({}, options), { success, fail }))
    for (const f of hooks(name, 'returnValue')) result = f(result) || result
    return result
  }
}

const add = (set, hooks) => {
  for (const kind of ['invoke', 'success', 'fail', 'complete', 'returnValue']) {
    if (typeof hooks[kind] === 'function') (set[kind] = set[kind] || []).push(hooks[kind])
  }
}

const remove = (set, hooks) => {
  for (const kind of Object.keys(set)) set[kind] = hooks ? set[kind].filter((f) => f !== hooks[kind]) : []
}

const listeners = {}

const own = {
  addInterceptor(name, more) {
    if (typeof name === 'string') add((interceptors[name] = interceptors[name] || {}), more)
    else add(everywhere, name)
  },
  removeInterceptor(name, less) {
    if (typeof name !== 'string') remove(everywhere, name)
    else if (interceptors[name]) remove(interceptors[name], less)
  },
  $on: (name, f) => void (listeners[name] = listeners[name] || []).push(f),
  $once(name, f) {
    const once = (...values) => {
      own.$off(name, once)
      f(...values)
    }
    own.$on(name, once)
  },
  $off: (name, f) => void (listeners[name] = f ? (listeners[name] || []).filter((g) => g !== f) : []),
  $emit: (name, ...values) => [...(listeners[name] || [])].forEach((f) => f(...values)),
  upx2px: (n) => (n * 390) / 750,
  rpx2px: (n) => (n * 390) / 750,
  getLocale: () => 'zh-Hans',
}

module.exports = new Proxy(own, {
  get(_, name) {
    if (name in own || typeof name !== 'string') return own[name]
    const member = wx[name]
    if (typeof member === 'function') own[name] = direct.test(name) ? member : promised(name)
    return typeof member === 'function' ? own[name] : member
  },
  has: (_, name) => name in own || name in wx,
})
