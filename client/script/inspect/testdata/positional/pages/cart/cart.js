const { request } = require('../../utils/util')
const api = require('../../config/api')

Page({
  data: { list: [] },
  onLoad() {
    request(api.Cart).then((res) => {
      if (res.errno === 0) this.setData({ list: res.data.list.map((x) => x.id) })
    })
  },
})
