let logging = null

export function login() {
  logging = logging || enter().finally(() => {
    logging = null
  })
  return logging
}

async function enter() {
  const [failed, { code } = {}] = await uni.login()
  if (failed) {
    throw new Error(failed.errMsg)
  }
  const [err, res] = await uni.request({ url: '/api/login', method: 'POST', data: { js_code: code } })
  if (err || res.data.code !== 0) {
    throw new Error(err ? err.errMsg : res.data.message)
  }
  uni.setStorageSync('session', res.data.data)
}
