const app = getApp()
Page({
  data: { agree: false },
  onAgree() { this.setData({ agree: !this.data.agree }) },
  getUserProfile() {
    if (!this.data.agree) { wx.showToast({ title: '请先同意用户协议', icon: 'none' }); return }
    wx.getUserProfile({
      desc: '用于完善会员资料',
      success: (profile) => {
        wx.login({
          success: ({ code }) => {
            wx.request({
              url: app.globalData.baseUrl + '/auth/wechat/login',
              method: 'POST',
              data: { code, encryptedData: profile.encryptedData, iv: profile.iv },
              success: (res) => {
                if (res.data.code == 200) {
                  wx.setStorageSync('access_token', res.data.data.access_token)
                  wx.navigateBack()
                }
              },
            })
          },
        })
      },
    })
  },
})
