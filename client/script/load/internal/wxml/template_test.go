package wxml

import (
	"slices"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

func TestTheComponentsOfATemplateAreATree(t *testing.T) {
	uses := map[string]string{"card": "components/card.js", "tab-bar": "components/tab.js"}
	for _, c := range []struct{ name, text, want string }{
		{"none", `<view><text>{{a}}</text></view>`, ``},
		{"one", `<view><card/></view>`, `view(card)`},
		{"properties", `<card title="a {{b.c}}" my-count='{{n + 1}}' shown bind:tap="onTap" catchend="{{f}}" data-Id="7"/>`,
			`card title=a B,myCount=2,shown=true,tap=onTap,end=F,id=7`},
		{"conditions", `<card wx:if="{{n > 5}}"/><card wx:elif="{{n === 1}}" id="one"/><card wx:else/>`, `card[no],card[yes]#one,card[no]`},
		{"a chain ends", `<card wx:if="{{n}}"/><view/><card wx:if="{{!n}}"/>`, `card[yes],card[no]`},
		{"in a list", `<block wx:for="{{list}}" wx:for-item="it"><card/></block>`, `block*it,index(card)`},
		{"comments, wxs and text", `<!-- <card/> --><wxs module="m">var a = '<card/>'; module.exports = 1 < 2</wxs>a < b<tab-bar/>`, `tab-bar`},
		{"a template is not there", `<template name="t"><card/></template>`, ``},
		{"a template where it is used", `<template name="t"><card title="{{a}} {{n}}"/></template><template is="t" data="{{a: b.c, ...o}}"/>`,
			`template<t:card title=B undefined>`},
		{"what a template is given by its name alone", `<template name="t"><card n="{{n}}" f="{{f}}"/></template><template is="t" data="{{n, f, x}}" wx:if="{{n}}"/>`,
			`template[yes]<t:card n=1,f=F>`},
		{"which template", `<template name="t"><card/></template><template name="u"><tab-bar/></template><template is="{{n ? 'u' : 't'}}"/>`, `template<u:tab-bar>`},
		{"a template without components", `<template name="t"><view/></template><template is="t"/><card/>`, `card`},
		{"a template that is nowhere", `<template is="t"/><card/>`, `card`},
		{"a template in another", `<template name="t"><view><template is="u" data="{{a: n}}"/></view></template><template name="u"><card a="{{a}}"/></template><template is="t" data="{{n: 2}}"/>`,
			`template<t:view(template<u:card a=2>)>`},
		{"a template that uses itself", `<template name="t"><card/><template is="t" wx:if="{{more}}"/></template><template is="t"/>`, `template<t:card,template[no]<t:…>>`},
		{"imported", `<import src="lib/t.wxml"/><template is="t" data="{{n}}"/><template is="far"/>`, `template<t:card n=1!,tap=onFar,template<far:tab-bar>>`},
		{"imported without its suffix, from the root", `<import src="/lib/far"/><template is="far"/>`, `template<far:tab-bar>`},
		{"its own before an imported one", `<import src="lib/t.wxml"/><template name="t"><tab-bar/></template><template is="t"/>`, `template<t:tab-bar>`},
		{"included", `<wxs module="m">module.exports = 'own'</wxs><include src="lib/part.wxml" wx:if="{{n}}"/>`, `include[yes](card m=own)`},
		{"included in itself", `<include src="lib/loop.wxml"/><card/>`, `card`},
		{"not closed", `<view><card></view><tab-bar>`, `view(card),tab-bar`},
		{"nonsense in an expression", `<card a="{{ if }}" b="{{...o}}"/>`, `card a=undefined,b=[object Object]`},
	} {
		module := parsed(c.text).Components(uses)
		if module == "" {
			if c.want != "" {
				t.Errorf("%s: nothing", c.name)
			}
			continue
		}
		if got := describe(t, module); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

// describe runs a module and puts the tree into words.
func describe(t *testing.T, module string) string {
	t.Helper()
	v, err := goja.New().RunString(`(() => { const module = {}; ` + module + `
		let data = {b: {c: 'B'}, n: 1, f: 'F', list: [1], o: {}}
		const value = (v) => typeof v === 'function' ? v(data) : v
		const words = (nodes) => nodes.map((n) => n.tag +
			(n.when.length ? '[' + (n.when.every(([f, is]) => !!f(data) === is) ? 'yes' : 'no') + ']' : '') +
			(n.each ? '*' + n.each.item + ',' + n.each.index : '') + (n.id ? '#' + value(n.id) : '') +
			(n.module ? [n.attrs, n.binds, n.dataset].map((o) => Object.keys(o).map((k) => k + '=' + value(o[k])).join()).filter(Boolean).join().replace(/^(?=.)/, ' ') : '') +
			(n.use ? used(n) : '') + (n.children.length ? '(' + words(n.children) + ')' : '')).join()
		const under = []
		const used = (n) => {
			const name = value(n.use), nodes = n.from.find((t) => t[name])[name], outer = data
			if (under.includes(nodes)) return '<' + name + ':…>'
			under.push(nodes)
			data = value(n.data)
			try { return '<' + name + ':' + words(nodes) + '>' } finally { data = outer; under.pop() }
		}
		return words(module.exports) })()`)
	if err != nil {
		t.Fatal(err)
	}
	return v.String()
}

func TestHandlersAreThoseThatAreBound(t *testing.T) {
	got := parsed(`<view bindtap="onTap"><input catch:input="onInput" capture-bind:tap="onTap"/><form bindsubmit="{{a}}" bind="x"/><b mut-bind:tap="onTap"/></view>`).Handlers
	if want := []Handler{{"tap", "onTap"}, {"input", "onInput"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func FuzzTemplates(f *testing.F) {
	for _, s := range []string{`<a b="{{c}}" d/>`, `<a`, `</a>`, `<a b='`, `<!--`, `<a =x>`, `<wxs>`, `<a b="{{a.b[c](d?.e)}}"/>`, `<template name="t"><a/></template><template is="t" data="{{a}}"/>`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		module := parsed(text).Components(map[string]string{"a": "a.js"})
		if module == "" {
			return
		}
		if _, err := goja.Compile("", "(function(module){"+module+"\n})", false); err != nil {
			t.Errorf("%q: %v\n%s", text, err, strings.TrimSpace(module))
		}
	})
}

func TestWhatIsNotThereIsUndefined(t *testing.T) {
	for _, c := range []struct{ expression, want string }{
		{`nowhere`, `undefined`},
		{`nowhere || n`, `1`},
		{`!nowhere.is.it`, `true`},
		{`nowhere.a[0].b ? 1 : 2`, `2`},
		{`b.x.y.z || b.c`, `B`},
		{`nowhere.f(n).g`, `undefined`},
		{`m.f(n) + m.no(n)`, `NaN`},
		{`b['c'] + "b.x[0](1)"`, `Bb.x[0](1)`},
		{`list[0] + list[ n ]`, `NaN`},
		{`n?.5:1`, `0.5`},
		{`b?.c + b?.["c"]`, `BB`},
		{`typeof (nowhere)`, `undefined`},
		{`[...list, 2].length`, `2`},
		{`(b).c + 1.5`, `B1.5`},
		{`this.g`, `7`},
		{`中文 || 'no'`, `no`},
		{`'it\'s'.length`, `4`},
		{`constructor && 1`, `1`},
	} {
		template := parsed(`<wxs module="m">exports.f = function (v) { return v + 1 }</wxs><wxs module="this">exports.g = 7</wxs><card a=""/>`)
		template.sources[0].roots[0].attributes[0].value = "{{" + c.expression + "}}"
		if got := describe(t, template.Components(map[string]string{"card": "card.js"})); got != "card a="+c.want {
			t.Errorf("%s: %s, want %s", c.expression, got, c.want)
		}
	}
}

// library is what the templates here import and include.
var library = map[string]string{
	"lib/t.wxml":    `<wxs module="m" src="m.wxs"/><import src="far.wxml"/><template name="t"><card n="{{m.loud(n)}}" bind:tap="onFar"/><template is="far"/></template>`,
	"lib/m.wxs":     `var mark = require('./mark.wxs'); module.exports = { loud: function (v) { return v + mark } }`,
	"lib/mark.wxs":  `module.exports = '!'`,
	"lib/far.wxml":  "\uFEFF" + `<template name="far"><tab-bar/></template>`,
	"lib/part.wxml": `<wxs module="m">module.exports = 'its'</wxs><template name="t"><tab-bar/></template><card m="{{m}}"/>`,
	"lib/loop.wxml": `<view><include src="loop.wxml"/></view>`,
}

func TestHandlersOfImportedTemplatesAreTheTemplates(t *testing.T) {
	got := parsed(`<import src="lib/t.wxml"/><view bindtap="onTap"/>`).Handlers
	if want := []Handler{{"tap", "onTap"}, {"tap", "onFar"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// parsed is a template beside the library.
func parsed(text string) *Template {
	files := func(path string) (string, bool) {
		text, found := library[path]
		return text, found
	}
	return Parse("a.wxml", text, files)
}
