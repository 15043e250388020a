import { BASE, OK, NO_LOGIN } from './const'
import { auth } from './auth'
export default function api({ url, method = 'GET', data, ...rest }) {
  return new Promise((resolve, reject) => {
    const send = () => wx.request({
      url: BASE + url, method, data, header: { ...auth.header() }, ...rest,
      success: ({ data: body }) => {
        switch (body.status) {
          case OK: return resolve(body.data)
          case NO_LOGIN: return auth.relogin(send)
          default: return reject(body)
        }
      },
      fail: reject,
    })
    send()
  })
}
