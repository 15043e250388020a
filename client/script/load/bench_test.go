package load_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxload/wxload/client/script/load"
)

// page is a page of the usual kind, 10 KB of it.
func page(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "const api = require('../../utils/api%d.js')\nconst app = getApp()\n\nPage({\n  data: { list: [], page: 1, loading: false, title: '第%d页' },\n", n%20, n)
	for i := range 14 {
		fmt.Fprintf(&b, `
  async load%d(options = {}) {
    // 加载下一页，失败时提示
    if (this.data.loading || !options.id && i%d.length > 10) {
      return wx.showToast({ title: '请稍候', icon: 'none' })
    }
    this.setData({ loading: true, ['list[' + this.data.page + '].checked']: false })
    try {
      const res = await api.get('/goods/list', { page: this.data.page, size: 20, ...options })
      const list = (res.data.list || []).map((item, index) => ({ ...item, index, price: (item.price / 100).toFixed(2) }))
      for (const { id, name } of list) {
        if (id === app.globalData.current) app.globalData.names[id] = name.replace(/\s+/g, ' ')
      }
      this.setData({ list: this.data.list.concat(list), page: this.data.page + 1, loading: false })
    } catch (e) {
      console.error('load failed', e)
      this.setData({ loading: false, error: e.errMsg || e.message })
    }
  },
`, i, i)
	}
	fmt.Fprint(&b, "})\n")
	return b.String()
}

// A mini program of 3 MB in 270 pages, with all its files read from memory.
func BenchmarkThreeMegabytes(b *testing.B) {
	fsys, routes, size := fstest.MapFS{"app.js": {Data: []byte("App({ globalData: {} })")}}, []string{}, 0
	for n := 0; size < 3<<20; n++ {
		route := fmt.Sprintf("pages/p%d/p%d", n, n)
		routes = append(routes, route)
		text := page(n)
		size += len(text)
		fsys[route+".js"] = &fstest.MapFile{Data: []byte(text)}
	}
	for n := range 20 {
		fsys[fmt.Sprintf("utils/api%d.js", n)] = &fstest.MapFile{Data: []byte("export const get = (url, data) => new Promise((success, fail) => wx.request({ url, data, success, fail }))")}
	}
	fsys["app.json"] = &fstest.MapFile{Data: []byte(`{"pages": ["` + strings.Join(routes, `", "`) + `"]}`)}
	b.SetBytes(int64(size))
	for b.Loop() {
		p, err := load.New(fsys, ".", load.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		if w := p.Warnings(); len(w) > 0 {
			b.Fatal(w[0])
		}
	}
}
