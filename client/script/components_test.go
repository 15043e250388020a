package script_test

import (
	"testing"

	"github.com/wxload/wxload/client/script"
)

// told is a component that tells of its life by the name that it has, and of what it is
// given here besides.
func told(name, more string) string {
	return `const log = getApp().log; Component({ ` + more + `
		created() { log('` + name + ` created') }, attached() { log('` + name + ` attached') }, detached() { log('` + name + ` detached') } })`
}

func TestComponentsInTemplatesAreThere(t *testing.T) {
	p := newPhone(t, script.Options{}, "app.json", `{"pages":["pages/a/a"],"usingComponents":{"tile":"/components/tile"}}`, "app.js", appFile,
		"pages/a/a.js", `const log = getApp().log; Page({ data: { list: [{ id: 1 }, { id: 2 }], kind: 'small' },
			show() { log(this.selectAllComponents('.tile').map((c) => c.data.label).join()) }, onLoad() { this.show() },
			onTile(e) { log('tile ' + e.detail.label + e.currentTarget.dataset.id) },
			grow() { this.setData({ kind: 'big', list: this.data.list.concat({ id: 3 }) }); this.show(); this.selectComponent('.tile').tap() } })`,
		"pages/a/a.wxml", `<import src="/lib/tiles"/><template is="{{kind}}" wx:for="{{list}}" data="{{...item, from: kind || nowhere.at.all}}"/><include src="/lib/end.wxml"/>`,
		"lib/tiles.wxml", `<wxs module="m">exports.mark = function (s) { return s + '!' }</wxs>
			<template name="small"><tile class="tile" label="{{m.mark(from)}}{{id}}"/></template>
			<template name="big"><view><template is="small" data="{{from, id}}"/></view></template>`,
		"lib/end.wxml", `<tile class="tile" label="end of {{list.length}}" bind:tile="onTile" data-id="{{kind}}"/>`,
		"components/tile.js", `Component({ properties: { label: String }, methods: { tap() { this.triggerEvent('tile', this.data) } } })`)
	expect(t, p.do(p.Launch, p.open("pages/a/a", ""), p.tap("grow", "{}"), p.tap("tap", "{}")), "app show", "small!1,small!2,end of 2", "big!1,big!2,big!3,end of 3")
}

func TestATemplateThatUsesItselfComesToAnEnd(t *testing.T) {
	p := newPhone(t, script.Options{}, "app.json", `{"pages":["pages/a/a"],"usingComponents":{"leaf":"/components/leaf"}}`, "app.js", appFile,
		"pages/a/a.js", `Page({ data: { tree: { name: 'a', sub: [{ name: 'b' }, { name: 'c', sub: [{ name: 'd' }] }] } },
			onLoad() { getApp().log(this.selectAllComponents('leaf').map((c) => c.data.name).join('')) } })`,
		"pages/a/a.wxml", `<template name="node"><leaf name="{{name}}"/><template is="node" wx:for="{{sub}}" data="{{...item}}"/></template>
			<template is="node" data="{{...tree}}"/><template name="loop"><template is="loop"/><leaf name="!"/></template><template is="loop"/>`,
		"components/leaf.js", `Component({ properties: { name: String } })`)
	got := p.do(p.Launch, p.open("pages/a/a", ""))
	if len(got) != 2 || len(got[1]) < len("abcd!") || got[1][:5] != "abcd!" {
		t.Errorf("got %q, want abcd, and a bounded number of !", got)
	}
}

