Page({
  onShow() {
    wx.request({ url: '/index', success: ({ data }) => this.setData({ rows: data.rows }) })
  },
})
