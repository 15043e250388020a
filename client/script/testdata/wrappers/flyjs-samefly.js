const { request } = require('./flyjs-core')({ own: true })

module.exports = { request }
