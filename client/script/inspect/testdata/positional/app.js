const { request } = require('./utils/util')
const api = require('./config/api')

App({
  globalData: {},
  onLaunch() {
    wx.login({
      success: (res) => {
        request(api.Login, { code: res.code, from: 'wxapp' }, 'POST').then((res) => {
          if (res.errno === 0) wx.setStorageSync('token', res.data.token)
        })
      },
    })
  },
})