func TestAComponentsChildrenAreThereWhenItIsCreated(t *testing.T) {
	p := newPhone(t, script.Options{}, "app.json", `{"pages":["pages/a/a"]}`, "app.js", appFile,
		"pages/a/a.js", `Page({})`, "pages/a/a.json", `{"usingComponents":{"popup":"/components/popup"}}`, "pages/a/a.wxml", `<popup/>`,
		"components/popup.js", told("popup", `data: { items: [] }, methods: { add() { this.setData({ n: 2 }) } },
			properties: { n: { type: Number, observer(n) { getApp().log('observer sees ' + this.selectAllComponents('.item').length) } } },
			observers: { n(n) { this.setData({ items: new Array(n).fill(0) }) } },
			lifetimes: { created() { getApp().log('back ' + (this.selectComponent('#back') !== null)) } },`),
		"components/popup.json", `{"usingComponents":{"back":"./back","item":"./item"}}`, "components/popup.wxml", `<back id="back"/><item wx:for="{{items}}" class="item"/>`,
		"components/back.js", told("back", ""), "components/item.js", `Component({})`)
	expect(t, p.do(p.Launch, p.open("pages/a/a", ""), p.tap("add", "{}")), "app show", "back created", "back true", "popup attached", "back attached", "observer sees 2")
}

func TestRelationsTieComponentsOfOneTemplate(t *testing.T) {
	relation := func(other, kind string) string {
		return `relations: { '` + other + `': { type: '` + kind + `', linked(o) { this.tied = o; getApp().log('` + kind + ` linked ' + o.is) }, unlinked(o) { getApp().log('` + kind + ` unlinked ' + o.is) } } },`
	}
	p := newPhone(t, script.Options{}, "app.json", `{"pages":["pages/a/a"]}`, "app.js", appFile,
		"pages/a/a.js", `Page({ more() { this.selectComponent('#upload').setData({ more: true }) }, less() { this.selectComponent('#upload').setData({ files: [] }) } })`,
		"pages/a/a.json", `{"usingComponents":{"upload":"/ui/upload"}}`, "pages/a/a.wxml", `<upload id="upload"/>`,
		// An item that is drawn while the upload is attached comes after the grid around it.
		"ui/upload.js", `Component({ data: { files: [] }, attached() { this.setData({ files: [1] }) } })`,
		"ui/upload.json", `{"usingComponents":{"grid":"./grid","item":"./item","other":"./other"}}`,
		"ui/upload.wxml", `<grid border="{{true}}"><item wx:if="{{more}}" id="first"/><item wx:for="{{files}}"/><other/></grid>`,
		"ui/grid.js", `Component({ `+relation("./item", "descendant")+` properties: { border: Boolean },
			observers: { border() { this.each() } }, methods: { each() { getApp().log('grid has ' + this.getRelationNodes('./item').map((o) => o.id + (o.tied === this)).join()) } } })`,
		"ui/item.js", `Component({ `+relation("./grid", "ancestor")+` attached() { getApp().log('item attached') } })`,
		"ui/other.js", `Component({ `+relation("./grid", "ancestor")+` })`)
	expect(t, p.do(p.Launch, p.open("pages/a/a", "")), "app show", "grid has ", "item attached", "descendant linked ui/item", "ancestor linked ui/grid")
	p.lines = nil
	expect(t, p.do(p.tap("more", "{}"), p.tap("each", "{}"), p.tap("less", "{}")), "item attached", "descendant linked ui/item", "ancestor linked ui/grid", "grid has firsttrue,true",
		"descendant unlinked ui/item", "ancestor unlinked ui/grid")
}

func TestWhatADeviceGivesIsKeptInTheData(t *testing.T) {
	p := newPhone(t, script.Options{}, "app.json", `{"pages":["pages/a/a"]}`, "app.js", appFile,
		"pages/a/a.js", `const log = getApp().log; Page({ onLoad() {
			this.setData({ audio: wx.createInnerAudioContext() }); this.data.audio.onPlay(() => {}); log(typeof this.properties.audio)
			let format = 'yyyy'; if (/(y+)/.test(format)) format = format.replace(RegExp.$1, '2026'.substr(4 - RegExp.$1.length)); log(format) } })`)
	expect(t, p.do(p.Launch, p.open("pages/a/a", "")), "app show", "object", "2026")
}
