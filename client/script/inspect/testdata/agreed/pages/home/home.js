const { http } = require('../../utils/util.js')
Page({
  data: { notices: [] },
  onShow() {
    http({ url: '/notice/list', success: (d) => this.setData({ notices: d }) })
    http({ url: '/order/count', success: (d) => this.setData({ count: d.count }) })
  },
  goMine() { wx.navigateTo({ url: '../mine/mine' }) },
})
