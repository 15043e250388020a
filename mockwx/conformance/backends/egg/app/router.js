'use strict'

module.exports = ({ router, controller }) => {
  router.get('/counts', controller.weapp.counts)
  router.post('/login', controller.weapp.login)
  router.get('/me', controller.weapp.user)
  router.get('/list', controller.weapp.user)
  router.post('/admin/flushdb', controller.weapp.flush)
}
