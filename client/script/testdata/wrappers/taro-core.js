// Every request first asks WeChat, once, whether its session holds, and logs in
// where it does not. unlocks says that a login that succeeded takes its flag off.
const HOST = 'http://127.0.0.1:3000'

module.exports = (unlocks) => {
  let loggingIn = false
  let checking = false
  let trusted = false

  const send = (url, { method = 'GET', data } = {}) =>
    new Promise((resolve, reject) => {
      const token = wx.getStorageSync('token')
      wx.request({
        url: HOST + url,
        method,
        data,
        header: token ? { Authorization: token } : {},
        success: (answer) =>
          answer.statusCode >= 200 && answer.statusCode < 300 ? resolve(answer.data) : reject(answer),
        fail: reject,
      })
    })

  const exchange = (code) =>
    new Promise((resolve, reject) => {
      wx.request({
        url: HOST + '/login',
        method: 'POST',
        data: { code },
        success: (answer) =>
          answer.statusCode >= 200 && answer.statusCode < 300 ? resolve(answer.data) : reject(answer),
        fail: reject,
      })
    })

  const pass = (promise, resolve, reject, result) =>
    promise
      .then((value) => {
        resolve(result === undefined ? value : result)
      })
      .catch(() => {
        reject(-1)
      })

  function login() {
    return new Promise((resolve, reject) => {
      if (loggingIn) {
        setTimeout(() => pass(login(), resolve, () => reject()), 500)
        return
      }
      loggingIn = true
      const fails = () => {
        loggingIn = false
        reject()
      }
      wx.login({
        success: ({ code }) => {
          exchange(code)
            .then((body) => {
              wx.setStorageSync('token', body.data.token)
              if (unlocks) loggingIn = false
              resolve()
            })
            .catch(fails)
        },
        fail: fails,
      })
    })
  }

  function checkSession() {
    return new Promise((resolve, reject) => {
      const token = wx.getStorageSync('token')
      if (checking) {
        setTimeout(() => pass(checkSession(), resolve, reject), 500)
      } else if (!trusted && token) {
        checking = true
        wx.checkSession({
          success: () => {
            trusted = true
            resolve(0)
          },
          fail: () => {
            wx.removeStorage({ key: 'token', complete: () => pass(login(), resolve, reject, 1) })
          },
          complete: () => {
            checking = false
          },
        })
      } else {
        pass(login(), resolve, reject)
        resolve(2)
      }
    })
  }

  function request(url, method, data) {
    return new Promise((resolve, reject) => {
      checkSession()
        .then(() => {
          send(url, { method, data })
            .then((body) => {
              resolve(body)
            })
            .catch((reason) => {
              reject(reason)
            })
        })
        .catch((reason) => {
          reject(reason)
        })
    })
  }

  return { launch: checkSession, request }
}
