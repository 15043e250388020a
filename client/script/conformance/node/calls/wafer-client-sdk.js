var qcloud = require('wafer-client-sdk')

exports.get = (url) => new Promise((success, fail) => {
  qcloud.request({ url, login: false, success: (r) => success(r.data), fail })
})
