// All requests of the shop: adds the token, and logs in again where it is refused.
const BASE_URL = 'https://api.shop.example.com'

let loggingIn = false
let waiting = [] // requests to send again after the login

function relogin(resend) {
  waiting.push(resend)
  if (loggingIn) return
  loggingIn = true
  wx.removeStorageSync('token')
  wx.login({
    success({ code }) {
      wx.request({
        url: BASE_URL + '/login',
        method: 'POST',
        data: { code },
        success(res) {
          wx.setStorageSync('token', res.data.data.token)
          loggingIn = false
          waiting.splice(0).forEach((again) => again())
        },
      })
    },
  })
}

export function request({ url, method = 'GET', data }) {
  return new Promise((resolve, reject) => {
    function send() {
      const token = wx.getStorageSync('token')
      if (!token) return relogin(send)
      wx.request({
        url: BASE_URL + url,
        method,
        data,
        header: { Authorization: token },
        success(res) {
          const isLate = token !== wx.getStorageSync('token')
          if (res.statusCode === 401) return isLate ? send() : relogin(send)
          resolve(res.data.data)
        },
        fail: reject,
      })
    }
    send()
  })
}
