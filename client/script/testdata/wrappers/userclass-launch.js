const { launch, send } = require('./userclass')

module.exports = { launch, request: (call) => send(call) }
