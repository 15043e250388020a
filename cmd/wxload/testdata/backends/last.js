// Takes the token of whatever answer comes last. What is fast leaves a little later, and
// asks for /go then, after which the answer to what is slow may come.
// Where the backend is, and under which key its token lies.
exports.at = { domain: 'https://api.test', key: 'token' }
const send = (options) => new Promise((resolve, reject) => wx.request({ ...options, url: exports.at.domain + options.url, success: resolve, fail: reject }))
let login = null

async function exchange() {
  const { code } = await wx.login()
  const answer = await send({ url: '/login', method: 'POST', data: { code } })
  if (answer.statusCode !== 200) throw new Error('login: HTTP ' + answer.statusCode)
  wx.setStorageSync(exports.at.key, answer.data.data.token)
}

// takes tells whether the token of an answer is taken, by the one that its request carried.
exports.takes = () => true

async function ask(url) {
  const used = wx.getStorageSync(exports.at.key)
  const answer = await send({ url, header: { Authorization: used } })
  if (answer.statusCode !== 200) throw new Error('HTTP ' + answer.statusCode)
  if (answer.header['x-token'] && exports.takes(used)) wx.setStorageSync(exports.at.key, answer.header['x-token'])
  return answer.data.data
}

exports.request = async ({ url }) => {
  if (!wx.getStorageSync(exports.at.key)) await (login = login || exchange())
  const fast = /fast$/.test(url)
  if (fast) await new Promise((later) => setTimeout(later, 30))
  const data = await ask(url)
  if (fast) await ask('/go')
  return data
}
