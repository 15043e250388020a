const qcloud = require('wafer-client-sdk')
const HOST = 'http://127.0.0.1:3000'

qcloud.setLoginUrl(HOST + '/login')

exports.request = (call) =>
  new Promise((resolve, fail) => {
    qcloud.request({ url: HOST + call.url, login: true, success: (answer) => resolve(answer.data), fail })
  })
