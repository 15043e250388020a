function http(options) {
  const app = getApp()
  wx.request({
    url: app.globalData.baseUrl + options.url,
    method: options.method || 'GET',
    data: options.data,
    header: { Authorization: 'Bearer ' + wx.getStorageSync('access_token') },
    success: (res) => {
      if (res.data.code == 200) {
        options.success && options.success(res.data.data)
      } else if (res.data.code == 401) {
        wx.removeStorageSync('access_token')
        wx.navigateTo({ url: '/pages/login/login' })
      } else {
        wx.showToast({ title: res.data.message, icon: 'none' })
        options.fail && options.fail(res.data)
      }
    },
    fail: (e) => options.fail && options.fail(e),
  })
}
module.exports = { http }
