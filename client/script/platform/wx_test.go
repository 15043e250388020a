package platform_test

import (
	"testing"

	"github.com/wxload/wxload/client/script/platform"
	"github.com/wxload/wxload/client/wx"
)

// show writes values so that their types can be seen.
const show = `
	const show = (v) => v === undefined ? 'undefined' : JSON.stringify(v);
	const told = (name) => ({success: (r) => log(name + ' success ' + show(r)), fail: (r) => log(name + ' fail ' + show(r)), complete: (r) => log(name + ' complete ' + show(r))});
`

func TestMembersOfWX(t *testing.T) {
	for _, c := range []struct {
		name, source string
		want         []string
	}{
		{"login", "wx.login(told('a'))", []string{`a success {"code":"c1","errMsg":"login:ok"}`, `a complete {"code":"c1","errMsg":"login:ok"}`}},
		{"login as a promise", "wx.login().then((r) => log(r.code)); log(String(wx.login({success() {}})))", []string{"undefined", "c1"}},
		{"success and complete in one turn", "wx.login({success() { log('success'); Promise.resolve().then(() => log('microtask')) }, complete() { log('complete') }})",
			[]string{"success", "complete", "microtask"}},
		{"checkSession", "wx.checkSession(told('a'))", []string{`a success {"errMsg":"checkSession:ok"}`, `a complete {"errMsg":"checkSession:ok"}`}},
		{"user info", "wx.getUserInfo(told('a')); wx.getUserProfile({desc: 'x'}).then((r) => log(r.errMsg + r.userInfo.nickName + r.encryptedData + r.iv + r.rawData + r.signature))",
			[]string{`a success {"userInfo":{"nickName":"n"},"rawData":"{\"nickName\":\"n\"}","signature":"s","encryptedData":"e","iv":"i","errMsg":"getUserInfo:ok"}`,
				`a complete {"userInfo":{"nickName":"n"},"rawData":"{\"nickName\":\"n\"}","signature":"s","encryptedData":"e","iv":"i","errMsg":"getUserInfo:ok"}`,
				`getUserProfile:okne` + `i{"nickName":"n"}s`}},
		{"account", "log(show(wx.getAccountInfoSync()))", []string{`{"miniProgram":{"appId":"wx1","envVersion":"develop","version":""}}`}},
		{"system", "const s = wx.getSystemInfoSync(); log([s.platform, s.windowWidth, s.SDKVersion, s.safeArea.top].join()); wx.getSystemInfo({success: (r) => log(r.model + r.errMsg)}); wx.getSystemInfo().then((r) => log(r.language))",
			[]string{"ios,390,3.6.0,47", "iPhone 13<iPhone14,5>getSystemInfo:ok", "zh_CN"}},
		{"network", "wx.getNetworkType({success: (r) => log(r.networkType)}); wx.onNetworkStatusChange(() => {}); wx.offNetworkStatusChange()", []string{"wifi"}},
		{"toasts", "wx.showToast({title: 'x', complete: (r) => log(show(r))}); wx.hideToast(); wx.showLoading().then((r) => log(r.errMsg)); wx.hideLoading()",
			[]string{`{"errMsg":"showToast:ok"}`, "showLoading:ok"}},
		{"modal", "wx.showModal(told('a'))", []string{`a success {"cancel":false,"confirm":true,"errMsg":"showModal:ok"}`, `a complete {"cancel":false,"confirm":true,"errMsg":"showModal:ok"}`}},
		{"sheet", "wx.showActionSheet({itemList: ['a'], success: (r) => log(r.tapIndex)})", []string{"0"}},
		{"authorisation", "wx.getSetting({success: (r) => log(r.authSetting['scope.userInfo'])}); wx.authorize({scope: 'x', success: (r) => log(r.errMsg)}); wx.getLocation({success: (r) => log(typeof r.latitude)})",
			[]string{"true", "authorize:ok", "number"}},
		{"nextTick", "Promise.resolve().then(() => log('microtask')); wx.nextTick(() => log('tick')); log('end')", []string{"end", "microtask", "tick"}},
		{"unknown members", "log(String(wx.x)); log((wx.y || []).length); log('z' in wx)", []string{"undefined", "0", "false"}},
		{"replaced", "const old = wx.request; wx.request = (o) => { log('mine'); return old(o) }; wx.request({url: 'https://a.example/'})", []string{"mine"}},
		{"defined again", "Object.defineProperty(wx, 'request', {configurable: true, enumerable: true, writable: true, value: () => log('mine')}); wx.request({})", []string{"mine"}},
		{"more members", "wx.mine = 1; log(wx.mine); log(Object.keys(wx).includes('mine') && Object.keys(wx).includes('getLocation'))", []string{"1", "true"}},
		{"canIUse", "log(['request', 'getUserProfile', 'button.open-type.getUserInfo', 'login.object.timeout', 'x', 'x.y'].map((s) => wx.canIUse(s)).join()); log(wx.canIUse())",
			[]string{"true,true,true,true,false,false", "false"}},
		{"update manager", "const m = wx.getUpdateManager(); m.onUpdateReady(() => log('never')); m.onCheckForUpdate((r) => log(r.hasUpdate)); m.applyUpdate()", []string{"false"}},
		{"bytes", "log(wx.arrayBufferToBase64(wx.base64ToArrayBuffer('aGk='))); log(new Uint8Array(wx.base64ToArrayBuffer('aGk=')).join())", []string{"aGk=", "104,105"}},
		{"paths", "log(wx.env.USER_DATA_PATH); log(show(wx.getExtConfigSync())); wx.getExtConfig({success: (r) => log(show(r.extConfig))}); log(wx.getLaunchOptionsSync().scene); log(wx.getMenuButtonBoundingClientRect().height)",
			[]string{"http://usr", "{}", "1001", "32", "{}"}},
		{"a callback that throws", "wx.login({success() { throw new Error('no') }, complete() { log('complete') }})", []string{"complete"}},
		{"this of callbacks", "wx.login({mine: 1, success() { log(this.mine) }})", []string{"1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDevice(t, platform.Config{})
			d.run(show + c.source)
			want(t, "logged", d.lines, c.want)
		})
	}
}

