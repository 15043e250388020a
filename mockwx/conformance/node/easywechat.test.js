'use strict';
// node-easywechat, unmodified, through the mock's proxy: HTTPS_PROXY and
// NODE_EXTRA_CA_CERTS are set by whoever runs this; MOCK is the mock's own address,
// where the device is.
const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { test } = require('node:test');
const { MiniApp } = require('node-easywechat');

const appid = 'wx0123456789abcdef', secret = '0123456789abcdef0123456789abcdef';
const app = (change = {}) => new MiniApp({ app_id: appid, secret, http: { throw: false }, ...change });

async function device(call, user) {
  const answer = await fetch(`${process.env.MOCK}/_wx/${call}`, { method: 'POST', body: JSON.stringify({ appid, user }) });
  return answer.json();
}
const control = (call, body) => fetch(`${process.env.MOCK}/_wx/control/${call}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const codeOf = async user => (await device('login', user)).code;
const login = async user => app().getUtils().codeToSession(await codeOf(user));
const sign = key => crypto.createHmac('sha256', key).update('').digest('hex');
const refusedWith = (errcode, errmsg) => error => {
  assert.match(error.message, new RegExp(`"errcode":${errcode},"errmsg":"${errmsg}, rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}"`));
  return true;
};

test('login', async () => {
  const session = await login('alice');
  assert.match(session.openid, /^[A-Za-z0-9_-]{28}$/);
  assert.equal(Buffer.from(session.session_key, 'base64').length, 16);
  assert.ok(!('errcode' in session));
});

test('code reuse', async () => {
  const code = await codeOf('alice');
  await app().getUtils().codeToSession(code);
  await assert.rejects(app().getUtils().codeToSession(code), refusedWith(40163, 'code been used'));
});

for (const [name, change, code, errcode, errmsg] of [
  ['bad code', {}, 'nothing', 40029, 'invalid code'],
  ['missing code', {}, '', 41008, 'missing code'],
  ['wrong secret', { secret: 'x' }, null, 40125, 'invalid appsecret'],
  ['wrong appid', { app_id: 'wx1' }, null, 40013, 'invalid appid'],
]) {
  test(name, async () => {
    await assert.rejects(app(change).getUtils().codeToSession(code ?? await codeOf('alice')), refusedWith(errcode, errmsg));
  });
}

test('four concurrent uses of one code', async () => {
  for (let i = 0; i < 25; i++) {
    const code = await codeOf('u' + i);
    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => app().getUtils().codeToSession(code)));
    assert.equal(answers.filter(a => a.status === 'fulfilled').length, 1);
    assert.equal(answers.filter(a => a.reason?.message.includes('40163')).length, 3);
  }
});

test('token', async () => {
  const token = await app().getAccessToken().getAccessToken();
  assert.match(token, /^[A-Za-z0-9_-]+$/);
  await assert.rejects(app({ secret: 'x' }).getAccessToken().getAccessToken(), /40125/);
});

test('stable token', async () => {
  const first = await app().getAccessToken().getStableAccessToken();
  assert.equal(await app().getAccessToken().getStableAccessToken(), first);
  assert.notEqual(await app().getAccessToken().getStableAccessToken(true), first);
  assert.notEqual(await app().getAccessToken().getAccessToken(), first);
});

// signed calls one of the two that take the signature of an empty body.
async function signed(path, session, key = session.session_key) {
  const client = app({ use_stable_access_token: true }).getClient();
  const answer = await client.get(path, { params: { openid: session.openid, signature: sign(key), sig_method: 'hmac_sha256' } });
  return answer.toObject();
}

test('checksession and reset', async () => {
  const session = await login('bob');
  assert.deepEqual(await signed('wxa/checksession', session), { errcode: 0, errmsg: 'ok' });
  assert.equal((await signed('wxa/checksession', session, 'another')).errcode, 87009);
  const reset = await signed('wxa/resetusersessionkey', session);
  assert.equal(reset.errcode, 0);
  assert.equal(reset.openid, session.openid);
  assert.equal((await signed('wxa/checksession', session)).errcode, 87009);
  assert.equal((await signed('wxa/checksession', session, reset.session_key)).errcode, 0);
  await control('expire-sessions', { users: ['bob'] });
  assert.equal((await signed('wxa/checksession', session, reset.session_key)).errcode, 87007);
});

test('phone number', async () => {
  await login('carol');
  const { code } = await device('phonenumber', 'carol');
  const ask = async () => (await app({ use_stable_access_token: true }).getClient().post('wxa/business/getuserphonenumber', { json: { code } })).toObject();
  const { errcode, phone_info } = await ask();
  assert.equal(errcode, 0);
  assert.equal(phone_info.countryCode, '86');
  assert.match(phone_info.purePhoneNumber, /^1\d{10}$/);
  assert.equal(phone_info.watermark.appid, appid);
  assert.equal((await ask()).errcode, 40029);
});

test('decryption', async () => {
  const session = await login('dave');
  const utils = app().getUtils();
  const sealed = await device('userinfo', 'dave');
  const open = (key, s) => utils.decryptSession(key, s.iv, s.encryptedData);
  assert.equal(open(session.session_key, sealed).openId, session.openid);
  assert.equal(open(session.session_key, sealed).watermark.appid, appid);
  assert.equal(crypto.createHash('sha1').update(sealed.rawData + session.session_key).digest('hex'), sealed.signature);
  assert.equal(open(session.session_key, await device('phonenumber', 'dave')).countryCode, '86');
  await codeOf('dave'); // displaces the key
  const later = await device('userinfo', 'dave');
  assert.throws(() => open(session.session_key, later), /Fail to decrypt/);
});
