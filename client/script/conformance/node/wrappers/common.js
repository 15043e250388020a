// What the wrappers share. They are ordinary ones, each as its library suggests: a
// token in a header, a login after a 401, and the request once more.
export const HOST = 'http://127.0.0.1:3000'

export const token = () => wx.getStorageSync('token')

const code = () => new Promise((success, fail) => wx.login({ success, fail }))

let running = null

// login logs in once for all who ask meanwhile. exchange sends the code.
export function login(exchange) {
  if (!running) {
    running = code()
      .then((result) => exchange({ code: result.code }))
      .then((body) => wx.setStorageSync('token', body.data.token))
      .finally(() => {
        running = null
      })
  }
  return running
}
