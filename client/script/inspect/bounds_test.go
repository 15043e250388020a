package inspect

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load"
)

// shopApp is a mini program that logs in on launch and whose one page does something
// with what it gets.
func shopApp(page string) fstest.MapFS {
	return fstest.MapFS{
		"app.json": {Data: []byte(`{"pages":["pages/index"]}`)},
		"app.js": {Data: []byte(`
App({ onLaunch() {
  wx.login({ success: ({ code }) => wx.request({ url: 'https://shop.example.com/login', method: 'POST', data: { code },
    success: (res) => wx.setStorageSync('token', res.data.token) }) })
} })`)},
		"pages/index.js": {Data: []byte(`
function show(goods) {` + page + `}
Page({ onLoad() {
  wx.request({ url: 'https://shop.example.com/goods', header: { token: wx.getStorageSync('token') }, success: (res) => show(res.data.goods) })
} })`)},
		"pages/index.wxml": {Data: []byte(`<view/>`)},
	}
}

func inspectedApp(t *testing.T, app fstest.MapFS, o Options) *Found {
	t.Helper()
	var err error
	if o.Project, err = load.New(app, ".", load.Limits{}); err != nil {
		t.Fatal(err)
	}
	o.FS = app
	found, err := Inspect(o)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestCodeThatGoesDownIntoAnAnswerComesToAnEnd(t *testing.T) {
	for name, page := range map[string]string{
		"a tree, level by level": `const left = [goods]; while (left.length) { for (const g of left.shift().children) left.push(g) }`,
		"arrays in arrays":       `const left = [goods]; while (left.length) { left.push(...left.pop()) }`,
		"by index":               `const left = [goods]; while (left.length) { const g = left.pop(); for (let i = 0; i < g.length; i++) left.push(g[i]) }`,
		"a list of links":        `while (goods) { goods = goods.next }`,
	} {
		found := inspectedApp(t, shopApp(page), Options{})
		if len(found.Errors) > 0 || found.EndedEarly {
			t.Errorf("%s: ended early %v, errors %v", name, found.EndedEarly, found.Errors)
		}
		if found.Login == nil || found.Token == nil {
			t.Errorf("%s: login %+v, token %+v", name, found.Login, found.Token)
		}
	}
}

func TestCodeWithoutAnEndIsGivenUp(t *testing.T) {
	limits := engine.Limits{Turn: 20 * time.Millisecond}
	found := inspectedApp(t, shopApp(`while (goods.more) goods.count += 1`), Options{Script: script.Options{Limits: limits}})
	if found.Login == nil || found.Login.Path != "/login" {
		t.Errorf("the login that came before was not seen: %+v", found.Login)
	}
	if !slices.ContainsFunc(found.Errors, func(text string) bool { return strings.Contains(text, "20ms of CPU") }) {
		t.Errorf("nothing is said of the loop: %v", found.Errors)
	}
}

func TestWhatThereIsNoTimeForStaysUnknown(t *testing.T) {
	found := inspectedApp(t, shopApp(``), Options{Budget: time.Nanosecond})
	if !found.EndedEarly || found.Login != nil || found.Token != nil {
		t.Errorf("ended early %v, login %+v, token %+v", found.EndedEarly, found.Login, found.Token)
	}
	var text bytes.Buffer
	if err := found.WriteText(&text, "shop", nil); err != nil || !strings.Contains(text.String(), "ended early") {
		t.Errorf("error %v; it is not told:\n%s", err, text.String())
	}
}

func TestAListThatIsMadeUpHasOneRow(t *testing.T) {
	app := shopApp(``)
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	app["pages/index.js"] = file(`Page({ onLoad() {
  wx.request({ url: 'https://shop.example.com/goods', success: (res) => this.setData({ goods: res.data.goods }) }) } })`)
	app["pages/index.json"] = file(`{"usingComponents":{"row":"../row"}}`)
	app["pages/index.wxml"] = file(`<row wx:for="{{goods}}" n="{{index}}" name="{{item.name}}"/>`)
	app["row.js"] = file(`Component({ properties: { n: Number, name: String }, lifetimes: { attached() {
  wx.request({ url: 'https://shop.example.com/row/' + 'abcdefghijklmnopqrstuvwxyz'[this.data.n], success: (res) => this.setData({ price: res.data.price }) }) } } })`)
	app["row.json"], app["row.wxml"] = file(`{"component":true}`), file(`<view/>`)
	found := inspectedApp(t, app, Options{})
	if found.Answers["GET /row/a"] == nil || found.Answers["GET /row/b"] != nil {
		t.Errorf("answers %s", found.Answers)
	}
}
