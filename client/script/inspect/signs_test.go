package inspect

import (
	"strings"
	"testing"
	"testing/fstest"
)

// checking is a mini program whose wrapper makes of an answer what check says: it may
// call login, ok and no.
func checking(check string) fstest.MapFS {
	return fstest.MapFS{
		"app.json": {Data: []byte(`{"pages":["pages/index","pages/login"]}`)},
		"app.js":   {Data: []byte(`const { login } = require('./request'); App({ onLaunch() { if (!wx.getStorageSync('token')) login() } })`)},
		"request.js": {Data: []byte(`
const base = 'https://shop.example.com'
exports.login = function login() {
  wx.login({ success: ({ code }) => wx.request({ url: base + '/login', method: 'POST', data: { code },
    success: (res) => { if (res.data.data.token) wx.setStorageSync('token', res.data.data.token) } }) })
}
exports.get = function get(path) {
  return new Promise((ok, no) => wx.request({ url: base + path, header: { token: wx.getStorageSync('token') }, fail: no,
    success: (res) => { const login = exports.login, open = () => wx.navigateTo({ url: '/pages/login' })
` + check + ` } }))
}`)},
		"pages/index.js": {Data: []byte(`
const { get } = require('../request')
Page({ onShow() { get('/goods').then((res) => this.setData({ list: res.list.map((g) => g.name) })).catch(() => wx.showToast({ title: 'sorry' })) } })`)},
		"pages/login.js":   {Data: []byte(`Page({})`)},
		"pages/index.wxml": {Data: []byte(`<view/>`)},
		"pages/login.wxml": {Data: []byte(`<view/>`)},
	}
}

func TestTheSignsOfATokenThatIsNotValid(t *testing.T) {
	for _, c := range []struct{ name, check, want string }{
		{"a number", `if (res.data.code === 4010) login(); else res.data.code === 0 ? ok(res.data.data) : no(res)`,
			`code 4010; logs in`},
		{"a number that is asked for where something is wrong", `if (res.data.success) ok(res.data.data); else if (res.data.code === 4010) { login(); no(res) } else no(res)`,
			`code 4010; logs in`},
		{"a keyword in a message", `if (res.data.code === 0) return ok(res.data.data); if (res.data.msg.indexOf('token expired') >= 0) login(); no(res)`,
			`msg "token expired"; logs in`},
		{"a keyword by an expression", `if (res.data.code !== 0) { if (/登录|token/.test(res.data.message)) open(); return no(res) } ok(res.data.data)`,
			`message "登录"; opens pages/login`},
		{"a message", `if (res.data.code !== 0) { if (res.data.message === 'please log in') login(); return no(res) } ok(res.data.data)`,
			`message "please log in"; logs in`},
		{"a message without a number", `if (res.data.error && res.data.error.includes('expired')) { login(); return no(res) } ok(res.data.data)`,
			`error "expired"; logs in`},
		{"whatever is no success", `if (res.data.code !== 0) { login(); return no(res) } ok(res.data.data)`,
			`HTTP 401, as any answer that is no success; logs in`},
		{"whatever is no success, under HTTP 200", `if (res.statusCode !== 200) return no(res); if (res.data.code !== 0) { open(); return no(res) } ok(res.data.data)`,
			`code 401, as any answer that is no success; opens pages/login`},
		{"whatever is no HTTP 200", `if (res.statusCode !== 200) { login(); return no(res) } ok(res.data)`,
			`HTTP 401, as any answer that is no success; logs in`},
		{"none, as it does nothing", `res.data.code === 0 ? ok(res.data.data) : no(res)`, `unknown`},
		{"none, as it logs in each time", `login(); res.data.code === 0 ? ok(res.data.data) : no(res)`, `unknown`},
		{"none, as the message is another's", `if (res.data.code !== 0) { if (res.data.msg.includes('sold out')) wx.showToast({ title: 'sold out' }); return no(res) } ok(res.data.data)`, `unknown`},
	} {
		found := inspectedApp(t, checking(c.check), Options{})
		got := found.AuthFailure.words()
		if got == "" {
			got = unknown
		}
		if got != c.want || len(found.Errors) > 0 {
			t.Errorf("%s: %s, want %s; errors %v", c.name, got, c.want, found.Errors)
		}
		if found.AuthFailure != nil && !strings.HasPrefix(found.AuthFailure.At.File, "request.js") {
			t.Errorf("%s: seen at %v", c.name, found.AuthFailure.At)
		}
	}
}
