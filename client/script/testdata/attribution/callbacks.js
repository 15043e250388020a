// No promise anywhere.
const { HOST } = require('./common')
let waiting = null

function login(done) {
  if (waiting) {
    waiting.push(done)
    return
  }
  waiting = [done]
  wx.login({
    success({ code }) {
      wx.request({
        url: HOST + '/login',
        method: 'POST',
        data: { code },
        success({ data }) {
          wx.setStorageSync('token', data.token)
          const all = waiting
          waiting = null
          for (const f of all) f()
        },
      })
    },
  })
}

exports.request = function request(call, { success, fail }) {
  wx.request({
    url: HOST + call.url,
    method: call.method,
    data: call.data,
    header: { Authorization: wx.getStorageSync('token') || 'none' },
    success(answer) {
      if (answer.statusCode === 401) login(() => request(call, { success, fail }))
      else success(answer.data)
    },
    fail,
  })
}
