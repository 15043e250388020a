// A loop that takes jobs from a queue, one at a time, and is started by the first.
const { authorized, login, failed } = require('./common')
const jobs = []
let working = false

async function work() {
  working = true
  while (jobs.length > 0) {
    const job = jobs.shift()
    let answer = await authorized(job.call)
    if (failed(answer)) {
      await login()
      answer = await authorized(job.call)
    }
    job.resolve(answer.data)
  }
  working = false
}

exports.request = (call) =>
  new Promise((resolve) => {
    jobs.push({ call, resolve })
    if (!working) work()
  })
