const Fly = require('flyio/dist/npm/wx')

exports.get = (url) => new Fly().get(url).then((r) => r.data)
