const { api } = getApp()
Page({
  data: { cars: [] },
  async onLoad() {
    const [me, cars] = await Promise.all([api.profile(), api.cars('深圳')])
    this.setData({ me, cars: cars.items })
  },
  async onOrder(e) { await api.order(e.currentTarget.dataset.id); wx.navigateTo({ url: '/pages/order/order' }) },
})
