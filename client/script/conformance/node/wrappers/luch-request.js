import Request from 'luch-request'
import { HOST, token, login } from './common.js'

const http = new Request({ baseURL: HOST })
const plain = new Request({ baseURL: HOST })

http.interceptors.request.use((config) => {
  config.header = { ...config.header, Authorization: token() }
  return config
})

http.interceptors.response.use(
  (response) => response.data,
  async (response) => {
    if (response.statusCode !== 401 || response.config.custom.again) return Promise.reject(response)
    await login((data) => plain.post('/login', data).then((r) => r.data))
    return http.request({ ...response.config, custom: { again: true } })
  },
)

export const request = (call) => http.get(call.url, { custom: {} })
