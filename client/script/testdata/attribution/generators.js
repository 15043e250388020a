// Generators, run by a small library.
const { authorized, login, failed } = require('./common')
const run = (steps) =>
  new Promise((resolve, reject) => {
    const step = (value) => {
      const { done, value: next } = steps.next(value)
      if (done) resolve(next)
      else Promise.resolve(next).then(step, reject)
    }
    step()
  })
let session = null

exports.request = (call) =>
  run(
    (function* () {
      let answer = yield authorized(call)
      if (failed(answer)) {
        session = session || login()
        yield session
        session = null
        answer = yield authorized(call)
      }
      return answer.data
    })(),
  )
