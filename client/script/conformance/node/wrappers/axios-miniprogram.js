import axios from 'axios-miniprogram'
import { HOST, token, login } from './common.js'

axios.defaults.baseURL = HOST
const http = axios.create({ baseURL: HOST })

http.interceptors.request.use((config) => {
  config.headers = { ...config.headers, Authorization: token() }
  return config
})

http.interceptors.response.use(
  (response) => response.data,
  async (error) => {
    const { response, config } = error
    if (!response || response.status !== 401 || config.again) throw error
    await login((data) => axios.post('/login', data).then((r) => r.data))
    return http.request({ ...config, again: true })
  },
)

export const request = (call) => http.get(call.url)
