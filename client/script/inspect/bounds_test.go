package inspect

import (
	"testing"
	"testing/fstest"

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

func inspectedApp(t *testing.T, app fstest.MapFS) *Found {
	t.Helper()
	project, err := load.New(app, ".", load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	found, err := Inspect(Options{FS: app, Project: project})
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
		found := inspectedApp(t, shopApp(page))
		if len(found.Errors) > 0 {
			t.Errorf("%s: errors %v", name, found.Errors)
		}
		if found.Login == nil || found.Token == nil {
			t.Errorf("%s: login %+v, token %+v", name, found.Login, found.Token)
		}
	}
}
