// The launch logs in, and then calls the one function that a page has left at the
// app.
const HOST = 'http://127.0.0.1:3000'
let loggingIn = false

const send = ({ url, method = 'GET', data, token }) =>
  new Promise((resolve, reject) => {
    wx.request({
      url: HOST + url,
      method,
      data,
      header: token ? { Authorization: token } : {},
      success: (answer) => (answer.statusCode >= 200 && answer.statusCode < 300 ? resolve(answer.data) : reject(answer)),
      fail: reject,
    })
  })

const freshCode = () => new Promise((resolve, reject) => wx.login({ success: resolve, fail: reject }))

async function login() {
  if (loggingIn) return false
  loggingIn = true
  wx.removeStorageSync('token')
  const { code } = await freshCode()
  const body = await send({ url: '/login', method: 'POST', data: { code } })
  wx.setStorageSync('token', body.data.token)
  loggingIn = false
  return true
}

App({
  loggedIn: false,
  async onLaunch() {
    await login()
    this.loggedIn = true
    if (this.whenLoggedIn) this.whenLoggedIn()
  },
})

exports.request = (call) => send({ ...call, token: wx.getStorageSync('token') })

// load is a page's onLoad: what needs a token waits.
exports.load = (calls, issue) => {
  calls.filter((call) => !call.identity).forEach((call) => issue(call))
  const waiting = calls.filter((call) => call.identity)
  const app = getApp()
  const onLoad = () => waiting.forEach((call) => issue(call))
  if (waiting.length === 0) return
  if (app.loggedIn) onLoad()
  else app.whenLoggedIn = onLoad
}
