// A 401 shows a toast for a second and then logs in; the request itself is settled
// with the 401 at once.
const HOST = 'http://127.0.0.1:3000'

function send(url, method, data = {}, header = {}) {
  const token = wx.getStorageSync('token')
  if (token && !header.Authorization) header.Authorization = token
  return new Promise((resolve, reject) => {
    wx.request({
      url: HOST + url,
      header,
      data,
      method,
      success(answer) {
        if (answer.statusCode === 401) {
          loginAgain()
            .then(() => resolve())
            .catch(() => {})
        }
        resolve(answer)
      },
      fail: reject,
    })
  })
}

const exchange = (code) => send('/user/login', 'POST', { code })

function loginAgain() {
  return new Promise((resolve, reject) => {
    wx.removeStorageSync('token')
    wx.showToast({ title: 'expired', icon: 'none', duration: 1000 })
    setTimeout(() => {
      wx.showLoading({
        title: 'login',
        success() {
          wx.login({
            success({ code }) {
              exchange(code).then(({ statusCode, data }) => {
                wx.hideLoading()
                if (statusCode !== 200) {
                  reject(data.msg)
                  return
                }
                wx.setStorageSync('token', data.token)
                wx.showToast({ title: 'ok', icon: 'success' })
                resolve()
              })
            },
          })
        },
      })
    }, 1000)
  })
}

function login() {
  return new Promise((resolve) => {
    wx.checkSession({
      success: () => resolve(),
      fail() {
        wx.login({
          success({ code }) {
            exchange(code).then(({ data }) => {
              wx.setStorageSync('token', data.token)
              resolve()
            })
          },
        })
      },
    })
  })
}

exports.launch = login
exports.post = (url, data) => send(url, 'POST', data)
exports.login = login
