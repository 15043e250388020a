// A request library with interceptors and a lock on its queue. A request without a
// token, and a 401, lock the queue and log in.
const HOST = 'http://127.0.0.1:3000'
const OPEN = ['/login', '/public']

// queue is the library: its lock holds requests before they enter the interceptor.
function queue({ before, failed } = {}) {
  let gate = null
  let open = null
  const enter = (options, resolve, reject) =>
    Promise.resolve(before ? before(options) : options).then((options) => {
      setTimeout(() => transmit(options, resolve, reject), 0)
    }, reject)
  const settle = (result, resolve, reject) => result.then(resolve).catch(reject)
  const transmit = (options, resolve, reject) => {
    wx.request({
      url: HOST + options.url,
      method: options.method,
      data: options.data,
      header: options.headers,
      success(answer) {
        const good = (answer.statusCode >= 200 && answer.statusCode < 300) || answer.statusCode === 304
        if (good) settle(Promise.resolve(answer.data), resolve, reject)
        else settle(failed ? failed({ status: answer.statusCode, options }) : Promise.reject(answer), resolve, reject)
      },
      fail(reason) {
        settle(failed ? failed({ status: 0, options }) : Promise.reject(reason), resolve, reject)
      },
    })
  }
  return {
    lock() {
      if (!gate) gate = new Promise((resolve) => (open = resolve))
    },
    unlock() {
      if (!gate) return
      gate = null
      open()
    },
    request(options) {
      return new Promise((resolve, reject) => {
        if (gate) gate.then(() => void enter(options, resolve, reject))
        else enter(options, resolve, reject)
      })
    },
  }
}

module.exports = ({ own = false } = {}) => {
  let loggingIn = false
  const fly = queue({ before, failed })
  const other = own ? fly : queue()

  const freshCode = () => new Promise((resolve, reject) => wx.login({ success: resolve, fail: reject }))

  async function login() {
    if (loggingIn) return false
    loggingIn = true
    wx.removeStorageSync('token')
    const { code } = await freshCode()
    const body = await other.request({ url: '/login', method: 'POST', data: { code }, headers: {} })
    wx.setStorageSync('token', body.data.token)
    loggingIn = false
    return true
  }

  async function before(options) {
    if (!wx.getStorageSync('token') && !OPEN.some((path) => options.url.startsWith(path))) {
      fly.lock()
      await login()
      fly.unlock()
    }
    const token = wx.getStorageSync('token')
    if (token) options.headers.Authorization = token
    options.headers['content-type'] = 'application/x-www-form-urlencoded'
    return options
  }

  async function failed({ status, options }) {
    if (status !== 401) return
    fly.lock()
    wx.removeStorageSync('token')
    if (await login()) fly.unlock()
    return fly.request(options)
  }

  return {
    login,
    request: ({ url, method, data }) => fly.request({ url, method, data, headers: {} }),
  }
}
