'use strict'

const os = require('os')
const path = require('path')

exports.keys = 'of the test'
exports.weappSDK = {
  appId: process.env.WX_APPID || 'wx0123456789abcdef',
  appSecret: process.env.WX_SECRET || '0123456789abcdef0123456789abcdef',
}
exports.security = { csrf: { enable: false } }
exports.logger = { dir: path.join(os.tmpdir(), 'logs'), consoleLevel: 'NONE' }
exports.rundir = path.join(os.tmpdir(), 'run')
