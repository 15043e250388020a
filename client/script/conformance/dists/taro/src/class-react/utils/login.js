import Taro from '@tarojs/taro'

let logging = null

export function login() {
  return Taro.getStorageSync('session') ? Promise.resolve() : renew()
}

export function renew() {
  if (!logging) {
    logging = enter().finally(() => {
      logging = null
    })
  }
  return logging
}

async function enter() {
  const { code } = await Taro.login()
  const { data } = await Taro.request({ url: '/api/login', method: 'POST', data: { js_code: code } })
  if (data.code !== 0) {
    throw new Error(data.message)
  }
  Taro.setStorageSync('session', data.data)
}
