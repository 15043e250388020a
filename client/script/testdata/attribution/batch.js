// Calls of one moment go in one request.
const { authorized, login, failed } = require('./common')
let batch = null

async function flush() {
  const calls = batch
  batch = null
  const ask = () => authorized({ url: '/batch', method: 'POST', data: calls.map((c) => ({ url: c.call.url, name: c.call.name })) })
  let answer = await ask()
  if (failed(answer)) {
    await login()
    answer = await ask()
  }
  calls.forEach((c, i) => c.resolve(answer.data.parts[i]))
}

exports.request = (call) =>
  new Promise((resolve) => {
    if (!batch) {
      batch = []
      setTimeout(flush, 5)
    }
    batch.push({ call, resolve })
  })
