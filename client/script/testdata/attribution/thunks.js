// A flag, and a queue of functions that send again, called by whoever logged in.
const { authorized, login, failed } = require('./common')
let running = false
let waiting = []

exports.request = (call) =>
  new Promise((resolve, reject) => {
    const go = () =>
      authorized(call).then((answer) => {
        if (!failed(answer)) return resolve(answer.data)
        waiting.push(go)
        if (running) return
        running = true
        login().then(() => {
          running = false
          const all = waiting
          waiting = []
          all.forEach((again) => again())
        }, reject)
      }, reject)
    go()
  })
