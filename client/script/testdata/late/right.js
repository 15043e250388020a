// A request function as many mini programs have one. It compares a rejected token with the current one.
const HOST = 'http://127.0.0.1:3000'

let loggingIn = null

function send(options, token) {
  const header = token ? { Authorization: token } : {}
  return new Promise((resolve, reject) => {
    wx.request({ ...options, url: HOST + options.url, header, success: resolve, fail: reject })
  })
}

function login() {
  if (!loggingIn) {
    wx.removeStorageSync('token')
    loggingIn = wx
      .login()
      .then(({ code }) => send({ url: '/login', method: 'POST', data: { code } }))
      .then(({ data }) => wx.setStorageSync('token', data.data.token))
      .finally(() => {
        loggingIn = null
      })
  }
  return loggingIn
}

export async function request({ url, method, data }) {
  if (!wx.getStorageSync('token')) {
    await login()
  }
  const token = wx.getStorageSync('token')
  const answer = await send({ url, method, data }, token)
  if (answer.statusCode === 401) {
    if (token === wx.getStorageSync('token')) {
      await login()
    }
    return request({ url, method, data })
  }
  if (answer.statusCode >= 400) {
    throw new Error(`${url}: HTTP ${answer.statusCode}`)
  }
  return answer.data.data
}
