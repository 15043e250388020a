// The controller of egg-weapp-sdk's README, and what the test counts.
'use strict'

const counts = { logins: 0, refused: 0 }

module.exports = (app) =>
  class WeappController extends app.Controller {
    * login() {
      const { ctx } = this
      const loginService = app.weapp.LoginService.create(ctx.request, ctx.response)
      yield loginService.login().then((data) => {
        counts.logins++
        ctx.body = data
      })
    }

    * user() {
      const { ctx } = this
      const loginService = app.weapp.LoginService.create(ctx.request, ctx.response)
      yield loginService.check().then((data) => {
        if (!data.userInfo) counts.refused++
        ctx.body = { code: 0, message: 'ok', data: { userInfo: data.userInfo } }
      })
    }

    * counts() {
      this.ctx.body = counts
    }

    * flush() {
      yield app.redis.flushdb()
      this.ctx.body = {}
    }
  }
