var qcloud = require('wafer2-client-sdk')

exports.get = (url) => new Promise((success, fail) => {
  qcloud.request({ url, login: false, success: (r) => success(r.data), fail })
})
