// One promise of a login, which all who need it wait for.
const { authorized, login, failed } = require('./common')
let running = null
const once = () => (running = running || login().finally(() => (running = null)))

exports.request = async (call) => {
  let answer = await authorized(call)
  if (failed(answer)) {
    await once()
    answer = await authorized(call)
  }
  return answer.data
}
