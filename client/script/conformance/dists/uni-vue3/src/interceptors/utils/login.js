let logging = null

export function login() {
  logging = logging || enter().finally(() => {
    logging = null
  })
  return logging
}

async function enter() {
  const { code } = await uni.login()
  const { data } = await uni.request({ url: '/api/login', method: 'POST', data: { js_code: code } })
  if (data.code !== 0) {
    throw new Error(data.message)
  }
  uni.setStorageSync('session', data.data)
}
