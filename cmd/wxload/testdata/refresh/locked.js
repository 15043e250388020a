// The same with one refresh, and one login, for all.
module.exports = require('./reference').create(wx, {
  domains: { develop: 'https://api.test' }, refresh: { path: '/refresh', name: 'refresh_token' },
})
