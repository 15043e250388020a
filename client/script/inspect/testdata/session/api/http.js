// 统一请求: 带 token, 过期前 60 秒自动续, 失败只登录一次
class Http {
  constructor() { this.base = 'https://api.cars.test'; this.loginTask = null }
  user() { const u = wx.getStorageSync('userInfo'); return u && u.token ? u : null }
  login() {
    if (this.loginTask) return this.loginTask
    this.loginTask = new Promise((resolve, reject) => wx.login({ success: (r) => resolve(r.code), fail: reject }))
      .then((code) => this.raw('/v2/session', 'POST', { code }, {}))
      .then((res) => {
        if (res.statusCode !== 200 || res.data.code !== 'SUCCESS') throw new Error(res.data.msg || '登录失败')
        const { token, expiresIn, uid, member } = res.data.data
        wx.setStorageSync('member', member)
        wx.setStorageSync('userInfo', { token, uid, expiresAt: Date.now() + expiresIn * 1000 })
      })
    const done = () => { this.loginTask = null }
    this.loginTask.then(done, done)
    return this.loginTask
  }
  ready() {
    const u = this.user()
    if (u && u.expiresAt > Date.now()) return Promise.resolve()
    return this.login()
  }
  raw(url, method, data, header) {
    return new Promise((success, fail) => wx.request({ url: this.base + url, method, data, header, success, fail }))
  }
  async send(url, method = 'GET', data = {}) {
    for (let i = 0; ; i++) {
      await this.ready()
      const token = this.user().token
      const res = await this.raw(url, method, data, { 'x-access-token': token })
      if (res.data && res.data.code === 'TOKEN_INVALID' && i === 0) {
        const now = this.user()
        if (now && now.token === token) wx.removeStorageSync('userInfo')
        continue
      }
      if (!res.data || res.data.code !== 'SUCCESS') throw res.data || new Error('网络异常')
      return res.data.data
    }
  }
}
module.exports = Http
