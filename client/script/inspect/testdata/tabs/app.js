const { baseUrl } = require('./config')
App({
  onLaunch() {
    this.login().then(() => {
      if (this.userInfoReadyCallback) {
        this.userInfoReadyCallback(this.globalData.userInfo)
      }
    })
  },
  login() {
    return new Promise((resolve, reject) => {
      wx.login({
        success: (res) => {
          wx.request({
            url: baseUrl + '/user/wxlogin',
            method: 'POST',
            data: { code: res.code },
            success: (r) => {
              if (r.data.code !== 0) return reject(r.data)
              wx.setStorageSync('token', r.data.data.token)
              this.globalData.userInfo = r.data.data.user
              resolve()
            },
            fail: reject,
          })
        },
        fail: reject,
      })
    })
  },
  globalData: { userInfo: null },
})
