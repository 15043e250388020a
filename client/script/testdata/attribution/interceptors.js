// A class with interceptors for requests and answers.
const { HOST, login } = require('./common')

class Http {
  constructor() {
    this.before = []
    this.after = []
    this.session = null
  }

  request(options) {
    let chain = Promise.resolve({ ...options })
    for (const f of this.before) chain = chain.then(f)
    chain = chain.then((o) => new Promise((success, fail) => wx.request({ ...o, url: HOST + o.url, success: (answer) => success({ answer, options }), fail })))
    for (const f of this.after) chain = chain.then(f)
    return chain
  }
}

const http = new Http()
http.before.push((o) => ({ ...o, header: { Authorization: wx.getStorageSync('token') || 'none' } }))
http.after.push(async ({ answer, options }) => {
  if (answer.statusCode !== 401) return answer.data
  http.session = http.session || login().finally(() => (http.session = null))
  await http.session
  return http.request(options)
})

module.exports = http
