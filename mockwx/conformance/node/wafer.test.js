'use strict';
// wafer-node-session, unmodified, in an Express application: it has the host
// written into it, and takes code and sealed data from headers.
const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const express = require('express');
const session = require('wafer-node-session');

const appId = 'wx0123456789abcdef', appSecret = '0123456789abcdef0123456789abcdef';

let server;
before(done => {
  const app = express();
  app.use(session({ appId, appSecret, loginPath: '/login' }));
  app.get('/me', (request, response) => response.json(request.session ? request.session.userInfo : {}));
  server = app.listen(0, '127.0.0.1', done);
});
after(() => server.close());

async function device(call, user) {
  const answer = await fetch(`${process.env.MOCK}/_wx/${call}`, { method: 'POST', body: JSON.stringify({ appid: appId, user }) });
  return answer.json();
}
async function backend(path, headers) {
  return (await fetch(`http://127.0.0.1:${server.address().port}${path}`, { headers })).json();
}
const login = (code, sealed) => backend('/login', { 'X-WX-Code': code, 'X-WX-Encrypted-Data': sealed.encryptedData, 'X-WX-IV': sealed.iv });

test('a login opens the profile', async () => {
  const { code } = await device('login', 'wafer-1');
  const answer = await login(code, await device('userinfo', 'wafer-1'));
  const me = await backend('/me', { 'X-WX-Id': answer.session.id, 'X-WX-Skey': answer.session.skey });
  assert.equal(me.watermark.appid, appId);
  assert.equal(me.openId.length, 28);
});

test('a code that is used again is no login', async () => {
  const { code } = await device('login', 'wafer-2');
  const sealed = await device('userinfo', 'wafer-2');
  assert.ok((await login(code, sealed)).session);
  const again = await login(code, sealed);
  assert.equal(again.type, 'ERR_LOGIN_FAILED');
});

test('a second wx.login displaces the key of the first', async () => {
  const { code } = await device('login', 'wafer-3');
  await device('login', 'wafer-3');
  const answer = await login(code, await device('userinfo', 'wafer-3'));
  assert.ok(!answer.session, 'opened with a displaced key');
});
