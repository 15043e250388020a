// Nothing is sent before the launch has a token; then all that waits is sent by it.
const { authorized, login, failed } = require('./common')
let ready = false
const waiting = []

exports.launch = async () => {
  await login()
  ready = true
  while (waiting.length > 0) waiting.pop()()
}

exports.request = (call) =>
  new Promise((resolve, reject) => {
    const go = () =>
      authorized(call).then((answer) => {
        if (failed(answer)) reject(answer)
        else resolve(answer.data)
      }, reject)
    if (ready) go()
    else waiting.push(go)
  })
