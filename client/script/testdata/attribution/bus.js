// Those who wait listen to an event that the login fires.
const { authorized, login, failed } = require('./common')
const listeners = {}
const on = (name, f) => (listeners[name] = listeners[name] || []).push(f)
const fire = (name) => {
  const all = listeners[name] || []
  listeners[name] = []
  for (const f of all.reverse()) f()
}
let running = false

exports.request = (call) =>
  new Promise((resolve, reject) => {
    const attempt = () =>
      authorized(call).then((answer) => {
        if (!failed(answer)) return resolve(answer.data)
        on('token', attempt)
        if (running) return
        running = true
        login().then(() => {
          running = false
          fire('token')
        })
      }, reject)
    attempt()
  })
