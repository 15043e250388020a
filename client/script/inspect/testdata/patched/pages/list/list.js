Page({
  onShow() {
    wx.request({ url: '/list', success: ({ data }) => this.setData({ rows: data.rows }) })
  },
})
