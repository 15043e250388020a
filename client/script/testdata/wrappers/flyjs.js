const { login, request } = require('./flyjs-core')()

module.exports = { launch: login, request }
