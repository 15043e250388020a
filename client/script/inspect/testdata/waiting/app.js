App({
  globalData: { token: '' },
  onLaunch() {
    wx.login({
      success: (res) => {
        wx.request({
          url: 'https://wait.test/index.php/login',
          method: 'POST',
          header: { 'content-type': 'application/x-www-form-urlencoded' },
          data: { code: res.code },
          success: ({ data }) => {
            if (data.status == 1) {
              this.globalData.token = data.info.token
              if (this.ready) this.ready()
            }
          },
        })
      },
    })
  },
  ask(path, data, done) {
    if (!this.globalData.token) return setTimeout(() => this.ask(path, data, done), 100)
    wx.request({
      url: 'https://wait.test/index.php/' + path,
      data: { ...data, token: this.globalData.token },
      success: ({ data }) => done(data),
    })
  },
})
