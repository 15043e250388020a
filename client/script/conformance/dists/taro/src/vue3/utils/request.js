import Taro from '@tarojs/taro'
import { login } from './login'

export async function request(options, again = false) {
  const { data } = await Taro.request(options)
  if (data.code === 401 && !again) {
    Taro.removeStorageSync('session')
    await login()
    return request(options, true)
  }
  if (data.code !== 0) {
    throw new Error(data.message)
  }
  return data.data
}
