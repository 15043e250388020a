// A chain of promises lets one request through at a time.
const { authorized, login, failed } = require('./common')
let tail = Promise.resolve()
const alone = (f) => {
  const result = tail.then(f)
  tail = result.catch(() => {})
  return result
}

exports.request = (call) =>
  alone(async () => {
    let answer = await authorized(call)
    if (failed(answer)) {
      await login()
      answer = await authorized(call)
    }
    return answer.data
  })
