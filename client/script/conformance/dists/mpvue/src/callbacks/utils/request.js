const BASE = 'https://shop.example.com'

const waiting = []

// login calls back when there is a token, with an error where there is none.
export function login (done) {
  waiting.push(done)
  if (waiting.length > 1) {
    return
  }
  const over = (err) => waiting.splice(0).forEach((waiter) => waiter(err))
  wx.login({
    success: ({ code }) => wx.request({
      url: BASE + '/api/login',
      method: 'POST',
      data: { js_code: code },
      success: ({ data }) => {
        if (data.code !== 0) {
          over(new Error(data.message))
          return
        }
        wx.setStorageSync('session', data.data)
        over()
      },
      fail: over
    }),
    fail: over
  })
}

export default function request (options, again) {
  const session = wx.getStorageSync('session')
  wx.request({
    ...options,
    url: BASE + options.url,
    header: session ? { 'X-Token': session.token } : {},
    success: ({ data }) => {
      if (data.code === 401 && !again) {
        login((err) => (err ? options.fail(err) : request(options, true)))
      } else if (data.code !== 0) {
        options.fail(new Error(data.message))
      } else {
        options.success(data.data)
      }
    }
  })
}
