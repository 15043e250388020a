package script_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/sim"
)

// logged runs a module in a world that answers at once, and returns what it stored
// under the keys log0, log1 …: log(text) does that.
func logged(t *testing.T, source string) []string {
	t.Helper()
	const log = "let lines = 0; const log = (v) => wx.setStorageSync('log' + lines++, String(v)); exports.request = () => {};\n"
	f := newFiles(t, "user.js", log+source)
	s, err := script.New(&withBuiltins{f}, script.Options{Uni: true})
	if err != nil {
		t.Fatal(err)
	}
	p := newPerson(s.Info())
	p.Launch()
	p.run()
	lines := []string{}
	for i := 0; ; i++ {
		text, kind := p.Storage().Value(fmt.Sprint("log", i))
		if kind == wx.Missing {
			return lines
		}
		lines = append(lines, text)
	}
}

// withBuiltins is a source that finds the modules of the package.
type withBuiltins struct{ *files }

func (w *withBuiltins) Resolve(from, request string) (string, error) {
	switch request {
	case "@tarojs/taro":
		return script.Taro, nil
	case "uni":
		return script.Uni, nil
	}
	return w.files.Resolve(from, request)
}

func TestTaro(t *testing.T) {
	for _, c := range []struct {
		name, source string
		want         []string
	}{
		{"promise and callbacks", `
			Taro.login({success: (r) => log('success ' + r.code), complete: () => log('complete')}).then((r) => log('promise ' + r.errMsg))`,
			[]string{"success c1", "complete", "promise login:ok"}},
		{"functions that give values", `
			Taro.setStorageSync('k', {a: 1}); log(Taro.getStorageSync('k').a); log(Taro.getSystemInfoSync().platform); log(Taro.getEnv() === Taro.ENV_TYPE.WEAPP)`,
			[]string{"1", "ios", "true"}},
		{"a request", `
			Taro.request({url: 'https://a.example/x'}).then((r) => log(r.statusCode));
			Taro.request('https://a.example/x').then((r) => log(r.data.result.id));
			const p = Taro.request({url: 'https://a.example/x', fail: (r) => log(r.errMsg)});
			p.abort(); log(typeof p.then)`,
			[]string{"function", "200", "17", "request:fail abort"}},
		{"interceptors", `
			Taro.addInterceptor((chain) => { log('a ' + chain.requestParams.url.slice(-1)); return chain.proceed({...chain.requestParams, url: chain.requestParams.url + 'y'}).then((r) => { log('a back'); return r.data }) });
			Taro.addInterceptor((chain) => { log('b ' + chain.requestParams.url.slice(-1)); return chain.proceed(chain.requestParams) });
			Taro.addInterceptor(Taro.interceptors.timeoutInterceptor);
			Taro.request({url: 'https://a.example/x'}).then((r) => log(r.code));
			setTimeout(() => { Taro.cleanInterceptors(); Taro.request({url: 'https://a.example/x'}).then((r) => log(r.statusCode)) }, 1000)`,
			[]string{"a x", "b y", "a back", "20000", "200"}},
		{"events", `
			const f = (v) => log('heard ' + v); Taro.eventCenter.on('e', f); Taro.eventCenter.once('e', () => log('once'));
			Taro.eventCenter.trigger('e', 1); Taro.eventCenter.off('e', f); Taro.eventCenter.trigger('e', 2)`,
			[]string{"heard 1", "once"}},
		{"the page", "log(Taro.getCurrentInstance().router.path); log(Taro.getCurrentPages().length)", []string{"pages/index/index", "1"}},
		{"an ES module", "log(taro.default === taro && taro.__esModule); log('login' in Taro); log('x' in Taro); log(Taro.x)", []string{"true", "true", "false", "undefined"}},
		{"a rejection that a callback saw", "App({onUnhandledRejection: () => log('unhandled')}); Taro.getStorage({key: 'x', fail: () => log('fail')}); Taro.getStorage({key: 'x'}).catch((r) => log(r.errMsg))",
			[]string{"fail", "getStorage:fail data not found"}},
		{"a rejection of a request that a callback saw", "App({onUnhandledRejection: () => log('unhandled')}); Taro.request({url: 'https://a.example/x', fail: () => log('fail')}).abort(); Taro.request({url: 'https://a.example/x'}).abort()",
			[]string{"fail", "unhandled"}},
		{"an upload", "const p = Taro.uploadFile({url: 'https://a.example/x', filePath: 'x', name: 'f'}); p.progress(() => {}); p.then((r) => log(r.statusCode))", []string{"200"}},
		{"nextTick", "Taro.nextTick(() => log('tick')); Taro.onAppShow(() => log('show'))", []string{"tick", "show"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := logged(t, "const taro = require('@tarojs/taro'); const Taro = taro.default; App({});\n"+c.source)
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("logged %q\nwant   %q", got, c.want)
			}
		})
	}
}

