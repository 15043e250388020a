// A backend in the manner of wafer-node-session's README. The library has
// https://api.weixin.qq.com written into it and takes code, encryptedData and iv
// from the headers of the login request.
'use strict';

const express = require('express');
const session = require('wafer-node-session');

const app = express();

app.use(session({
    appId: process.env.WX_APPID || 'wx0123456789abcdef',
    appSecret: process.env.WX_SECRET || '0123456789abcdef0123456789abcdef',
    loginPath: '/login',
}));

// Everything else needs a session, which the library has put into the request.
app.use((request, response, next) => {
    if (request.session) {
        next();
    } else {
        response.status(401).json({ error: 'no session' });
    }
});

app.get('/me', (request, response) => {
    const { openId, nickName } = request.session.userInfo;
    response.json({ openid: openId, nickName });
});

app.get('/list', (request, response) => response.json({ items: ['tea', 'rice'] }));

const server = app.listen(Number(process.env.PORT || 3000), '127.0.0.1', () => {
    console.log(`wafer backend listening on http://127.0.0.1:${server.address().port}`);
});
