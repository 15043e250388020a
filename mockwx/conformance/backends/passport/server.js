// A backend in the manner of the READMEs of passport-wechat-mp and express-session:
// the code comes in the query of a GET, the token is the cookie connect.sid.
'use strict'

const express = require('express')
const session = require('express-session')
const passport = require('passport')
const { Strategy } = require('passport-wechat-mp')

const store = new session.MemoryStore()
const counts = { logins: 0, refused: 0 }

passport.use(
  'wechat-mp',
  new Strategy(
    {
      appId: process.env.WX_APPID || 'wx0123456789abcdef',
      appSecret: process.env.WX_SECRET || '0123456789abcdef0123456789abcdef',
    },
    async (request, profile, done) => {
      counts.logins++
      done(null, { openid: profile.openid })
    }
  )
)
passport.serializeUser((user, done) => done(null, user))
passport.deserializeUser((user, done) => done(null, user))

const app = express()
app.get('/counts', (request, response) => response.json(counts))
app.post('/admin/logout-all', (request, response) => store.clear(() => response.json({})))

app.use(session({ secret: 'keyboard cat', store, resave: false, saveUninitialized: false }))
app.use(passport.initialize())
app.use(passport.session())
app.get('/mp/login', passport.authenticate('wechat-mp'), (request, response) => response.json(request.user))
app.use((request, response, next) => {
  if (request.isAuthenticated()) return next()
  counts.refused++
  response.status(401).json({ error: 'not logged in' })
})
app.get('/me', (request, response) => response.json(request.user))
app.get('/list', (request, response) => response.json({ items: ['tea', 'rice'] }))

const server = app.listen(Number(process.env.PORT || 3000), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`)
})
