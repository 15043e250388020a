import Taro from '@tarojs/taro'

const BASE = 'https://shop.example.com'

let logging = null

function send(method, path, data) {
  const token = Taro.getStorageSync('token')
  return Taro.request({
    url: BASE + path,
    method,
    data,
    header: token ? { Authorization: 'Bearer ' + token } : {}
  })
}

async function enter() {
  const { code } = await Taro.login()
  const answer = await send('POST', '/api/login', { code })
  if (answer.statusCode !== 200) {
    throw new Error('login: status ' + answer.statusCode)
  }
  Taro.setStorageSync('token', answer.data.data.token)
}

export function login() {
  logging = logging || enter().finally(() => {
    logging = null
  })
  return logging
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
