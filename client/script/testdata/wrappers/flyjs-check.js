const { login, request } = require('./flyjs-core')()

module.exports = {
  request,
  launch() {
    wx.checkSession({
      fail() {
        login()
      },
    })
  },
}
