const { request } = require('./flyjs-core')()

module.exports = { request }
