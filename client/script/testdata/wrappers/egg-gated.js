const api = require('./egg')

exports.launch = api.launch
exports.request = (call) => api.login().then(() => api.post(call.url, call.data))
