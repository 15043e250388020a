import wepy from 'wepy'

let logging = null

export function login() {
  if (!logging) {
    const over = () => {
      logging = null
    }
    logging = enter()
    logging.then(over, over)
  }
  return logging
}

function enter() {
  return wepy.login()
    .then(({ code }) => wepy.request({ url: '/api/login', method: 'POST', data: { js_code: code } }))
    .then((body) => {
      if (body.code !== 0) {
        throw new Error(body.message)
      }
      wepy.setStorageSync('session', body.data)
    })
}
