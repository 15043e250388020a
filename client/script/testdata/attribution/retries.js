// Sends again up to three times, with a pause, whatever went wrong.
const { authorized, login, failed } = require('./common')
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
let session = null

exports.request = async (call) => {
  for (let i = 0; ; i++) {
    const answer = await authorized(call).catch(() => ({ statusCode: 0 }))
    if (answer.statusCode === 200) return answer.data
    if (i === 3) throw answer
    if (failed(answer)) await (session = session || login().finally(() => (session = null)))
    else await pause(10 << i)
  }
}
