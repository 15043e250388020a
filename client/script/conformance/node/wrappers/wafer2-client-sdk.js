const qcloud = require('wafer2-client-sdk')
const HOST = 'http://127.0.0.1:3000'

qcloud.setLoginUrl(HOST + '/login')

exports.request = (call) =>
  new Promise((resolve, fail) => {
    qcloud.request({ url: HOST + call.url, login: !wx.getStorageSync("weapp_session_F2C224D4-2BCE-4C64-AF9F-A6D872000D1A"), success: (answer) => resolve(answer.data), fail })
  })
