package script_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// phone is a client of a mini program in a bare world. Its code tells what happens by
// wx.setStorageSync('log', text).
type phone struct {
	*client.Client
	world *bare
	lines []string
}

// newPhone makes one of a mini program's files: names and texts by turns. app.json lists
// the pages whose files there are.
func newPhone(t *testing.T, o script.Options, namesAndTexts ...string) *phone {
	t.Helper()
	fsys := fstest.MapFS{}
	for i := 0; i < len(namesAndTexts); i += 2 {
		fsys[namesAndTexts[i]] = &fstest.MapFile{Data: []byte(namesAndTexts[i+1])}
	}
	project, err := load.New(fsys, ".", load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("flyjs")
	o.Settings = info.Defaults
	s, err := script.New(project, o)
	if err != nil {
		t.Fatal(err)
	}
	p := &phone{world: &bare{body: `{"data":{"list":[1]}}`}}
	settings := s.Info().Defaults
	settings.Domains = map[string]string{"develop": "http://127.0.0.1:1"}
	p.Client = client.New(p.world, client.Config{Wrapper: s.Info(), Settings: &settings, Platform: wx.Config{EnvVersion: "develop", Slots: 10, Observe: func(e *wx.Event) {
		if e.Kind == wx.StorageSet && e.Key == "log" {
			p.lines = append(p.lines, e.Value)
		}
		if e.Kind == wx.PageError || e.Kind == wx.ScriptError {
			p.lines = append(p.lines, e.Kind.String()+" "+e.Err.Error())
		}
		if e.Kind == wx.PageCall || e.Kind == wx.PageSettle {
			p.lines = append(p.lines, e.Kind.String()+" "+e.Name)
		}
	}}})
	t.Cleanup(p.Stop)
	return p
}

// app is what most of the mini programs here begin with.
const appFile = `const log = (s) => wx.setStorageSync('log', s); module.exports = log; App({ log, onShow() { log('app show') }, onHide() { log('app hide') } })`

// page is a page that tells of its life.
func page(name string) string {
	return `const log = getApp().log; Page({ onLoad(o) { log('` + name + ` load ' + JSON.stringify(o)) }, onShow() { log('` + name + ` show') },
		onReady() { log('` + name + ` ready') }, onHide() { log('` + name + ` hide') }, onUnload() { log('` + name + ` unload') }, go(e) { wx[e.detail.how]({ url: e.detail.url, fail: (r) => log(r.errMsg) }) } })`
}

func (p *phone) do(steps ...func()) []string {
	for _, step := range steps {
		step()
		p.world.pass(time.Second)
	}
	return p.lines
}

func (p *phone) open(route, query string) func() { return func() { p.Open(route, query) } }

func (p *phone) tap(name, detail string) func() {
	return func() { p.Do(wrapper.Handler{Name: name, Detail: []byte(detail)}) }
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTheLifeOfPages(t *testing.T) {
	p := newPhone(t, script.Options{}, "app.json", `{"pages":["pages/a/a","pages/b/b","pages/c/c"],"tabBar":{"list":[{"pagePath":"pages/a/a"},{"pagePath":"pages/c/c"}]}}`,
		"app.js", appFile, "pages/a/a.js", page("a"), "pages/b/b.js", page("b"), "pages/c/c.js", page("c"))
	go1 := func(how, url string) func() { return p.tap("go", `{"how":"`+how+`","url":"`+url+`"}`) }
	got := p.do(p.Launch, p.open("pages/a/a", "x=1"), go1("navigateTo", "../b/b?id=7"), p.Hide, p.Show, go1("navigateTo", "/pages/c/c"), go1("navigateTo", "nowhere"),
		go1("navigateBack", ""), go1("switchTab", "/pages/c/c"), go1("switchTab", "/pages/a/a"), go1("redirectTo", "/pages/b/b"), go1("reLaunch", "/pages/b/b"))
	expect(t, got, "app show", `a load {}`, "a show", "a ready", "a hide", `b load {"id":"7"}`, "b show", "b ready", "b hide", "app hide", "app show", "b show",
		"navigateTo:fail can not navigateTo a tabbar page", `navigateTo:fail page "pages/b/nowhere" is not found`, "b unload", "a show",
		"a hide", "c load {}", "c show", "c ready", "c hide", "a show", "a unload", "b load {}", "b show", "b ready", "b unload", "c unload", "b load {}", "b show", "b ready")
}

func TestComponentsLiveInTheirPages(t *testing.T) {
	p := newPhone(t, script.Options{}, "app.json", `{"pages":["pages/a/a"]}`, "app.js", appFile,
		"pages/a/a.js", `const log = getApp().log; Page({ data: { n: 1, items: [{ id: 'x' }], show: true },
			onLoad() { log('load ' + this.selectAllComponents('.row').length + this.selectComponent('#first').data.label) },
			onReady() { log('ready') },
			more() { this.setData({ n: 2, 'items[1]': { id: 'y' }, 'items[0].id': 'z' }); log(JSON.stringify(this.data.items)) },
			less() { this.setData({ show: false }, () => log('drawn')) },
			onPick(e) { log('picked ' + e.detail.id + e.currentTarget.dataset.at) } })`,
		"pages/a/a.json", `{"usingComponents":{"row":"/components/row"}}`,
		"pages/a/a.wxml", `<wxs module="m">module.exports = { twice: function (n) { return n.constructor === 'Number' ? n * 2 : 0 } }</wxs>
			<view wx:if="{{show}}"><row id="first" label="n {{m.twice(n)}}" bind:pick="onPick" data-at="{{n}}"/></view><row wx:for="{{items}}" class="row" label="{{item.id}}"/>`,
		"components/row.js", `const log = getApp().log; const shared = Behavior({ data: { from: 'behavior' }, lifetimes: { attached() { log('behavior ' + this.data.from) } }, methods: { hello() { return 'hello' } } });
			Component({ behaviors: [shared], properties: { label: { type: String, observer(now, was) { log('observer ' + was + ' > ' + now) } } }, data: { own: 1 },
				observers: { 'label, own'(label, own) { log('observers ' + label + own) } },
				lifetimes: { created() { log('created') }, attached() { log('attached ' + this.data.label + this.hello()) }, ready() { log('row ready') }, detached() { log('detached ' + this.data.label) } },
				pageLifetimes: { show() { log('page shows ' + this.data.label) } },
				methods: { pick(e) { this.triggerEvent('pick', { id: this.data.label }) } } })`)
	got := p.do(p.Launch, p.open("pages/a/a", ""))
	expect(t, got, "app show", "created", "created", "observers n 21", "behavior behavior", "attached n 2hello", "observers x1", "behavior behavior", "attached xhello",
		"load 1n 2", "page shows n 2", "page shows x", "row ready", "row ready", "ready")
	p.lines = nil
	expect(t, p.do(p.tap("more", "{}")), "observers n 41", "observer n 2 > n 4", "observers z1", "observer x > z", "created", "observers y1", "behavior behavior", "attached yhello", "row ready",
		`[{"id":"z"},{"id":"y"}]`)
	p.lines = nil
	expect(t, p.do(p.tap("pick", "{}"), p.tap("less", "{}")), "picked n 42", "detached n 4", "drawn")
}

func TestAPagesCallsAreSeen(t *testing.T) {
	files := []string{"app.json", `{"pages":["pages/a/a"]}`, "app.js", `App({ onLaunch() { wx.request({ url: 'https://x.test/config' }) } })`,
		"utils/http.js", `exports.get = (url, ok, no) => wx.request({ url: 'https://x.test' + url, success: (r) => r.data.data ? ok(r.data.data) : no(r), fail: no })`,
		"pages/a/a.js", `const http = require('../../utils/http'); Page({ onLoad() { http.get('/goods/17', () => {}, () => {}); wx.request({ url: 'https://x.test/direct' }) },
			broken() { null.x }, unhandled() { Promise.reject({ code: 1 }) } })`}
	p := newPhone(t, script.Options{}, files...)
	expect(t, p.do(p.Launch, p.open("pages/a/a", ""), p.tap("broken", "{}"), p.tap("unhandled", "{}"), p.tap("missing", "{}")),
		"page.call GET /config", "page.settle GET /config", "page.call GET /goods/*", "page.call GET /direct", "page.settle GET /goods/*", "page.settle GET /direct",
		"page.error TypeError: Cannot read property 'x' of undefined (pages/a/a.js:2:20)", "page.error an object of class Object (pages/a/a.js:2:47)", "page.error the page pages/a/a has no function missing")

	p = newPhone(t, script.Options{Calls: []string{"utils/http.js#get"}}, files...)
	expect(t, p.do(p.Launch, p.open("pages/a/a", "")), "page.call GET /goods/*", "page.call GET /direct", "page.settle GET /goods/*", "page.settle GET /direct")
}

func TestPagesThatDefineGlobalsAreLoadedFirst(t *testing.T) {
	p := newPhone(t, script.Options{}, "app.json", `{"pages":["pages/a/a","pages/b/b"]}`, "app.js", appFile,
		"pages/a/a.js", `Page({ onLoad() { getApp().log(typeof shared) } })`, "pages/b/b.js", `global.shared = 1; Page({})`)
	expect(t, p.do(p.Launch, p.open("pages/a/a", "")), "app show", "number")
}

func TestWhatIsWrongWithPagesIsKnownBefore(t *testing.T) {
	fsys := fstest.MapFS{"app.json": {Data: []byte(`{"pages":["pages/a/a","pages/b/b"]}`)}, "app.js": {Data: []byte(`App({})`)},
		"pages/a/a.js": {Data: []byte(`Page({})`)}, "pages/b/b.js": {Data: []byte(`require('./missing'); Page({})`)}}
	project, err := load.New(fsys, ".", load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := script.New(project, script.Options{})
	if err != nil {
		t.Fatal(err)
	}
	found := s.Found()
	if len(found.Errors) != 1 || !strings.Contains(found.Errors[0].Error(), "missing") || !slices.Equal(found.Pages, []string{"pages/a/a", "pages/b/b"}) {
		t.Errorf("found %+v", found)
	}
}

// A search makes calls before any page of the mini program's own has.
func TestACallIsMadeOnTheObjectThatHasIt(t *testing.T) {
	const body = `(url) { wx.setStorageSync('log', this.made + url); return Promise.resolve(url) }`
	const class = `class Http { constructor() { this.made = Http.n = (Http.n || 0) + 1 } get` + body + ` }; `
	const app = `require('./utils/http'); App({})`
	for _, c := range []struct{ name, http, app string }{
		{"of a class, in the app", class + `module.exports = Http`, `const Http = require('./utils/http'); App({ api: new Http() })`},
		{"of a class above the object's", class + `module.exports = class Api extends Http {}`, `const Api = require('./utils/http'); App({ api: new Api() })`},
		{"of a class whose object nobody exports", class + `const http = new Http(); exports.home = () => http.get('/home')`, app},
		{"of a class that gives one object", class + `let one; class Only extends Http { constructor() { super(); return one || (one = this) } }; new Only(); new Only()`, app},
		{"of a class without objects", class + `module.exports = Http`, app},
		{"of a class itself", `class Http { static get` + body + ` }; Http.made = 1; module.exports = Http`, app},
		{"of what a module exports", `module.exports = { made: 1, get` + body + ` }`, app},
		{"of an object in that", `export const http = { made: 1, get: function ` + body + ` }`, app},
		{"of an older class", `function Http() { this.made = 1 } Http.prototype.get = function ` + body + `; module.exports = { http: new Http() }`, app},
		{"of nobody", `exports.made = 2; exports.other = function get` + strings.Replace(body, "this.made", "1", 1), app},
	} {
		p := newPhone(t, script.Options{Calls: []string{"utils/http.js#get"}}, "app.json", `{"pages":["pages/a/a"]}`, "app.js", c.app, "utils/http.js", c.http, "pages/a/a.js", `Page({})`)
		got := p.do(p.Launch, func() { p.Load([]*wrapper.Call{{Name: "A", Method: "GET", URL: "/a"}}) })
		if !slices.Equal(got, []string{"page.call A", "1/a", "page.settle A"}) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestTheAppHasTheFunctionOfACall(t *testing.T) {
	p := newPhone(t, script.Options{Calls: []string{"app.js#request"}}, "app.json", `{"pages":["pages/a/a"]}`, "pages/a/a.js", `Page({})`,
		"app.js", `App({ host: 'h', request({ url }) { wx.setStorageSync('log', this.host + url); return Promise.resolve() } })`)
	expect(t, p.do(p.Launch, func() { p.Load([]*wrapper.Call{{Name: "A", Method: "GET", URL: "/a"}}) }), "page.call A", "h/a", "page.settle A")
}

// A bundler's modules run when one that needs them does, here a page's.
func TestACallsFunctionIsMadeByAPage(t *testing.T) {
	p := newPhone(t, script.Options{Calls: []string{"vendor.js#request"}}, "app.json", `{"pages":["pages/a/a","pages/b/b"]}`, "app.js", `App({})`,
		"vendor.js", `exports.http = () => { function request({ url }) { wx.setStorageSync('log', url); return Promise.resolve() } return request }`,
		"pages/a/a.js", `Page({})`, "pages/b/b.js", `const request = require('../../vendor').http(); Page({})`)
	expect(t, p.do(p.Launch, func() { p.Load([]*wrapper.Call{{Name: "A", Method: "GET", URL: "/a"}}) }), "page.call A", "/a", "page.settle A")
}

func TestACallIsMadeAsThePagesDo(t *testing.T) {
	const http = `const made = (a) => { wx.setStorageSync('log', typeof a === 'string' ? a : a.url); return Promise.resolve() }; `
	for _, c := range []struct{ name, function, call string }{
		{"with a path, where the text tells of none", `exports.request = function request(_x) { return made.apply(this, arguments) }`, `'/page'`},
		{"with an object, where the text tells of none", `exports.request = function request(_x, _y) { return made.apply(this, arguments) }`, `{ url: '/page' }`},
	} {
		p := newPhone(t, script.Options{Calls: []string{"http.js#request"}}, "app.json", `{"pages":["pages/a/a"]}`, "http.js", http+c.function,
			"app.js", `const { request } = require('./http'); App({ onLaunch() { request(`+c.call+`) } })`, "pages/a/a.js", `Page({})`)
		got := p.do(p.Launch, func() { p.Load([]*wrapper.Call{{Name: "A", Method: "GET", URL: "/a"}}) })
		if !slices.Equal(got, []string{"/page", "page.call GET /page", "page.settle GET /page", "page.call A", "/a", "page.settle A"}) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
