import Fly from 'flyio/dist/npm/wx'
import { HOST, token } from './common.js'

const fly = new Fly()
const plain = new Fly()
fly.config.baseURL = plain.config.baseURL = HOST
let running = false

async function login() {
  if (running) return false
  running = true
  wx.removeStorageSync('token')
  const { code } = await new Promise((success, fail) => wx.login({ success, fail }))
  const answer = await plain.post('/login', { code })
  wx.setStorageSync('token', answer.data.data.token)
  running = false
  return true
}

fly.interceptors.request.use(async (request) => {
  if (!token()) {
    fly.lock()
    await login()
    fly.unlock()
  }
  request.headers.Authorization = token()
  return request
})

fly.interceptors.response.use(
  (response) => response.data,
  async (error) => {
    if (error.status !== 401) return Promise.reject(error)
    fly.lock()
    wx.removeStorageSync('token')
    if (await login()) fly.unlock()
    return fly.request(error.request)
  },
)

export const request = (call) => fly.get(call.url)
