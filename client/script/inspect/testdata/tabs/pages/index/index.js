const app = getApp()
const http = require('../../utils/request')
Page({
  data: { banners: [], goods: [], userInfo: null },
  onLoad() {
    if (app.globalData.userInfo) {
      this.setData({ userInfo: app.globalData.userInfo })
      this.loadAll()
    } else {
      app.userInfoReadyCallback = (userInfo) => {
        this.setData({ userInfo })
        this.loadAll()
      }
    }
  },
  loadAll() {
    http.get('/banner/list').then((list) => this.setData({ banners: list }))
    http.get('/goods/list', { page: 1 }).then((res) => this.setData({ goods: this.data.goods.concat(res.list) }))
    http.get('/user/detail').then((u) => this.setData({ nick: u.nickname, hasMobile: !!u.mobile }))
  },
  onPullDownRefresh() { this.loadAll(); wx.stopPullDownRefresh() },
  toCart() { wx.switchTab({ url: '/pages/cart/cart' }) },
})
