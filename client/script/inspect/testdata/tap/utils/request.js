export default class Http {
  static base = 'https://tap.test/api'

  static request(method, url, data) {
    const user = wx.getStorageSync('user')
    return new Promise((resolve, reject) => {
      wx.request({
        url: Http.base + url, method, data,
        header: { token: user ? user.token : '' },
        success: ({ data }) => {
          switch (data.code) {
            case '0000':
              resolve(data.data)
              break
            case '4001':
              wx.navigateTo({ url: '/pages/login/login' })
              reject(data)
              break
            default:
              wx.showToast({ title: data.msg })
              reject(data)
          }
        },
        fail: reject,
      })
    })
  }

  static get(url, data) {
    return this.request('GET', url, data)
  }

  static post(url, data) {
    return this.request('POST', url, data)
  }
}
