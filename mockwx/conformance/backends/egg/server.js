// Egg in one process, as its documentation's single-process mode.
'use strict'

const egg = require('egg')

egg.start({ baseDir: __dirname, ignoreWarning: true }).then((app) => {
  const server = app.listen(Number(process.env.PORT || 3000), '127.0.0.1', () => {
    console.log(`listening on http://127.0.0.1:${server.address().port}`)
  })
})
