import { baseURL } from './env'

let refreshing = false
let waiting = []

const send = (options) =>
  new Promise((success, fail) => {
    const token = wx.getStorageSync('access_token')
    const header = token ? { Authorization: `Bearer ${token}` } : {}
    wx.request({ ...options, url: baseURL + options.url, header, success, fail })
  })

export async function login() {
  const { code } = await wx.login()
  const { data } = await send({ url: '/auth/wechat', method: 'POST', data: { js_code: code } })
  wx.setStorageSync('access_token', data.result.access_token)
  wx.setStorageSync('refresh_token', data.result.refresh_token)
}

export async function request(options) {
  const res = await send(options)
  if (res.statusCode === 401) {
    if (!refreshing) {
      refreshing = true
      const fresh = await request({ url: '/auth/refresh', method: 'POST', data: { refresh_token: wx.getStorageSync('refresh_token') } })
      wx.setStorageSync('access_token', fresh.access_token)
      refreshing = false
      waiting.forEach((f) => f())
      waiting = []
      return request(options)
    }
    return new Promise((resolve) => waiting.push(() => resolve(request(options))))
  }
  if (res.data.code !== 200) throw new Error(res.data.message)
  return res.data.result
}

export const get = (url, data) => request({ url, data, method: 'GET' })
export const post = (url, data) => request({ url, data, method: 'POST' })
