// A backend in the manner of Nest's chapter on authentication: a guard that verifies
// the bearer token of @nestjs/jwt. Written without TypeScript, so that nothing is built.
'use strict'

require('reflect-metadata')
const { Body, Controller, Get, HttpCode, Module, Post, Req, UnauthorizedException, UseGuards } = require('@nestjs/common')
const { NestFactory } = require('@nestjs/core')
const { JwtModule, JwtService } = require('@nestjs/jwt')
const axios = require('axios')

const counts = { logins: 0, refused: 0 }

// decorate applies decorators as the compiler of TypeScript does.
function decorate(type, { on = [], inject = [], methods = {} }) {
  Reflect.defineMetadata('design:paramtypes', inject, type)
  for (const [name, { by, parameters = [] }] of Object.entries(methods)) {
    const property = Object.getOwnPropertyDescriptor(type.prototype, name)
    parameters.forEach((parameter, i) => parameter(type.prototype, name, i))
    by.forEach((decorator) => decorator(type.prototype, name, property))
  }
  on.forEach((decorator) => decorator(type))
  return type
}

class AuthGuard {
  constructor(jwt) {
    this.jwt = jwt
  }
  async canActivate(context) {
    const request = context.switchToHttp().getRequest()
    const [type, token] = (request.headers.authorization || '').split(' ')
    try {
      request.user = await this.jwt.verifyAsync(type === 'Bearer' ? token : '')
    } catch {
      counts.refused++
      throw new UnauthorizedException()
    }
    return true
  }
}
decorate(AuthGuard, { inject: [JwtService] })

class AppController {
  constructor(jwt) {
    this.jwt = jwt
  }
  async login({ code }) {
    const { data } = await axios.get('https://api.weixin.qq.com/sns/jscode2session', {
      params: {
        appid: process.env.WX_APPID || 'wx0123456789abcdef',
        secret: process.env.WX_SECRET || '0123456789abcdef0123456789abcdef',
        js_code: code,
        grant_type: 'authorization_code',
      },
    })
    if (!data.openid) throw new UnauthorizedException(data.errmsg)
    counts.logins++
    return { access_token: await this.jwt.signAsync({ sub: data.openid }) }
  }
  me(request) {
    return { openid: request.user.sub }
  }
  list() {
    return { items: ['tea', 'rice'] }
  }
  counts() {
    return counts
  }
}
decorate(AppController, {
  on: [Controller()],
  inject: [JwtService],
  methods: {
    login: { by: [Post('auth/login'), HttpCode(200)], parameters: [Body()] },
    me: { by: [Get('me'), UseGuards(AuthGuard)], parameters: [Req()] },
    list: { by: [Get('list'), UseGuards(AuthGuard)] },
    counts: { by: [Get('counts')] },
  },
})

class AppModule {}
decorate(AppModule, {
  on: [
    Module({
      imports: [JwtModule.register({ global: true, secret: 'of the test', signOptions: { expiresIn: '4s' } })],
      controllers: [AppController],
    }),
  ],
})

NestFactory.create(AppModule, { logger: ['error'] }).then(async (app) => {
  await app.listen(Number(process.env.PORT || 3000), '127.0.0.1')
  console.log(`listening on http://127.0.0.1:${app.getHttpServer().address().port}`)
})
