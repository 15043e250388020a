const BASE = 'https://shop.example.com'

let logging = null

function send (method, path, data) {
  const token = wx.getStorageSync('token')
  return new Promise((resolve, reject) => {
    wx.request({
      url: BASE + path,
      method,
      data,
      header: token ? { Authorization: 'Bearer ' + token } : {},
      success: resolve,
      fail: reject
    })
  })
}

function enter () {
  return new Promise((resolve, reject) => wx.login({ success: resolve, fail: reject }))
    .then(({ code }) => send('POST', '/api/login', { code }))
    .then(({ statusCode, data }) => {
      if (statusCode !== 200) {
        throw new Error('login: status ' + statusCode)
      }
      wx.setStorageSync('token', data.data.token)
    })
}

export function login () {
  if (!logging) {
    const over = () => {
      logging = null
    }
    logging = enter()
    logging.then(over, over)
  }
  return logging
}

function request (method, path, data, again) {
  return send(method, path, data).then((answer) => {
    if (answer.statusCode === 401 && !again) {
      return login().then(() => request(method, path, data, true))
    }
    if (answer.statusCode !== 200) {
      throw new Error(path + ': status ' + answer.statusCode)
    }
    return answer.data.data
  })
}

export const get = (path, data) => request('GET', path, data)
export const post = (path, data) => request('POST', path, data)
