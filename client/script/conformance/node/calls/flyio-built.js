// As WeChat's tool builds it: the package's miniprogram_dist.
const Fly = require('flyio')

exports.get = (url) => new Fly().get(url).then((r) => r.data)
