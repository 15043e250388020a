// What the patterns share: the platform's request as a promise, a login, a token.
const HOST = 'http://127.0.0.1:3000'

const send = (options) =>
  new Promise((resolve, reject) => {
    wx.request({ ...options, url: HOST + options.url, success: resolve, fail: reject })
  })

const authorized = (options) => send({ ...options, header: { Authorization: wx.getStorageSync('token') || 'none' } })

const code = () => new Promise((resolve, reject) => wx.login({ success: resolve, fail: reject }))

const login = async () => {
  const { code: it } = await code()
  const answer = await send({ url: '/login', method: 'POST', data: { code: it } })
  wx.setStorageSync('token', answer.data.token)
}

const failed = (answer) => answer.statusCode === 401

module.exports = { HOST, send, authorized, login, failed }