func TestUni(t *testing.T) {
	for _, c := range []struct {
		name, source string
		want         []string
	}{
		{"a promise without callbacks", "uni.login().then((r) => log(r.code)); log(uni.login({success: (r) => log(r.errMsg)}))", []string{"undefined", "c1", "login:ok"}},
		{"functions that give values", "uni.setStorageSync('k', [1]); log(uni.getStorageSync('k').length); log(uni.getSystemInfoSync().platform); log(uni.canIUse('request'))", []string{"1", "ios", "true"}},
		{"a task with callbacks", "const t = uni.request({url: 'https://a.example/x', success: () => {}, fail: (r) => log(r.errMsg)}); t.abort()", []string{"request:fail abort"}},
		{"a request", "uni.request({url: 'https://a.example/x'}).then((r) => log(r.data.result.id))", []string{"17"}},
		{"interceptors", `
			const mine = {invoke(o) { o.url += 'y'; log('invoke') }, success(r) { r.statusCode++; log('success') }, complete() { log('complete') }};
			uni.addInterceptor('request', mine);
			uni.request({url: 'https://a.example/x'}).then((r) => { log(r.statusCode); uni.removeInterceptor('request', mine); uni.request({url: 'https://a.example/x'}).then((r) => log(r.statusCode)) });
			uni.addInterceptor('navigateTo', {invoke: () => false});
			uni.navigateTo({url: '/pages/x/x', success: () => log('never')});`,
			[]string{"invoke", "success", "complete", "201", "200"}},
		{"interceptors that wait", `
			uni.addInterceptor({invoke: (o) => new Promise((resolve) => setTimeout(() => resolve(o), 5)), returnValue: (v) => { log(typeof v.then); return v }});
			uni.login().then((r) => log(r.code))`, []string{"function", "c1"}},
		{"events", "const f = (v) => log(v); uni.$on('e', f); uni.$once('e', () => log('once')); uni.$emit('e', 1); uni.$off('e', f); uni.$emit('e', 2)", []string{"1", "once"}},
		{"the global one", "log(require('uni') === uni); log(typeof wx); log(uni.x); log(uni.upx2px(750))", []string{"true", "object", "undefined", "390"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := logged(t, c.source)
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("logged %q\nwant   %q", got, c.want)
			}
		})
	}
}

func TestUniIsThereWhereItIsUsed(t *testing.T) {
	for source, want := range map[string]string{
		"exports.request = (call) => uni.request({ ...call, url: 'http://127.0.0.1:3000' + call.url, header: { Authorization: uni.getStorageSync('token') } })": "ok",
		"exports.request = (call) => typeof uni === 'undefined' ? wx.request && Promise.reject('no uni') : 0":                                                   "rejected",
	} {
		port, _ := wrapper.Find("flyjs")
		s := newScript(t, script.Options{Shape: port.Shape, Settings: port.Defaults}, "user.js", source)
		timed, _ := sim.Parse([]byte(`{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}]}`))
		if got := sim.Run(timed, s.Info()).Requests[0].Outcome; got != want {
			t.Errorf("%s: %s", source, got)
		}
	}
}
