const sdk = require('../../sdk/index')

Page({
  onLoad() {
    sdk.request({
      login: true,
      url: 'https://sdk.test/orders',
      success: ({ data }) => this.setData({ name: data.data.name }),
      fail() {},
    })
  },
})
