// How a mini program talks to its server: logs in when it must, once, and sends again
// what was refused. Copy it, set what stands in settings, and call request from pages, upload and
// download for files; call launch in App.onLaunch, show in App.onShow, logout where the user logs out.
// The numbers in brackets are its rules; the reports of wxload refer to them.
'use strict'

const settings = {
  domains: { develop: 'http://127.0.0.1:3000', trial: 'https://trial.example.com', release: 'https://api.example.com' },
  login: '/login',
  tokenKey: 'token',
  isPublic: (url) => url.startsWith('/public'), // needs no token, and never waits for a login
  byTap: (url) => /phone/i.test(url), // sealed at a tap of the user, and never asked for again
  refused: (answer) => answer.statusCode === 401,
  refresh: { path: '', name: 'refresh_token' }, // where the server gives those: the name is a field's, and a key's in the storage
  refreshTokenOf: (answer) => answer.data.data.refresh_token,
  ticket: { path: '', name: 'ticket', of: (answer) => answer.data.data.ticket }, // where a login has two steps: the path gives it for the code
  tokenOf: (answer) => answer.data && answer.data.data && answer.data.data.token, // nothing else of a login is kept [14]
  renewedOf: (answer) => '', // a token that comes with any answer: (answer) => answer.header['X-Token']
  valueOf: (answer) => answer.data.data,
  concurrent: 9, // wx.request has ten slots: one stays free for the login [8]
  timeout: 30000, // of a request, an upload or a download
  patience: 15000, // how long a request waits for a login, in milliseconds
  checkPatience: 3000, // the same for a session check
  backoff: 1000, // after a failed login; doubled each time, up to 30 s [11]
}

