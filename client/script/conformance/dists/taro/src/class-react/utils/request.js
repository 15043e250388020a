import Taro from '@tarojs/taro'
import { login, renew } from './login'

export default async function request(url, data, method = 'GET', again = false) {
  await login()
  const res = await Taro.request({ url, method, data })
  if (res.data.code === 401 && !again) {
    await renew()
    return request(url, data, method, true)
  }
  if (res.data.code !== 0) {
    throw new Error(res.data.message)
  }
  return res.data.data
}