func TestAllMembersOfWXAreThere(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(`
		const names = Object.keys(wx);
		log(names.length);
		for (const name of names) {
			if (wx[name] === undefined) log(name + ' is undefined');
			if (!wx.canIUse(name)) log(name + ' cannot be used');
			if (typeof wx[name] === 'function' && wx[name].name !== name) log(name + ' is named ' + wx[name].name);
		}
		log(new Set(names).size);
	`)
	want(t, "logged", d.lines, []string{"506", "506"})
	want(t, "reported", d.errors, nil)
}

func TestEachMemberOfWXCanBeCalled(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(`
		for (const name of Object.keys(wx)) {
			if (typeof wx[name] !== 'function') continue;
			for (const options of [undefined, {}, {success() {}, fail() {}, complete() {}}]) {
				try { const r = wx[name](options); if (r && typeof r.then === 'function') r.then(() => {}, () => {}) } catch (e) { log(name + ': ' + e.message) }
			}
		}
	`)
	want(t, "logged", d.lines, nil)
	want(t, "reported", d.errors, nil)
}

func TestFailures(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.refuse = true
	d.run(show + `
		wx.login(told('login'));
		wx.checkSession().catch((r) => log('check ' + show(r)));
		wx.getUserProfile({fail: (r) => log('profile ' + show(r))});
	`)
	want(t, "logged", d.lines, []string{`login fail {"errMsg":"login:fail","errno":5}`, `login complete {"errMsg":"login:fail","errno":5}`,
		`check {"errMsg":"checkSession:fail","errno":5}`, `profile {"errMsg":"getUserProfile:fail"}`})
}

// Most mini programs ask for the profile first, and log in then.
func TestAProfileIsGivenWithoutASession(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.refuse, d.reason = true, " session time out, need relogin"
	d.run(show + `
		wx.getUserProfile({desc: 'x', success: (r) => log(r.userInfo.nickName + JSON.parse(r.rawData).nickName + r.encryptedData + r.errMsg)});
		wx.getUserInfo({success: (r) => log(r.userInfo.nickName)});
		wx.getUserInfo({withCredentials: true, fail: (r) => log(show(r))});
	`)
	want(t, "logged", d.lines, []string{"微信用户微信用户getUserProfile:ok", "微信用户", `{"errMsg":"getUserInfo:fail session time out, need relogin"}`})
}

