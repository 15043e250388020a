package script_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/sim"
)

// base is a promise of an answer's data.
const base = `
	const wxp = (o) => new Promise((resolve, reject) => wx.request({
		...o, url: 'http://127.0.0.1:3000' + o.url, header: { Authorization: wx.getStorageSync('token'), ...o.header }, success: (r) => resolve(r.data), fail: reject }));
`

func TestShapesOfACallAreFound(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"the documented one", "exports.request = (call) => wxp(call)", "request({url, …})"},
		{"documented, with callbacks", "exports.request = (call, { success, fail }) => { wxp(call).then(success, fail) }", "request({url, …}, {success, fail})"},
		{"callbacks under another name", "exports.request = (call, callbacks) => { wxp(call).then(callbacks.success, callbacks.fail) }", "request({url, …}, {success, fail})"},
		{"positional", "exports.request = (url, data, method = 'GET') => wxp({ url, data, method })", "request(url, data, method)"},
		{"another order", "exports.request = function (method, url, params) { return wxp({ url, data: params, method }) }", "request(method, url, data)"},
		{"positional callbacks", "exports.request = function (url, data, success, fail) { wxp({ url, data, method: 'POST' }).then(success, fail) }", "request(url, data, success, fail)"},
		{"taken apart", "exports.request = ({ url, method = 'GET', data }) => wxp({ url, method, data })", "request({url, …})"},
		{"one object", "exports.request = (options) => wxp({ ...options })", "request({url, …})"},
		{"an object with callbacks", "exports.request = function (params) { wxp({url: params.url, method: params.method, data: params.data}).then((r) => params.success && params.success(r), params.fail) }", "request({url, success, fail, …})"},
		{"a URL and options", "exports.request = (url, options) => wxp({ url, ...options, method: 'GET' })", "request(url, options)"},
		{"get and post", "module.exports = { get: (url, data) => wxp({ url, data }), post(url, data, header) { return wxp({ url, data, header, method: 'POST' }) } }", "get(url, data)"},
		{"only post", "module.exports = { host: 'x', post: (url, data) => wxp({ url, data, method: 'POST' }) }", "post(url, data)"},
		{"a default export", "exports.__esModule = true; exports.default = (url, method, data) => wxp({ url, method, data })", "default(url, method, data)"},
		{"a default object", "exports.default = { get: (url, params) => wxp({ url, data: params }) }", "default.get(url, data)"},
		{"the module itself", "module.exports = function (config) { return wxp(config) }", "module.exports({url, …})"},
		{"an instance", "class Http { request(options) { return wxp(options) } get(url) { return this.request({ url }) } } exports.http = new Http()", "http.request({url, …})"},
		{"an instance without request", "class Http { constructor() { this.n = 1 } get(url, data) { return wxp({ url, data, n: this.n }) } } exports.$api = new Http()", "$api.get(url, data)"},
		{"a class", "class Http { constructor() { this.n = 1 } request({ url, method, data }) { return this.n && wxp({ url, method, data }) } } exports.Http = Http", "new Http.request({url, …})"},
		{"a class as the module", "module.exports = class { constructor() { this.n = 1 } get(url, data) { return this.n && wxp({ url, data }) } }", "get(url, data)"},
		{"another name", "exports.fetch = (url, { method = 'GET', data } = {}) => wxp({ url, method, data })", "fetch(url, options)"},
		{"a name that tells nothing", "exports.go = (url, data) => wxp({ url, data }); exports.login = () => {}", "go(url, data)"},
		{"minified", "exports.request = (e, t, n) => wxp({ url: e, data: t, method: n })", "request(url, data, method)"},
		{"minified, an object", "exports.request = (e) => wxp({ url: e.url, data: e.data, method: e.method })", "request({url, …})"},
		{"minified, an object that is passed on", "const o = { request: wxp }; exports.request = (e, t = !1) => t || o.request(e)", "request({url, …}, …)"},
		{"bound", "exports.request = function (a) { return wxp(a) }.bind({})", "request({url, …})"},
		{"more parameters", "exports.request = (url, data, method, showLoading = true, { a, b } = { a: [1, (2)], b: '}' }) => showLoading ? wxp({ url, data, method }) : null", "request(url, data, method, …, options)"},
		{"async", "exports.request = async (url, data) => wxp({ url, data })", "request(url, data)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			port, _ := wrapper.Find("flyjs")
			s := newScript(t, script.Options{Shape: port.Shape, Settings: port.Defaults}, "user.js", base+c.source)
			if got := s.Found().Call; got != c.want {
				t.Errorf("found %s, want %s", got, c.want)
			}
			timed, err := sim.Parse([]byte(`{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}, {"at": 1, "do": "request", "name": "B", "method": "POST"}]}`))
			if err != nil {
				t.Fatal(err)
			}
			r := sim.Run(timed, s.Info())
			for _, q := range r.Requests {
				if q.Outcome != "ok" || q.Sends != 1 {
					t.Errorf("%+v", q)
				}
			}
		})
	}
}

