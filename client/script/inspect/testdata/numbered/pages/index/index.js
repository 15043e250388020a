var http = require('../../utils/http.js')
Page({
  data: { days: 0, rank: [] },
  onShow: function () {
    var self = this
    http({ url: '/clock/days' }).then(function (d) { self.setData({ days: d.days }) })
    http({ url: '/clock/rank' }).then(function (d) { self.setData({ rank: d.slice(0, 10) }) })
  },
  clockIn: function () { var self = this; http({ url: '/clock/in', method: 'POST' }).then(function () { self.onShow() }) }
})
