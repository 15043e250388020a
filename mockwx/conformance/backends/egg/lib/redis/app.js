// The commands of Redis that egg-weapp-sdk uses, and flushdb, for the test.
'use strict'

module.exports = (app) => {
  const kept = new Map()
  app.redis = {
    set: async (key, value) => kept.set(key, value),
    get: async (key) => kept.get(key) || null,
    flushdb: async () => kept.clear(),
  }
}