func TestAFunctionCanBeNamed(t *testing.T) {
	files := []string{"index.js", "exports.x = 1; require('./utils/api')", "utils/api.js", base + "exports.a = { b: (url) => wxp({ url }) }; exports.request = () => {}"}
	port, _ := wrapper.Find("flyjs")
	s := newScript(t, script.Options{Shape: port.Shape, Settings: port.Defaults, Calls: []string{"utils/api.js#a.b"}}, files...)
	if f := s.Found(); f.Call != "a.b(url)" || f.File != "utils/api.js" {
		t.Errorf("found %+v", f)
	}
	timed, _ := sim.Parse([]byte(`{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}]}`))
	if r := sim.Run(timed, s.Info()); r.Requests[0].Outcome != "ok" {
		t.Errorf("%+v", r.Requests[0])
	}
}

func TestScriptsThatCannotBeRun(t *testing.T) {
	for _, c := range []struct {
		source, want string
		calls        []string
	}{
		{"exports.x = 1", "export a function request(call)", nil},
		{"App({})", "export a function request(call)", nil},
		{"", "export a function request(call)", nil},
		{"\nthrow new Error('no')", "user.js cannot be loaded: Error: no (user.js:2:7)", nil},
		{"require('./nothing')", "user.js cannot be loaded: Error: module './nothing' is not defined, required by user.js (user.js:1:8)", nil},
		{"for (;;) wx.login()", "more than 10000 calls of the platform in one turn, in the loop that begins here (user.js:1:1)", nil},
		{"exports.request = (call) => {}", "user.js#nothing: there is no function of that name", []string{"user.js#nothing"}},
		{"exports.request = (call) => {}", "other.js#x: no module other.js", []string{"other.js#x"}},
	} {
		_, err := script.New(newFiles(t, "user.js", c.source), script.Options{Calls: c.calls})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.source, err, c.want)
		}
	}
}

func TestWhatIsFoundBesidesTheCall(t *testing.T) {
	both := []string{"upload", "download"}
	for source, want := range map[string]script.Found{
		"exports.request = (call) => {}":                                              {Call: "request({url, …})", File: "user.js", Lacks: both},
		"exports.request = (call) => {}; App({})":                                     {Call: "request({url, …})", File: "user.js", Lacks: both, Launch: true},
		"exports.request = (call) => {}; exports.launch = () => {}":                   {Call: "request({url, …})", File: "user.js", Lacks: both, Launch: true},
		"exports.default = { request(call) {}, launch() {} }":                         {Call: "default.request({url, …})", File: "user.js", Lacks: both, Launch: true},
		"exports.request = (call) => {}; exports.load = (calls, issue) => {}; App(1)": {Call: "request({url, …})", File: "user.js", Lacks: both, Load: true},
		"exports.request = (call) => {}; exports.upload = (call) => {}":               {Call: "request({url, …})", File: "user.js", Lacks: both[1:]},
	} {
		if got := newScript(t, script.Options{}, "user.js", source).Found(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", source, got)
		}
	}
}
