// A queue of the options themselves, which carry their callbacks.
const { HOST, login } = require('./common')
let running = false
let waiting = []

const go = (options) => {
  options.header = { Authorization: wx.getStorageSync('token') || 'none' }
  wx.request(options)
}

exports.request = (call) =>
  new Promise((resolve, reject) => {
    const options = {
      url: HOST + call.url,
      method: call.method,
      data: call.data,
      fail: reject,
      success(answer) {
        if (answer.statusCode !== 401) return resolve(answer.data)
        waiting.unshift(options)
        if (running) return
        running = true
        login().then(() => {
          running = false
          const all = waiting
          waiting = []
          all.forEach(go)
        })
      },
    }
    go(options)
  })
