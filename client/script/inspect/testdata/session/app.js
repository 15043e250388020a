const Api = require('./api/index')
App({ api: new Api(), onLaunch() { this.api.ready().catch(() => {}) } })
