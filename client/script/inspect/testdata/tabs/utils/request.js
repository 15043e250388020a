const { baseUrl } = require('../config')

function request(url, data = {}, method = 'GET') {
  wx.showLoading({ title: '加载中' })
  return new Promise((resolve, reject) => {
    wx.request({
      url: baseUrl + url,
      data,
      method,
      header: {
        'content-type': 'application/json',
        'X-Token': wx.getStorageSync('token'),
      },
      success(res) {
        if (res.statusCode === 200) {
          if (res.data.code === 0) {
            resolve(res.data.data)
          } else {
            wx.showToast({ title: res.data.msg, icon: 'none' })
            reject(res.data)
          }
        } else if (res.statusCode === 401) {
          // token 过期, 重新登录
          wx.removeStorageSync('token')
          getApp().login().then(() => request(url, data, method)).then(resolve, reject)
        } else {
          reject(res)
        }
      },
      fail: reject,
      complete() { wx.hideLoading() },
    })
  })
}

module.exports = {
  get: (url, data) => request(url, data, 'GET'),
  post: (url, data) => request(url, data, 'POST'),
}
