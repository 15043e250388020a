import Http from '../../utils/request'

Page({
  onGotUserInfo({ detail }) {
    if (detail.errMsg !== 'getUserInfo:ok') return
    wx.login({
      success: async ({ code }) => {
        const user = await Http.post('/login', { code, nickName: detail.userInfo.nickName, iv: detail.iv })
        wx.setStorageSync('user', { token: user.token, id: user.id })
        wx.navigateBack()
      },
    })
  },
})
