// Runs a bundled wrapper under a simulated wx, in virtual time, on Node's own
// JavaScript: node world.mjs BUNDLE SITUATIONS. Prints the counts of each situation.
//
// The rules are those of the Go test beside it: events run in the order of (time,
// insertion), the microtasks are drained after each; a call acts on the server after
// half of its latency.
import { readFileSync } from 'node:fs'
import vm from 'node:vm'

const [, , bundle, situations] = process.argv
const code = readFileSync(bundle, 'utf8')
const lines = []
process.on('unhandledRejection', () => {})

async function run(situation) {
  const counts = { logins: 0, posts: 0, checks: 0, infos: 0, sends: 0, resolved: 0, rejected: 0, never: 0, sent: {} }
  const queue = []
  let now = 0
  let seq = 0
  const at = (time, f) => {
    const event = { time, seq: seq++, f }
    queue.push(event)
    return event
  }
  const after = (ms, f) => at(now + ms, f)

  // the server
  let issued = 0
  let codes = 0
  const fresh = new Set()
  const valid = new Set()
  const magic = 'F2C224D4-2BCE-4C64-AF9F-A6D872000D1A'
  const serve = (r) => {
    if (!r.url.endsWith('/login')) {
      const given = r.header.authorization || r.header['x-wx-skey']
      if (valid.has(given)) return { status: 200, body: { code: 0, data: { name: r.url.split('/').pop() } } }
      return { status: 401, body: { code: -1, error: 'ERR_INVALID_SESSION', [magic]: 1 } }
    }
    if (situation.loginFails) return { status: 500, body: { code: 1, message: 'no' } }
    const code = r.header['x-wx-code'] || (r.data && r.data.code)
    if (!fresh.delete(code)) return { status: 400, body: { code: 2 } }
    const token = 't' + ++issued
    if (!situation.alwaysExpired) valid.add(token)
    return { status: 200, body: { code: 0, data: { token, skey: token, userinfo: {} }, session: { id: '1', skey: token }, [magic]: 1 } }
  }

  // wx
  const storage = new Map()
  const copy = (v) => (v === undefined ? v : JSON.parse(JSON.stringify(v)))
  const tell = (o, name, result) => {
    if (o[name]) o[name](result)
    if (o.complete) o.complete(result)
  }
  const wx = {
    getStorageSync: (key) => (storage.has(key) ? copy(storage.get(key)) : ''),
    setStorageSync: (key, value) => void storage.set(key, copy(value)),
    removeStorageSync: (key) => void storage.delete(key),
    login(o) {
      counts.logins++
      let code
      after(15, () => {
        if (!situation.wxLoginFails) fresh.add((code = 'c' + ++codes))
      })
      after(30, () => (code ? tell(o, 'success', { code, errMsg: 'login:ok' }) : tell(o, 'fail', { errMsg: 'login:fail' })))
    },
    checkSession(o) {
      counts.checks++
      after(20, () => tell(o, 'success', { errMsg: 'checkSession:ok' }))
    },
    getUserInfo(o) {
      counts.infos++
      after(30, () => tell(o, 'success', { userInfo: {}, encryptedData: 'e', iv: 'i', errMsg: 'getUserInfo:ok' }))
    },
    request(o) {
      const header = {}
      for (const key of Object.keys(o.header || {})) header[key.toLowerCase()] = String(o.header[key])
      const r = { url: o.url.split('?')[0], header, data: typeof o.data === 'string' ? JSON.parse(o.data || 'null') : o.data }
      const login = r.url.endsWith('/login')
      const name = r.url.split('/').pop()
      let latency = 100
      if (login) {
        counts.posts++
      } else {
        counts.sends++
        const n = (counts.sent[name] = (counts.sent[name] || 0) + 1)
        latency = ((situation.latencies || {})[name] || [])[n - 1] || 50
      }
      let answer
      after(latency / 2, () => (answer = serve(r)))
      after(latency, () => tell(o, 'success', { data: copy(answer.body), statusCode: answer.status, header: {}, cookies: [], errMsg: 'request:ok' }))
      return { abort() {}, onHeadersReceived() {}, offHeadersReceived() {}, onProgressUpdate() {} }
    },
    getSystemInfoSync: () => ({ platform: 'ios', SDKVersion: '3.6.0' }),
    getAccountInfoSync: () => ({ miniProgram: { envVersion: 'develop' } }),
    canIUse: () => true,
    getNetworkType: (o) => void after(0, () => tell(o, 'success', { networkType: 'wifi', errMsg: 'getNetworkType:ok' })),
    uploadFile() {},
    downloadFile() {},
  }

  for (const name of ['AppShow', 'AppHide', 'NetworkStatusChange', 'SocketOpen', 'SocketMessage', 'SocketError', 'SocketClose']) wx['on' + name] = () => {}

  // the app
  let depth = 0
  const timer = (f, ms, ...values) => {
    const mine = depth + 1
    return after(mine > 5 ? Math.max(Number(ms) || 0, 4) : Number(ms) || 0, () => {
      depth = mine
      f(...values)
    })
  }
  const clear = (event) => {
    const i = queue.indexOf(event)
    if (i >= 0) queue.splice(i, 1)
  }
  const module = { exports: {} }
  const quiet = Object.fromEntries(['log', 'info', 'warn', 'error', 'debug'].map((name) => [name, () => {}]))
  const context = vm.createContext({ wx, module, exports: module.exports, setTimeout: timer, clearTimeout: clear, console: quiet })
  context.global = context
  if (code.includes('uni.')) context.uni = wx
  vm.runInContext(code, context)

  const settled = new Map()
  for (const action of situation.actions) {
    at(action.at, () => {
      if (action.expire) {
        valid.clear()
        return
      }
      settled.set(action.request, 'never')
      const end = (how) => () => {
        if (settled.get(action.request) === 'never') settled.set(action.request, how)
      }
      module.exports
        .request({ name: action.request, url: '/api/' + action.request, method: 'GET', identity: true })
        .then(end('resolved'), end('rejected'))
    })
  }
  while (queue.length > 0) {
    queue.sort((a, b) => a.time - b.time || a.seq - b.seq)
    const event = queue.shift()
    if (event.time > situation.horizon) break
    now = event.time
    await new Promise((done) =>
      setImmediate(() => {
        setImmediate(done)
        depth = 0
        event.f()
      }),
    )
  }
  for (const how of settled.values()) counts[how]++
  return counts
}

for (const situation of JSON.parse(readFileSync(situations, 'utf8'))) lines.push(await run(situation))
console.log(JSON.stringify(lines))
