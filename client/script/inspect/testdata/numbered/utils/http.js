var base = 'https://clock.test/api'
var isLogin = false
var subscribers = []
function login() {
  return new Promise(function (resolve, reject) {
    wx.login({ success: function (r) {
      wx.request({ url: base + '/login', method: 'POST', data: { js_code: r.code }, header: {'content-type': 'application/x-www-form-urlencoded'}, success: function (res) {
        if (res.data.code == 200) { wx.setStorageSync('Authorization', res.data.data); resolve() } else { reject(res.data.msg) }
      }, fail: reject })
    }, fail: reject })
  })
}
function http(opt) {
  return new Promise(function (resolve, reject) {
    wx.request({
      url: base + opt.url, method: opt.method || 'GET', data: opt.data,
      header: { Authorization: wx.getStorageSync('Authorization') },
      success: function (res) {
        if (res.data.code == 40101 || /token/i.test(res.data.msg)) {
          subscribers.push(function (err) { err ? reject(err) : http(opt).then(resolve, reject) })
          if (!isLogin) {
            isLogin = true
            login().then(function () { isLogin = false; subscribers.splice(0).forEach(function (f) { f() }) },
              function (e) { isLogin = false; subscribers.splice(0).forEach(function (f) { f(e) }) })
          }
          return
        }
        if (res.data.code == 200) return resolve(res.data.data)
        wx.showModal({ title: '提示', content: res.data.msg, showCancel: false })
        reject(res.data)
      },
      fail: reject
    })
  })
}
module.exports = http
