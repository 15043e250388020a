// A developer server of one kind, KIND. WX is the WeChat API, PORT where it listens; it
// prints a line when it does. GET /stat is its own view of what clients did.
const http = require('http')
const crypto = require('crypto')

const app = process.env.APPID, secret = process.env.SECRET
const tokens = new Map() // token -> {openid, n, used}
const newest = new Map() // openid -> the number of the newest token that a request has brought
const held = new Map() // openid -> lets go of its answer to /slow
const stat = { logins: 0, regressed: 0, reused: 0 }
let issued = 0

const wechat = (method, path, data) => new Promise((resolve, reject) => http.request(process.env.WX + path, { method }, (answer) => {
  let text = ''
  answer.on('data', (part) => { text += part }).on('end', () => resolve(JSON.parse(text)))
}).on('error', reject).end(data && JSON.stringify(data)))

const session = (code) => wechat('GET',
  `/sns/jscode2session?appid=${app}&secret=${secret}&js_code=${encodeURIComponent(code)}&grant_type=authorization_code`)

function issue(openid) {
  const token = crypto.randomBytes(12).toString('hex')
  tokens.set(token, { openid, n: ++issued, used: false })
  return token
}

// follow counts a token that comes for the first time after a newer one.
function follow(token) {
  if (token.used) return
  token.used = true
  if (token.n < (newest.get(token.openid) || 0)) stat.regressed++
  else newest.set(token.openid, token.n)
}

const unauthorized = { status: 401, body: { code: 401 } }

const kinds = {
  // Each answer but that to /go brings a new token, in a header. The answer to /slow comes after /go, or late.
  renewed: {
    async login({ body }) {
      const { openid } = await session(body.code)
      if (!openid) return { status: 400, body: { code: 400 } }
      stat.logins++
      return { body: { code: 0, data: { token: issue(openid) } } }
    },
    async serve({ path, headers }) {
      const token = tokens.get(headers.authorization)
      if (!token) return unauthorized
      follow(token)
      const body = { code: 0, data: { path } }
      if (path === '/go') {
        if (held.has(token.openid)) held.get(token.openid)()
        return { body }
      }
      const answer = { headers: { 'x-token': issue(token.openid) }, body }
      if (path === '/slow') await new Promise((go) => { held.set(token.openid, go); setTimeout(go, 400) })
      return answer
    },
  },
}

// byCode is a login with a code, which may come in several ways; brings makes the answer.
async function byCode(code, brings) {
  const { openid } = await session(code)
  if (!openid) return { status: 400, body: { code: 400 } }
  stat.logins++
  return brings(issue(openid))
}

const ok = (data) => ({ body: { code: 0, data } })
const served = (token) => (tokens.has(token) ? ok({ openid: tokens.get(token).openid }) : unauthorized)
const cookieOf = (header) => (/(?:^|; )sid=([^;]*)/.exec(header || '') || [])[1]

// The token is a cookie.
kinds.cookie = {
  login: ({ body }) => byCode(body.code, (token) => ({ headers: { 'set-cookie': ['theme=dark', `sid=${token}; Path=/; HttpOnly`] }, body: { code: 0 } })),
  serve: async ({ headers }) => served(cookieOf(headers.cookie)),
}

// The login is a form.
kinds.form = {
  login: ({ body, headers }) => (/form/.test(headers['content-type']) ? byCode(body.js_code, (token) => ok({ token })) : { status: 415, body: {} }),
  serve: async ({ headers }) => served(headers.authorization),
}

// A login takes the code of a tap on getPhoneNumber, too, and is good where WeChat knows both.
kinds.phone = {
  async login({ body }) {
    const { access_token: access } = await wechat('GET', `/cgi-bin/token?grant_type=client_credential&appid=${app}&secret=${secret}`)
    const phone = await wechat('POST', `/wxa/business/getuserphonenumber?access_token=${access}`, { code: body.phone.code })
    if (!phone.phone_info) return { status: 400, body: { code: 400, msg: phone.errmsg } }
    return byCode(body.code, (token) => ok({ token, phone: phone.phone_info.purePhoneNumber }))
  },
  serve: async ({ headers }) => served(headers.authorization),
}

// A login has two steps: a ticket for the code, and a token for the ticket, once.
const tickets = new Map() // ticket -> openid, or null where it is spent
kinds.ticket = {
  async code({ body }) {
    const { openid } = await session(body.code)
    if (!openid) return { status: 400, body: { code: 400 } }
    const ticket = crypto.randomBytes(12).toString('hex')
    tickets.set(ticket, openid)
    return ok({ ticket })
  },
  async login({ body }) {
    const openid = tickets.get(body.ticket)
    if (!openid) {
      if (openid === null) stat.reused++
      return { status: 400, body: { code: 400 } }
    }
    tickets.set(body.ticket, null)
    stat.logins++
    return ok({ token: issue(openid) })
  },
  serve: async ({ headers }) => served(headers.authorization),
}

// A login makes a guest, whom /bind makes a user: with another token, and the guest's is dead
// from then on. The answer to /slow comes after that to /bind, or late.
kinds.guest = {
  login: ({ body }) => byCode(body.code, (token) => ok({ token })),
  async serve({ path, headers }) {
    const token = headers.authorization
    const { openid } = tokens.get(token) || {}
    if (path === '/slow') await new Promise((go) => { held.set(openid, go); setTimeout(go, openid ? 2000 : 200) })
    if (path !== '/bind' || !openid) return served(token)
    tokens.delete(token)
    setTimeout(() => { if (held.has(openid)) held.get(openid)() }, 200)
    return ok({ token: issue(openid) })
  },
}

// There is no login endpoint: a request may carry a code in the place of a token, and is
// served; its answer has the token.
kinds.code = {
  async serve({ headers }) {
    const code = headers['x-wx-code']
    if (!code) return served(headers['x-wx-skey'])
    return byCode(code, (token) => ({ body: { code: 0, data: { openid: tokens.get(token).openid }, session: { skey: token } } }))
  },
}

const kind = kinds[process.env.KIND]

function handle(request) {
  if (request.path === '/stat') return { body: stat }
  if (request.path === '/login' && kind.login) return kind.login(request)
  if (request.path === '/code' && kind.code) return kind.code(request)
  return kind.serve(request)
}

http.createServer((r, w) => {
  let text = ''
  r.on('data', (part) => { text += part }).on('end', async () => {
    const [path, query] = r.url.split('?')
    const body = /json/.test(r.headers['content-type']) && text ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text))
    const { status = 200, headers, body: answer } = await handle({ path, query: new URLSearchParams(query), headers: r.headers, body })
    w.writeHead(status, { 'content-type': 'application/json', ...headers })
    w.end(JSON.stringify(answer))
  })
}).listen(Number(process.env.PORT || 0), '127.0.0.1', function () {
  console.log('listening on http://127.0.0.1:' + this.address().port)
})
