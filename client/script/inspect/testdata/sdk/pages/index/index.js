const sdk = require('../../sdk/index')

Page({
  onLoad() {
    sdk.request({
      login: true,
      url: 'https://sdk.test/index',
      success: ({ data }) => this.setData({ name: data.data.name }),
      fail() {},
    })
  },
})