func TestAUserWhoCancelsAndDenies(t *testing.T) {
	d := newDevice(t, platform.Config{Cancels: true, Denies: true})
	d.run(show + `
		wx.showModal({success: (r) => log(show(r))});
		wx.showActionSheet({fail: (r) => log(show(r))});
		wx.getUserInfo({fail: (r) => log(show(r))});
		wx.getUserProfile({fail: (r) => log(show(r))});
		wx.authorize({scope: 'x', fail: (r) => log(show(r))});
		wx.getLocation({fail: (r) => log(show(r))});
		wx.getSetting({success: (r) => log(r.authSetting['scope.userInfo'])});
		wx.authorize({scope: 'x'});
	`)
	want(t, "logged", d.lines, []string{`{"cancel":true,"confirm":false,"errMsg":"showModal:ok"}`, `{"errMsg":"showActionSheet:fail cancel"}`,
		`{"errMsg":"getUserInfo:fail scope unauthorized"}`, `{"errMsg":"getUserProfile:fail auth deny"}`, `{"errMsg":"authorize:fail auth deny"}`,
		`{"errMsg":"getLocation:fail auth deny"}`, "false"})
	want(t, "reported", d.errors, []string{"authorize:fail auth deny"}) // the promise that nobody looks at
}

func TestStorage(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(show + `
		log(show(wx.getStorageSync('missing')));
		const o = {a: [1, 'x', null, {b: true}]};
		for (const v of ['text', '', '1', 1, 1.5, true, null, undefined, o, [], NaN, {f() {}}]) {
			wx.setStorageSync('k', v);
			const got = wx.getStorageSync('k');
			log(typeof got + ' ' + show(got));
		}
		wx.setStorageSync('o', o);
		o.a.push('later');
		wx.getStorageSync('o').a.push('mine');
		log(show(wx.getStorageSync('o')));
		log(show(wx.getStorageInfoSync()));
		wx.removeStorageSync('k');
		log(show(wx.getStorageSync('k')));
		wx.setStorage({key: 'p', data: {q: 1}, success: (r) => { log(show(r)); wx.getStorage({key: 'p', success: (r) => log(show(r))}) }});
		wx.getStorage({key: 'nothing'}).catch((r) => log(r.errMsg));
		wx.removeStorage({key: 'o', complete: (r) => log(show(r) + show(wx.getStorageSync('o')))});
		wx.batchSetStorageSync([{key: 'x', value: 1}, {key: 'y', value: [2]}]);
		log(show(wx.batchGetStorageSync(['y', 'x', 'z'])));
		wx.batchSetStorage({kvList: [{key: 'z', value: 3}], success: () => wx.batchGetStorage({keyList: ['z'], success: (r) => log(show(r.dataList))})});
		wx.getStorageInfo({success: (r) => log(r.keys.length)});
		setTimeout(() => { wx.clearStorage({success: (r) => { log(show(r)); log(show(wx.getStorageInfoSync().keys)) }}) }, 1000);
		try { wx.setStorageSync('big', new Array(2e6).join('x')) } catch (e) { log(e.message) }
	`)
	want(t, "logged", d.lines, []string{`""`,
		`string "text"`, `string ""`, `string "1"`, `number 1`, `number 1.5`, `boolean true`, `object null`, `undefined undefined`,
		`object {"a":[1,"x",null,{"b":true}]}`, `object []`, `object null`, `object {}`,
		`{"a":[1,"x",null,{"b":true}]}`, `{"keys":["k","o"],"currentSize":1,"limitSize":10240}`, `""`,
		`[[2],1,""]`, "setStorage:fail entry size limit reached",
		`{"errMsg":"setStorage:ok"}`, "getStorage:fail data not found", `{"errMsg":"removeStorage:ok"}""`, "4", `{"data":{"q":1},"errMsg":"getStorage:ok"}`, "[3]",
		`{"errMsg":"clearStorage:ok"}`, "[]"})
	want(t, "reported", d.errors, nil)
}

func TestStubsAreCounted(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(show + `
		wx.setNavigationBarTitle({title: 'x', success: (r) => log(show(r))});
		wx.vibrateShort().then((r) => log(r.errMsg));
		wx.reportEvent('x', {});
		wx.onThemeChange(() => log('never'));
		const c = wx.createInnerAudioContext();
		c.src = 'x';
		c.onEnded(() => log('never')).play().a.b;
		log(c.src);
		wx.createSelectorQuery().in({}).select('#x').boundingClientRect((r) => log(r.width)).selectAll('b').fields({}).exec((r) => log(r[0].height + ' ' + r[1].length));
		log(typeof wx.worklet.Easing.bezier(0, 1) + typeof class extends wx.getXrFrameSystem().Component {});
		wx.cloud.init({});
		log(String(wx.getPerformance().then));
	`)
	want(t, "logged", d.lines, []string{"x", "objectfunction", "undefined", `{"errMsg":"setNavigationBarTitle:ok"}`, "vibrateShort:ok", "390", "100 1"})
	want(t, "events", d.events, []string{"stub wx.setNavigationBarTitle", "stub wx.vibrateShort", "stub wx.reportEvent", "stub wx.onThemeChange",
		"stub wx.createInnerAudioContext", "stub wx.createSelectorQuery", "stub wx.getXrFrameSystem", "stub wx.getPerformance"})
}

