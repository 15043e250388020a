package platform_test

import (
	"testing"

	"github.com/wxload/wxload/client/script/platform"
)

func TestTheLifeOfAnApp(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(`
		log(String(getApp()));
		wx.onAppShow((o) => log('listener ' + o.scene));
		wx.onAppHide(() => log('listener hide'));
		App({
			globalData: {n: 1},
			onLaunch(o) { log('launch ' + o.path + (getApp() === this) + getApp().globalData.n); return 'result' },
			onShow() { log('show') },
			onHide() { log('hide') },
		});
		Page({onLoad() { log('never') }});
		Component({});
		log(Behavior({a: 1}).a);
		log(getApp().globalData.n);
	`)
	result := ""
	d.loop.Turn(func() { d.e.Enter(func() { result = d.Launch().String() }) })
	d.loop.Turn(func() { d.e.Enter(d.Hide) })
	d.loop.Turn(func() { d.e.Enter(d.Show) })
	want(t, "logged", append(d.lines, result), []string{"undefined", "1", "1", "launch pages/index/indextrue1", "show", "listener 1001",
		"hide", "listener hide", "show", "listener 1001", "result"})
	want(t, "reported", d.errors, nil)
	if !d.HasApp() {
		t.Error("it has no app")
	}
}

func TestGetAppMayBeAskedForBeforeApp(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(`
		const early = getApp({allowDefault: true});
		App({globalData: 1});
		log(early.globalData + String(early === getApp()));
	`)
	want(t, "logged", d.lines, []string{"1true"})
}

func TestAppMayBeReplaced(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(`
		const old = App;
		App = (o) => old({...o, onLaunch() { log('mine'); o.onLaunch() }});
		global.Page = () => log('page');
		(function () { App({onLaunch() { log('theirs') }}); Page({}) })();
	`)
	d.loop.Turn(func() { d.e.Enter(func() { d.Launch() }) })
	want(t, "logged", d.lines, []string{"page", "mine", "theirs"})
}

func TestListenersOfErrors(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(`
		App({onError(text) { log('app ' + text) }, onUnhandledRejection(r) { log('app ' + r.reason + (r.promise instanceof Promise)) }});
		wx.onError((text) => log('listener ' + text));
		const heard = (r) => log('listener ' + r.reason);
		wx.onUnhandledRejection(heard);
		Promise.reject('a');
		setTimeout(() => { wx.offUnhandledRejection(heard); Promise.reject('b') }, 10);
		throw new Error('no');
	`)
	want(t, "logged", d.lines, []string{"app atrue", "listener a", "app Error: no (user.js:8:9)", "listener Error: no (user.js:8:9)", "app btrue"})
	want(t, "reported", d.errors, []string{"Error: no (user.js:8:9)", "a (user.js:6:17)", "b (user.js:7:69)"})
}

func TestGlobals(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(`
		log(typeof console.log + typeof console.group + String(console.log('x')));
		log(String(global === globalThis));
		log(typeof window + typeof document + typeof process + typeof require + typeof XMLHttpRequest);
		implicit = 1;
		log(global.implicit);
		var mine = 2;
		log(String(global.mine));
		const id = setTimeout(() => log('never'), 1);
		clearTimeout(id);
		queueMicrotask(() => log('microtask'));
		log(typeof uni + typeof my);
	`)
	want(t, "logged", d.lines, []string{"functionfunctionundefined", "true", "undefinedundefinedundefinedundefinedundefined", "1", "undefined", "undefinedundefined", "microtask"})
}
