// The same for uni-app.
module.exports = require('./reference').create(uni)
