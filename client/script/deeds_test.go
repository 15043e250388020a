package script_test

import (
	"testing"

	"github.com/wxload/wxload/client/script"
)

// shopFloor is a mini program with handlers of the same names here and there.
var shopFloor = []string{"app.json", `{"pages":["pages/a/a"],"usingComponents":{"card":"/ui/card","panel":"/ui/panel"}}`, "app.js", appFile,
	"pages/a/a.js", `const log = getApp().log; const say = (name) => function (e) { log(name + ' ' + e.type + ' ' + e.currentTarget.id + JSON.stringify(e.currentTarget.dataset) + JSON.stringify(e.detail)) }
		Page({ data: { rows: [{ id: 5 }, { id: 6 }], last: 'bin' }, onTap: say('tapped'), onRow: say('row'), onPick: say('picked'), onPullDownRefresh() { log('pulled') } })`,
	"pages/a/a.wxml", `<view class="head"><button id="login" class="big btn" bindtap="onTap" data-from="head"/></view>
		<view wx:for="{{rows}}" class="row" bind:tap="onRow" data-id="{{item.id}}"><card id="card-{{item.id}}" catch:pick="onPick" data-no="{{index}}"/></view>
		<panel><button class="btn" bindtap="onTap" data-from="slot"/></panel><button id="{{last}}" class="small btn" bindlongpress="onTap"/><button wx:if="{{nobody}}" id="ghost" bindtap="onTap"/>`,
	"ui/card.js", `Component({ methods: { add(e) { this.triggerEvent('pick', { by: e.type }) }, same(e) { getApp().log('same of ' + this.id) } } })`,
	"ui/card.wxml", `<view class="plus" bindtap="add">+</view>`,
	"ui/panel.js", `Component({ methods: { same() { getApp().log('same of the panel') }, close(e) { getApp().log('closed ' + e.currentTarget.dataset.how) } } })`,
	"ui/panel.wxml", `<slot/><template name="close"><view class="close {{kind}}" catchtap="close" data-how="{{how}}"/></template><template is="close" data="{{kind: 'x', how: 'by x'}}"/>`}

func TestADeedIsDoneWhereItIsMeant(t *testing.T) {
	for _, c := range []struct{ deed, want string }{
		{"onTap", `tapped tap login{"from":"head"}{}`},
		{"onRow", `row tap {"id":5}{}`},
		{"onPick", `picked pick card-5{"no":0}{}`},
		{"close", `closed by x`},
		{"onPullDownRefresh", `pulled`},
		{"#login tap", `tapped tap login{"from":"head"}{}`},
		{"button.big.btn tap", `tapped tap login{"from":"head"}{}`},
		{".head button tap", `tapped tap login{"from":"head"}{}`},
		{".head > #login tap", `tapped tap login{"from":"head"}{}`},
		{"panel button tap", `tapped tap {"from":"slot"}{}`},
		{"#bin longpress", `tapped longpress bin{}{}`},
		{".row tap", `row tap {"id":5}{}`},
		{"card add", `picked pick card-5{"no":0}{"by":"add"}`},
		{"card .plus tap", `picked pick card-5{"no":0}{"by":"tap"}`},
		{"#card-6 .plus tap", `picked pick card-6{"no":1}{"by":"tap"}`},
		{"#card-6 pick", `picked pick card-6{"no":1}{}`},
		{"card same", `same of card-5`},
		{"panel same", `same of the panel`},
		{"panel .close.x tap", `closed by x`},
		{"same", `page.error several components of the page pages/a/a have a function same; say whose, as in "card same": card#card-5 (ui/card), card#card-6 (ui/card), panel (ui/panel)`},
		{"button tap", `page.error button is more than one thing on the page pages/a/a; say which: button#login.big.btn tap, button.btn tap`},
		{"#ghost tap", `page.error the page pages/a/a has no #ghost now; it has button#login.big.btn tap, view.row tap, card#card-5 pick, view.plus tap, card#card-6 pick, view.close.x tap, button.btn tap, button#bin.small.btn longpress`},
		{"#login swipe", `page.error #login on the page pages/a/a has neither an event nor a function swipe; it is button#login.big.btn tap`},
		{"nothing", `page.error the page pages/a/a has no function nothing`},
	} {
		t.Run(c.deed, func(t *testing.T) {
			p := newPhone(t, script.Options{}, shopFloor...)
			expect(t, p.do(p.Launch, p.open("pages/a/a", ""), p.tap(c.deed, "{}"))[1:], c.want)
		})
	}
}

// A framework binds all events to one function, or to one that it has named, and looks up
// in the event what was meant.
func TestWhatAFrameworkBindsIsTappedByItsElement(t *testing.T) {
	p := newPhone(t, script.Options{}, "app.json", `{"pages":["pages/a/a"]}`, "app.js", appFile,
		"pages/a/a.js", `const log = getApp().log; const handlers = { _AB: 'login', _AC: 'buy' };
			Page({ data: { a: 'e0', root: { cn: [{ nn: 'view', sid: '_AA', cl: 'page', cn: [{ nn: 'button', sid: '_AB', cl: 'login' }, { nn: 'button', sid: '_AC', uid: 'buy', cl: 'buy' }] }] } },
				onLoad() { this.e0 = (e) => log('e0 by ' + e.type) }, eh(e) { log('eh ' + handlers[e.currentTarget.dataset.sid] + e.type) },
				__e(e) { log('__e ' + JSON.stringify(e.currentTarget.dataset.eventOpts)) } })`,
		"pages/a/a.wxml", `<import src="/base.wxml"/><template is="taro_tmpl" data="{{root:root}}"/><view class="v2" bindtap="__e" data-event-opts="{{[['tap',[['buy',['$event']]]]]}}"/><view class="v3" bindtap="{{a}}"/>`,
		"base.wxml", `<wxs module="xs" src="./utils.wxs"/><template name="taro_tmpl"><block wx:for="{{root.cn}}" wx:key="sid"><template is="{{xs.a(item.nn)}}" data="{{i:item}}"/></block></template>
			<template name="tmpl_view"><view id="{{i.uid||i.sid}}" data-sid="{{i.sid}}" class="{{i.cl}}" bindtap="eh"><block wx:for="{{i.cn}}"><template is="{{xs.a(item.nn)}}" data="{{i:item}}"/></block></view></template>
			<template name="tmpl_button"><button id="{{i.uid||i.sid}}" data-sid="{{i.sid}}" class="{{i.cl}}" bindtap="eh"/></template>`,
		"utils.wxs", `module.exports = { a: function (n) { return 'tmpl_' + n } }`)
	expect(t, p.do(p.Launch, p.open("pages/a/a", ""), p.tap(".login tap", "{}"), p.tap("#buy tap", "{}"), p.tap(".page .buy tap", "{}"), p.tap(".v2 tap", "{}"), p.tap(".v3 tap", "{}")),
		"app show", "eh logintap", "eh buytap", "eh buytap", `__e [["tap",[["buy",["$event"]]]]]`, "e0 by tap")
}
