'use strict'

const path = require('path')

exports.redis = { enable: true, path: path.join(__dirname, '../lib/redis') }
exports.weappSDK = { enable: true, package: 'egg-weapp-sdk' }
