const sdk = require('./sdk/index')

App({
  onLaunch() {
    sdk.setLoginUrl('https://sdk.test/login')
  },
})
