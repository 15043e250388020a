// Those who find the flag look again later.
const { authorized, login, failed } = require('./common')
let running = false

exports.request = function request(call) {
  return new Promise((resolve, reject) => {
    if (running) {
      setTimeout(() => request(call).then(resolve, reject), 30)
      return
    }
    authorized(call).then((answer) => {
      if (!failed(answer)) return resolve(answer.data)
      if (!running) {
        running = true
        login().then(() => (running = false))
      }
      setTimeout(() => request(call).then(resolve, reject), 30)
    }, reject)
  })
}
