const { fetch } = require('../../utils/fetch')

Page({
  onShow() {
    fetch('/rows').then((rows) => this.setData({ rows }))
  },
})
