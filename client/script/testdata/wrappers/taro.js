module.exports = require('./taro-core')(false)
