module.exports = require('./taro-core')(true)
