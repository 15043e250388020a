const BASE = 'https://shop.example.com'

let busy = false // a login is under way
let queue = [] // of those that wait for it

function send(method, path, data) {
  const token = uni.getStorageSync('token')
  return new Promise((resolve, reject) => {
    uni.request({
      url: BASE + path,
      method,
      data,
      header: token ? { Authorization: 'Bearer ' + token } : {},
      success: resolve,
      fail: reject
    })
  })
}

function release(err) {
  const waiting = queue
  queue = []
  busy = false
  waiting.forEach((done) => done(err))
}

async function enter() {
  try {
    const code = await new Promise((resolve, reject) => {
      uni.login({ provider: 'weixin', success: (res) => resolve(res.code), fail: reject })
    })
    const answer = await send('POST', '/api/login', { code })
    if (answer.statusCode !== 200) {
      throw new Error('login: status ' + answer.statusCode)
    }
    uni.setStorageSync('token', answer.data.data.token)
    release()
  } catch (err) {
    release(err)
  }
}

// login is one for all who ask for it while it is under way.
export function login() {
  return new Promise((resolve, reject) => {
    queue.push((err) => (err ? reject(err) : resolve()))
    if (!busy) {
      busy = true
      enter()
    }
  })
}

async function request(method, path, data) {
  let answer = await send(method, path, data)
  if (answer.statusCode === 401) {
    await login()
    answer = await send(method, path, data)
  }
  if (answer.statusCode !== 200) {
    throw new Error(path + ': status ' + answer.statusCode)
  }
  return answer.data.data
}

export const get = (path, data) => request('GET', path, data)
export const post = (path, data) => request('POST', path, data)
