// A developer server whose refresh tokens work once. WX is the WeChat API, PORT where it
// listens; it prints a line when it does. GET /stat is its own view of what clients did.
const http = require('http')
const crypto = require('crypto')

const app = process.env.APPID, secret = process.env.SECRET
const access = new Map() // token -> openid
const refresh = new Map() // refresh token -> {openid, spent}
const stat = { logins: 0, refreshes: 0, reused: 0 }

const random = () => crypto.randomBytes(12).toString('hex')
const session = (code) => new Promise((resolve, reject) => http.get(
  `${process.env.WX}/sns/jscode2session?appid=${app}&secret=${secret}&js_code=${encodeURIComponent(code)}&grant_type=authorization_code`,
  (answer) => {
    let text = ''
    answer.on('data', (part) => { text += part }).on('end', () => resolve(JSON.parse(text)))
  }).on('error', reject))

function issue(openid) {
  const pair = { token: random(), refresh_token: random() }
  access.set(pair.token, openid)
  refresh.set(pair.refresh_token, { openid, spent: false })
  return pair
}

async function handle(path, body, header) {
  if (path === '/stat') return [200, stat]
  if (path === '/login') {
    const { openid } = await session(body.code)
    if (!openid) return [400, { code: 400 }]
    stat.logins++
    return [200, { code: 0, data: issue(openid) }]
  }
  if (path === '/refresh') {
    const held = refresh.get(body.refresh_token)
    if (held && held.spent) stat.reused++
    if (!held || held.spent) return [401, { code: 401 }]
    held.spent = true
    stat.refreshes++
    await new Promise((later) => setTimeout(later, 100)) // a slow database
    return [200, { code: 0, data: issue(held.openid) }]
  }
  const openid = access.get(header.authorization)
  return openid ? [200, { code: 0, data: { openid } }] : [401, { code: 401 }]
}

http.createServer((request, answer) => {
  let text = ''
  request.on('data', (part) => { text += part }).on('end', async () => {
    const [status, body] = await handle(request.url, text ? JSON.parse(text) : {}, request.headers)
    answer.writeHead(status, { 'content-type': 'application/json' })
    answer.end(JSON.stringify(body))
  })
}).listen(Number(process.env.PORT || 0), '127.0.0.1', function () {
  console.log('listening on http://127.0.0.1:' + this.address().port)
})
