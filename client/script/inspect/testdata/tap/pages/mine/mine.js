import Http from '../../utils/request'

Page({
  onLoad() {
    Http.get('/mine', { page: 1 }).then(({ list }) => this.setData({ first: list[0] }))
  },
  onTapBuy() {
    Http.post('/orders', { id: 1 })
  },
})
