const http = require('../../utils/request')
Page({
  data: { list: [], total: 0 },
  onShow() {
    http.get('/cart/list').then((list) => {
      const total = list.reduce((s, x) => s + x.price * x.num, 0)
      this.setData({ list, total })
    })
  },
})
