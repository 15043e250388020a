import api from '../../common/api'
Page({
  onLoad() {
    api({ url: '/goods/page', data: { page: 1 } }).then(({ rows, total }) => this.setData({ rows: [...rows], total }))
    api({ url: '/banner' }).then((list) => this.setData({ banner: list[0].url }))
  },
})
