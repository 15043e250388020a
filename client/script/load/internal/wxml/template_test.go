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
		{"not closed", `<view><card></view><tab-bar>`, `view(card),tab-bar`},
		{"nonsense in an expression", `<card a="{{ if }}" b="{{...o}}"/>`, `card a=undefined,b=[object Object]`},
	} {
		module := Parse(c.text).Module(uses)
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
		const data = {b: {c: 'B'}, n: 1, f: 'F', list: [1], o: {}}
		const value = (v) => typeof v === 'function' ? v(data) : v
		const words = (nodes) => nodes.map((n) => n.tag +
			(n.when.length ? '[' + (n.when.every(([f, is]) => !!f(data) === is) ? 'yes' : 'no') + ']' : '') +
			(n.each ? '*' + n.each.item + ',' + n.each.index : '') + (n.id ? '#' + value(n.id) : '') +
			(n.module ? [n.attrs, n.binds, n.dataset].map((o) => Object.keys(o).map((k) => k + '=' + value(o[k])).join()).filter(Boolean).join().replace(/^(?=.)/, ' ') : '') +
			(n.children.length ? '(' + words(n.children) + ')' : '')).join()
		return words(module.exports) })()`)
	if err != nil {
		t.Fatal(err)
	}
	return v.String()
}

func TestHandlersAreThoseThatAreBound(t *testing.T) {
	got := Parse(`<view bindtap="onTap"><input catch:input="onInput" capture-bind:tap="onTap"/><form bindsubmit="{{a}}" bind="x"/><b mut-bind:tap="onTap"/></view>`).Handlers
	if want := []Handler{{"tap", "onTap"}, {"input", "onInput"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func FuzzTemplates(f *testing.F) {
	for _, s := range []string{`<a b="{{c}}" d/>`, `<a`, `</a>`, `<a b='`, `<!--`, `<a =x>`, `<wxs>`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		module := Parse(text).Module(map[string]string{"a": "a.js"})
		if module == "" {
			return
		}
		if _, err := goja.Compile("", "(function(module){"+module+"\n})", false); err != nil {
			t.Errorf("%q: %v\n%s", text, err, strings.TrimSpace(module))
		}
	})
}
