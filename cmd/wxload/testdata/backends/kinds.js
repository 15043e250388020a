// A request function for each kind of backend, with one login for all, or without. at says
// where the backend is, and under which key its token lies.
const usual = { domain: 'https://api.test', key: 'token' }
const sendTo = (domain) => (options) => new Promise((resolve, reject) => wx.request({ ...options, url: domain + options.url, success: resolve, fail: reject }))

const keepToken = (answer, key) => wx.setStorageSync(key, answer.data.data.token)
const bearer = (key) => ({ Authorization: wx.getStorageSync(key) })

const kinds = {
  // The platform keeps no cookies: they are taken from the answer, and sent in a header.
  cookie: {
    login: (code) => ({ url: '/login', method: 'POST', data: { code } }),
    keep: (answer, key) => wx.setStorageSync(key, answer.cookies.map((line) => line.split(';')[0]).join('; ')),
    header: (key) => ({ Cookie: wx.getStorageSync(key) }),
  },
  ticket: {
    ticket: (code) => ({ url: '/code', method: 'POST', data: { code } }),
    login: (ticket) => ({ url: '/login', method: 'POST', data: { ticket } }),
    keep: keepToken,
    header: bearer,
  },
  form: {
    login: (code) => ({ url: '/login', method: 'POST', data: { js_code: code }, header: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
    keep: keepToken,
    header: bearer,
  },
}

// There is no login endpoint: a request carries the code where there is no token.
async function byCode(options, locked, { domain, key }) {
  const get = (header) => sendTo(domain)({ ...options, header })
  if (locked && !wx.getStorageSync(key) && byCode.first) await byCode.first.catch(() => {})
  if (wx.getStorageSync(key)) return get({ 'X-WX-Skey': wx.getStorageSync(key) })
  byCode.first = wx.login().then(({ code }) => get({ 'X-WX-Code': code })).then((answer) => {
    if (answer.statusCode === 200) wx.setStorageSync(key, answer.data.session.skey)
    return answer
  })
  return byCode.first
}

exports.make = (name, locked, at = usual) => {
  const kind = kinds[name]
  const send = sendTo(at.domain)
  if (name === 'code') {
    return {
      async request({ url, method, data }) {
        const answer = await byCode({ url, method, data }, locked, at)
        if (answer.statusCode !== 200) throw new Error('HTTP ' + answer.statusCode)
        return answer.data.data
      },
    }
  }
  let login = null
  let step = null
  // With a lock on the first step only, each request trades the one ticket.
  async function first() {
    const { code } = await wx.login()
    if (!kind.ticket) return code
    const answer = await send(kind.ticket(code))
    if (answer.statusCode !== 200) throw new Error('ticket: HTTP ' + answer.statusCode)
    return answer.data.data.ticket
  }
  async function exchange() {
    if (locked === 'first') step = step || first()
    const answer = await send(kind.login(await (step || first())))
    if (answer.statusCode !== 200) throw new Error('login: HTTP ' + answer.statusCode)
    kind.keep(answer, at.key)
  }
  function logIn() {
    if (locked !== true) return exchange()
    login = login || exchange().finally(() => { login = null })
    return login
  }
  return {
    async request({ url, method, data }) {
      for (let sends = 1; ; sends++) {
        if (!wx.getStorageSync(at.key)) await logIn()
        const answer = await send({ url, method, data, header: kind.header(at.key) })
        if (answer.statusCode === 401 && sends === 1) wx.removeStorageSync(at.key)
        else if (answer.statusCode !== 200) throw new Error('HTTP ' + answer.statusCode)
        else return answer.data.data
      }
    },
  }
}
