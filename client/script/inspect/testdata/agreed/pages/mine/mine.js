const { http } = require('../../utils/util.js')
Page({ data:{}, onLoad() { http({ url: '/user/me', success: (d) => this.setData({ me: d }) }) } })
