// One login for two backends: whoever comes second waits for the first one's.
const at = (url) => (url.startsWith('https://pay.test') ? { domain: 'https://pay.test', path: url.slice(16), key: 'paid', login: { code: 'code' } } : { domain: 'https://api.test', path: url, key: 'token' })
const send = (options) => new Promise((resolve, reject) => wx.request({ ...options, success: resolve, fail: reject }))
let login = null
async function exchange({ domain, key }) {
  const { code } = await wx.login()
  const answer = key === 'paid' ? await send({ url: domain + '/login', method: 'POST', data: { code } })
    : await send({ url: domain + '/login', method: 'POST', data: { js_code: code }, header: { 'Content-Type': 'application/x-www-form-urlencoded' } })
  if (answer.statusCode !== 200) throw new Error('HTTP ' + answer.statusCode)
  wx.setStorageSync(key, key === 'paid' ? answer.cookies.map((line) => line.split(';')[0]).join('; ') : answer.data.data.token)
}
exports.request = async ({ url, method, data }) => {
  const to = at(url)
  if (!wx.getStorageSync(to.key)) await (login = login || exchange(to).finally(() => { login = null }))
  const token = wx.getStorageSync(to.key)
  const answer = await send({ url: to.domain + to.path, method, data, header: to.key === 'paid' ? { Cookie: token } : { Authorization: token } })
  if (answer.statusCode !== 200) throw new Error('HTTP ' + answer.statusCode)
  return answer.data.data
}
