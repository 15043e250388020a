// A request function for guests who are bound later. One that compares takes a late refusal
// for one of the guest's token, and sends again with the user's.
const domain = 'https://api.test'
const send = (options) => new Promise((resolve, reject) => wx.request({ ...options, url: domain + options.url, success: resolve, fail: reject }))

exports.make = (compares) => {
  let login = null
  async function exchange() {
    const { code } = await wx.login()
    const answer = await send({ url: '/login', method: 'POST', data: { code } })
    if (answer.statusCode !== 200) throw new Error('login: HTTP ' + answer.statusCode)
    wx.setStorageSync('token', answer.data.data.token)
  }
  const logIn = () => (login = login || exchange().finally(() => { login = null }))
  return {
    async request({ url, method, data }) {
      for (let sends = 1; ; sends++) {
        if (!wx.getStorageSync('token')) await logIn()
        const used = wx.getStorageSync('token')
        const answer = await send({ url, method, data, header: { Authorization: used } })
        if (answer.statusCode === 401 && sends === 1) {
          if (!compares || used === wx.getStorageSync('token')) await logIn()
          continue
        }
        if (answer.statusCode !== 200) throw new Error('HTTP ' + answer.statusCode)
        if (url === '/bind') wx.setStorageSync('token', answer.data.data.token)
        return answer.data.data
      }
    },
  }
}
