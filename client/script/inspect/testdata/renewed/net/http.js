const HOST = 'https://renewed.test/api'
let renewing = null
const read = () => wx.getStorageSync('auth') || {}
const send = (o) => new Promise((resolve, reject) => wx.request({ ...o, url: HOST + o.url, success: resolve, fail: reject }))
function once(f) { if (!renewing) { renewing = f().finally(() => { renewing = null }) } return renewing }
async function doLogin() {
  const { code } = await wx.login()
  const { data } = await send({ url: '/login', method: 'POST', data: { code } })
  if (!data.success) throw data
  wx.setStorageSync('auth', { access: data.result.access_token, refresh: data.result.refresh_token, time: Date.now() })
}
async function doRefresh() {
  const { refresh } = read()
  if (!refresh) return doLogin()
  const { data, statusCode } = await send({ url: '/refresh', method: 'POST', data: { refresh_token: refresh } })
  if (statusCode === 200 && data.success) wx.setStorageSync('auth', { access: data.result.access_token, refresh: data.result.refresh_token, time: Date.now() })
  else return doLogin()
}
export default class Http {
  static login() { return once(doLogin) }
  static async call(url, data, method = 'GET') {
    if (renewing) await renewing
    if (!read().access) await Http.login()
    let used = read().access
    let res = await send({ url, data, method, header: { Authorization: 'Bearer ' + used } })
    if (res.statusCode === 401) {
      if (renewing) await renewing
      else if (read().access === used) await once(doRefresh)
      res = await send({ url, data, method, header: { Authorization: 'Bearer ' + read().access } })
    }
    if (res.statusCode !== 200 || !res.data.success) throw res.data
    return res.data.result
  }
}
