// @tarojs/taro over wx: its functions give promises beside the callbacks, requests
// go through interceptors.
'use strict'

const direct = /^(on|off|create|report|is)[A-Z]|^(canIUse|nextTick|arrayBufferToBase64|base64ToArrayBuffer|env|cloud|router)$|Sync$|Manager$|^get(Window|Device|AppBase|Performance)|^getSystemSetting$|^getAppAuthorizeSetting$|^getMenuButton/
const tasks = new Set(['request', 'uploadFile', 'downloadFile', 'connectSocket'])

const call = (f, ...values) => typeof f === 'function' && f(...values)

// owned is the promise of a call. Where the caller has callbacks, a rejection is not
// nobody's.
function owned(promise, { success, fail, complete }) {
  if (success || fail || complete) promise.catch(() => {})
  return promise
}

// promised is a function of wx that calls back and gives a promise, too.
function promised(name) {
  return (given) => {
    const options = typeof given === 'string' ? { url: given } : Object.assign({}, given)
    const { success, fail, complete } = options
    let task
    const promise = new Promise((resolve, reject) => {
      options.success = (result) => {
        call(success, result)
        resolve(result)
      }
      options.fail = (reason) => {
        call(fail, reason)
        reject(reason)
      }
      options.complete = (result) => call(complete, result)
      task = wx[name](options)
    })
    owned(promise, { success, fail, complete })
    if (tasks.has(name)) {
      promise.abort = (f) => {
        call(f)
        task.abort()
        return promise
      }
      promise.onHeadersReceived = (f) => task.onHeadersReceived(f)
      promise.progress = promise.onProgressUpdate = (f) => task.onProgressUpdate(f)
    }
    return promise
  }
}

const send = promised('request')
const last = (chain) => send(chain.requestParams)
let interceptors = []

// chainFrom is what the n-th interceptor gets.
const chainFrom = (n, requestParams) => ({
  index: n,
  requestParams,
  proceed(params = requestParams) {
    const next = n < interceptors.length ? interceptors[n] : last
    const promise = next(chainFrom(n + 1, params))
    const result = promise.catch((reason) => Promise.reject(reason))
    for (const key of Object.keys(promise)) result[key] = promise[key]
    return result
  },
})

class Events {
  constructor() {
    this.listeners = {}
  }
  on(name, f) {
    ;(this.listeners[name] = this.listeners[name] || []).push(f)
    return this
  }
  once(name, f) {
    const once = (...values) => {
      this.off(name, once)
      f(...values)
    }
    return this.on(name, once)
  }
  off(name, f) {
    if (name === undefined) this.listeners = {}
    else this.listeners[name] = f ? (this.listeners[name] || []).filter((g) => g !== f) : []
    return this
  }
  trigger(name, ...values) {
    for (const f of [...(this.listeners[name] || [])]) f(...values)
    return this
  }
}

const ignore = () => {}
const own = {
  __esModule: true,
  ENV_TYPE: { WEAPP: 'WEAPP', WEB: 'WEB', RN: 'RN', SWAN: 'SWAN', ALIPAY: 'ALIPAY', TT: 'TT', QQ: 'QQ', JD: 'JD' },
  getEnv: () => 'WEAPP',
  Events,
  eventCenter: new Events(),
  getApp: () => getApp(),
  getCurrentPages: () => getCurrentPages(),
  getCurrentInstance() {
    const pages = getCurrentPages()
    const page = pages[pages.length - 1]
    return { app: getApp(), page, router: { path: page.route, params: page.options, onReady: '', onShow: '', onHide: '' } }
  },
  request(given) {
    const options = typeof given === 'string' ? { url: given } : Object.assign({}, given)
    return owned(chainFrom(0, options).proceed(), options)
  },
  addInterceptor: (f) => void interceptors.push(f),
  cleanInterceptors: () => (interceptors = []),
  interceptors: {
    logInterceptor: (chain) => chain.proceed(chain.requestParams),
    timeoutInterceptor(chain) {
      let timer
      const promise = chain.proceed(chain.requestParams)
      const result = new Promise((resolve, reject) => {
        timer = setTimeout(() => {
          timer = null
          reject(new Error('网络链接超时,请稍后再试！'))
        }, (chain.requestParams && chain.requestParams.timeout) || 60000)
        promise.then((value) => {
          if (!timer) return
          clearTimeout(timer)
          resolve(value)
        }, (reason) => {
          clearTimeout(timer)
          reject(reason)
        })
      })
      if (promise.abort) result.abort = promise.abort
      return result
    },
  },
  initPxTransform: ignore,
  pxTransform: (size) => size + 'rpx',
  preload: ignore,
  useDidShow: ignore,
  useDidHide: ignore,
  useLaunch: ignore,
  useLoad: ignore,
  useReady: ignore,
  useRouter: () => own.getCurrentInstance().router,
}

const taro = new Proxy(own, {
  get(_, name) {
    if (name in own || typeof name !== 'string') return own[name]
    const member = wx[name]
    if (typeof member === 'function') own[name] = direct.test(name) ? member : promised(name)
    return typeof member === 'function' ? own[name] : member
  },
  has: (_, name) => name in own || name in wx,
})
own.default = taro

module.exports = taro