func TestTheCloudAnswersThatNothingIsThere(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(show + `
		wx.cloud.init({env: 'e'});
		const db = wx.cloud.database(), _ = db.command;
		wx.cloud.callFunction({name: 'login'}).then((r) => log(show(r.result)));
		wx.cloud.callFunction({name: 'login', success: (r) => log(r.errMsg), fail: () => log('never')});
		db.collection('a').where({at: _.gt(db.serverDate()).and(_.set(1))}).orderBy('at', 'desc').limit(3).get().then((r) => log(show(r.data)));
		db.collection('a').doc('1').get().then((r) => log(show(r.data)));
		db.collection('a').aggregate().match({}).end().then((r) => log(show(r.list)));
		(async () => log((await db.collection('a').add({data: {}}))._id + (await db.collection('a').count()).total))();
		wx.cloud.getTempFileURL({fileList: ['cloud://a', {fileID: 'cloud://b'}]}).then((r) => log(r.fileList.map((f) => f.fileID + f.status + typeof f.tempFileURL).join()));
		log(typeof wx.cloud + typeof wx.cloud.then + typeof new wx.cloud.Cloud({}).init);
	`)
	want(t, "logged", d.lines, []string{"objectundefinedfunction", "{}", "cloud.callFunction:ok", "[]", "{}", "[]", "cloud://a0string,cloud://b0string", "0"})
	want(t, "reported", d.errors, nil)
	want(t, "the first event", d.events[:1], []string{"stub wx.cloud.callFunction"})
}

func TestStubsTellWhatPagesUseAtOnce(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(show + `
		wx.chooseImage({success: (r) => log(r.tempFilePaths[0] + r.errMsg)});
		wx.getScreenBrightness().then((r) => log(r.value.toFixed(1)));
		wx.scanCode().then((r) => log(show(r.result)));
	`)
	want(t, "logged", d.lines, []string{"http://tmp/1.pngchooseImage:ok", "0.5", `""`})
	want(t, "reported", d.errors, nil)
}

func TestNavigation(t *testing.T) {
	caller := 0
	d := newDevice(t, platform.Config{Caller: func() int { return caller }})
	d.run(show + `
		const route = () => getCurrentPages().map((p) => p.route).join();
		log(route());
		wx.navigateTo({url: '/pages/login/login?from=a%20b&x', success: (r) => log(show(r))});
		const page = getCurrentPages()[1];
		log(show(page.options) + page.is);
		page.setData({a: 1});
		log(show(page.data) + (page === getCurrentPages()[1]));
		wx.redirectTo({url: '../me/me'});
		log(route());
		wx.navigateBack();
		log(route());
		wx.navigateBack({fail: (r) => log(r.errMsg)});
		for (let i = 0; i < 10; i++) wx.navigateTo({url: 'p' + i, fail: (r) => log(r.errMsg)});
		wx.navigateBack({delta: 3});
		log(getCurrentPages().length);
		wx.reLaunch({url: '/pages/login/login'});
		log(route());
		wx.switchTab({url: '/pages/index/index'});
		wx.navigateTo({fail: (r) => log(r.errMsg)});
	`)
	want(t, "logged", d.lines, []string{"pages/index/index", `{"from":"a%20b","x":""}pages/login/login`, `{"a":1}true`,
		"pages/index/index,pages/me/me", "pages/index/index", "7", "pages/login/login",
		`{"errMsg":"navigateTo:ok"}`, "navigateBack:fail cannot navigate back at first page.", "navigateTo:fail webview count limit exceed",
		"navigateTo:fail parameter error: parameter.url should be String instead of Undefined;"})
	if len(d.events) != 15 || d.events[0] != "navigate pages/login/login" || d.events[2] != "navigate pages/index/index" {
		t.Errorf("events %q", d.events)
	}
	_ = wx.Text
}
