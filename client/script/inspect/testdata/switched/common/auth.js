import { BASE } from './const'
let token = ''
let refreshing = false
let queue = []
export const auth = {
  init() { token = wx.getStorageSync('user_token') || '' },
  header() { return token ? { token } : {} },
  relogin(cb) {
    queue.push(cb)
    if (refreshing) return
    refreshing = true
    token = ''
    wx.login({
      success({ code }) {
        wx.request({
          url: BASE + '/wx/login?code=' + code,
          method: 'POST',
          success({ data }) {
            token = data.data.token
            wx.setStorage({ key: 'user_token', data: token })
            refreshing = false
            const q = queue
            queue = []
            q.forEach((f) => f())
          },
        })
      },
    })
  },
}
