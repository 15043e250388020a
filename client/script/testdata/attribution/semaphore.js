// Two at a time; whoever ends starts the next one.
const { authorized, login, failed } = require('./common')
let running = 0
let session = null
const waiting = []

function next() {
  while (running < 2 && waiting.length > 0) {
    running++
    const { call, resolve, reject } = waiting.pop()
    one(call).then(resolve, reject).finally(() => {
      running--
      next()
    })
  }
}

async function one(call) {
  let answer = await authorized(call)
  if (failed(answer)) {
    await (session = session || login().finally(() => (session = null)))
    answer = await authorized(call)
  }
  return answer.data
}

exports.request = (call) =>
  new Promise((resolve, reject) => {
    waiting.push({ call, resolve, reject })
    next()
  })
