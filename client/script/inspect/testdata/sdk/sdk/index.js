const KEY = 'sdk_session'
let loginUrl = ''

function login(options) {
  wx.login({
    success({ code }) {
      wx.request({
        url: loginUrl,
        header: { 'X-WX-Code': code },
        success({ data }) {
          wx.setStorageSync(KEY, data.session)
          options.success()
        },
        fail: options.fail,
      })
    },
    fail: options.fail,
  })
}

function request(options) {
  let again = false
  const doRequest = () => {
    const session = wx.getStorageSync(KEY) || {}
    wx.request(Object.assign({}, options, {
      header: { 'X-WX-Id': session.id, 'X-WX-Skey': session.skey },
      success(res) {
        if (res.data.code === -1 && !again) {
          again = true
          wx.removeStorageSync(KEY)
          login({ success: doRequest, fail: options.fail })
          return
        }
        options.success(res)
      },
    }))
  }
  if (options.login && !wx.getStorageSync(KEY)) login({ success: doRequest, fail: options.fail })
  else doRequest()
}

exports.setLoginUrl = (url) => { loginUrl = url }
exports.request = request
