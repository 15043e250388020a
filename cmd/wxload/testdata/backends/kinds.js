// A request function for each kind of backend, with one login for all, or without.
const domain = 'https://api.test'
const send = (options) => new Promise((resolve, reject) => wx.request({ ...options, url: domain + options.url, success: resolve, fail: reject }))

const keepToken = (answer) => wx.setStorageSync('token', answer.data.data.token)
const bearer = () => ({ Authorization: wx.getStorageSync('token') })

const kinds = {
  // The platform keeps no cookies: they are taken from the answer, and sent in a header.
  cookie: {
    login: (code) => ({ url: '/login', method: 'POST', data: { code } }),
    keep: (answer) => wx.setStorageSync('token', answer.cookies.map((line) => line.split(';')[0]).join('; ')),
    header: () => ({ Cookie: wx.getStorageSync('token') }),
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
async function byCode(options, locked) {
  const get = (header) => send({ ...options, header })
  if (locked && !wx.getStorageSync('token') && byCode.first) await byCode.first.catch(() => {})
  if (wx.getStorageSync('token')) return get({ 'X-WX-Skey': wx.getStorageSync('token') })
  byCode.first = wx.login().then(({ code }) => get({ 'X-WX-Code': code })).then((answer) => {
    if (answer.statusCode === 200) wx.setStorageSync('token', answer.data.session.skey)
    return answer
  })
  return byCode.first
}

exports.make = (name, locked) => {
  const kind = kinds[name]
  if (name === 'code') {
    return {
      async request({ url, method, data }) {
        const answer = await byCode({ url, method, data }, locked)
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
    kind.keep(answer)
  }
  function logIn() {
    if (locked !== true) return exchange()
    login = login || exchange().finally(() => { login = null })
    return login
  }
  return {
    async request({ url, method, data }) {
      for (let sends = 1; ; sends++) {
        if (!wx.getStorageSync('token')) await logIn()
        const answer = await send({ url, method, data, header: kind.header() })
        if (answer.statusCode === 401 && sends === 1) wx.removeStorageSync('token')
        else if (answer.statusCode !== 200) throw new Error('HTTP ' + answer.statusCode)
        else return answer.data.data
      }
    },
  }
}