function create(platform, own = {}) {
  const s = { ...settings, ...own }
  let login = null // the one that runs, a promise that all who need it share [1]
  let start = null // what the launch decides, before any request with a token leaves [2]
  let failures = 0 // logins in a row
  let logins = 0 // counts calls of login
  let dead = '' // the token that the server refused last
  let users = 0 // counts logouts: a login that a logout overtakes stores nothing [15]
  let over = false // WeChat's session is: only a login makes a new one
  let flying = 0
  const queue = []

  const token = () => platform.getStorageSync(s.tokenKey) || ''
  const ask = (name, options) =>
    new Promise((resolve, reject) => {
      const done = platform[name]({ ...options, success: resolve, fail: reject })
      if (done && done.catch) done.catch(() => {}) // Taro gives a promise besides
    })

  // within rejects where a promise takes longer: nobody waits without an end [3].
  function within(ms, what, promise) {
    let timer
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(what + ' takes too long')), ms)
    })
    return Promise.race([promise, late]).finally(() => clearTimeout(timer))
  }

  // url takes the domain from envVersion; one that is not known is an error [10].
  function url(path) {
    if (/^https?:/.test(path)) return path
    const version = platform.getAccountInfoSync().miniProgram.envVersion
    if (!s.domains[version]) throw new Error('no domain for envVersion ' + version)
    return s.domains[version] + path
  }

  // formOf is what an upload has besides; what is answered to one is a text, and to a download a file.
  const formOf = (call) => call.filePath && { filePath: call.filePath, name: call.field || 'file', formData: call.formData }
  const parsed = (text) => { try { return JSON.parse(text) } catch (e) { return text || {} } }

  // sealed is the data of a call as it may be sent: what wx.getUserInfo gave is asked for
  // anew, since a login in between changes the key [9].
  async function sealed(call, began) {
    const data = call.data
    if (!data || !data.encryptedData) return data
    if (s.byTap(call.url)) {
      if (began !== logins) throw new Error(call.url + ': sealed before a login; the user must be asked again')
      return data
    }
    for (;;) {
      const seen = logins
      if (login) await within(s.patience, 'the login', login)
      const { encryptedData, iv, rawData, signature } = await within(s.patience, 'getUserInfo', ask('getUserInfo'))
      if (seen === logins && !login) return { ...data, encryptedData, iv, ...(data.signature && { rawData, signature }) }
    }
  }

  // send takes a slot, the login's always. Files have slots of their own.
  async function send(call, used, began, isLogin) {
    const slots = call.by ? 0 : 1
    if (slots > 0 && !isLogin && flying >= s.concurrent) await new Promise((resolve) => queue.push(resolve))
    else flying += slots
    try {
      const header = { ...call.header, ...(used && { Authorization: used }) }
      const data = await sealed(call, began)
      const options = { url: url(call.url), method: call.method || 'GET', data, header, timeout: s.timeout, ...formOf(call) }
      const answer = await within(s.timeout + 5000, call.url, ask(call.by || 'request', options))
      if (call.by) answer.data = parsed(answer.data)
      const current = !call.by && used && used === token() && used !== dead // else the answer is late, and brings an older token [18]
      if (current && !s.refused(answer) && s.renewedOf(answer)) platform.setStorageSync(s.tokenKey, s.renewedOf(answer))
      return answer
    } finally {
      if (slots > 0 && queue.length > 0) queue.shift()()
      else flying -= slots
    }
  }

  // logIn begins a login, or joins the one that runs [1].
  function logIn() {
    if (!login) {
      login = exchange().finally(() => {
        login = null // also after a failure: the next request may try again [4]
      })
    }
    return login
  }

  function keep(answer, user, spent = '') {
    const fresh = answer && answer.statusCode < 300 && s.tokenOf(answer) // a 401 here is a failed login, and no reason for another [5]
    if (!fresh) return false
    failures = 0
    over = false
    if (user !== users) return true
    platform.setStorageSync(s.tokenKey, fresh)
    if (s.refresh.path) platform.setStorageSync(s.refresh.name, s.refreshTokenOf(answer) || spent)
    return true
  }

  async function exchange() {
    const user = users
    if (failures > 0) await new Promise((later) => setTimeout(later, Math.min(30000, s.backoff * 2 ** (failures - 1)) * (0.5 + Math.random() / 2)))
    try {
      const spent = s.refresh.path && !over && platform.getStorageSync(s.refresh.name) // one refresh for all, too [16]
      if (spent) {
        platform.removeStorageSync(s.refresh.name) // if the answer is lost, nobody knows whether it is spent: never send it again [17]
        const renewed = await send({ url: s.refresh.path, method: 'POST', data: { [s.refresh.name]: spent } }, '', logins, true).catch(() => null)
        if (keep(renewed, user, spent) || user !== users) return
      }
      logins++
      const { code } = await ask('login') // a new code for each POST, which leaves at once [12]
      const asked = s.ticket.path && (await send({ url: s.ticket.path, method: 'POST', data: { code } }, '', logins, true))
      const data = asked ? { [s.ticket.name]: s.ticket.of(asked) } : { code } // a ticket is sent once, as the code is
      const answer = await send({ url: s.login, method: 'POST', data }, '', logins, true)
      if (!keep(answer, user)) throw new Error('login: HTTP ' + answer.statusCode)
    } catch (reason) {
      failures++
      throw reason instanceof Error ? reason : new Error(reason.errMsg)
    }
  }

  // ready waits for what decides which token a request carries.
  async function ready() {
    if (start) await start
    // Only the current token's refusal is a reason to log in: a late answer speaks of an
    // older one [6].
    if (login || !token() || token() === dead) await logIn()
  }

  // check asks once in each start whether WeChat's session holds; without one, what
  // the device seals cannot be opened any more.
  function check() {
    if (login || !token()) return
    start = within(s.checkPatience, 'checkSession', ask('checkSession').then(() => true, () => false))
      .then((holds) => ((over = !holds) ? logIn() : undefined))
      .catch(() => {}) // the requests find out for themselves
      .finally(() => {
        start = null
      })
    return start
  }

  // request resolves with what the server answers, and rejects with an Error
  // where that is no success [13].
  async function request(call) {
    const open = s.isPublic(call.url)
    const began = logins
    if (!open) await within(s.patience, 'the login', ready())
    let used = open ? '' : token()
    let answer = await send(call, used, began)
    if (!open && s.refused(answer)) {
      if (used === token()) dead = used
      await within(s.patience, 'the login', ready())
      used = token()
      answer = await send(call, used, began) // once more, not again, and for no other failure [7]
      if (s.refused(answer) && used === token()) dead = used
    }
    if (answer.statusCode < 200 || answer.statusCode >= 300) throw new Error(call.url + ': HTTP ' + answer.statusCode)
    return call.by === 'downloadFile' ? answer.tempFilePath : s.valueOf(answer)
  }

  function logout() {
    users++
    for (const key of [s.tokenKey, s.refresh.name]) platform.removeStorageSync(key)
  }

  const file = (by) => (call) => request({ ...call, by })
  return { request, upload: file('uploadFile'), download: file('downloadFile'), launch: check, show: check, logout }
}

module.exports = typeof wx === 'undefined' ? {} : create(wx)
module.exports.create = create
