import { REQUEST, setConfig } from 'miniprogram-network'
import { HOST, token, login } from './common.js'

setConfig('baseURL', HOST)
REQUEST.Defaults.transformResponse = (answer) => (answer.statusCode < 300 ? answer.data : Promise.reject(answer))

const get = (url) => REQUEST.get(url, undefined, { headers: { Authorization: token() } })

export async function request(call) {
  try {
    return await get(call.url)
  } catch (answer) {
    if (answer.statusCode !== 401) throw answer
    await login((data) => REQUEST.post('/login', data))
    return get(call.url)
  }
}
