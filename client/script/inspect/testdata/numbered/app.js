require('./utils/http')
App({ onLaunch() { wx.checkSession({ fail: () => wx.removeStorageSync('Authorization') }) } })
