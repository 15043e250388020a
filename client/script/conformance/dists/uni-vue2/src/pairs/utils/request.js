import { login } from './login'

// A call is [error, response], as uni-app's promises are with Vue 2.
export async function request(options, again = false) {
  const [err, res] = await uni.request({ ...options })
  if (err) {
    throw new Error(err.errMsg)
  }
  if (res.data.code === 401 && !again) {
    uni.removeStorageSync('session')
    await login()
    return request(options, true)
  }
  if (res.data.code !== 0) {
    throw new Error(res.data.message)
  }
  return res.data.data
}
