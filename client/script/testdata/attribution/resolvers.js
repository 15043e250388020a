// A flag, and a queue of functions that resolve those who wait.
const { authorized, login, failed } = require('./common')
let running = false
let waiting = []

exports.request = async function request(call) {
  const answer = await authorized(call)
  if (!failed(answer)) return answer.data
  if (running) {
    await new Promise((resolve) => waiting.push(resolve))
  } else {
    running = true
    await login()
    running = false
    waiting.forEach((resolve) => resolve())
    waiting = []
  }
  return request(call)
}
