package script_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// BenchmarkMiniProgram tells what a client of a mini program takes: its memory after the
// launch and the first page, and the time for both, the mean and the best of all: on a busy
// machine the best tells more. WXLOAD_APPS names more.
func BenchmarkMiniProgram(b *testing.B) {
	b.Run("40-pages", func(b *testing.B) { measureApp(b, scriptOf(b, manyPages(40))) })
	for _, dir := range filepath.SplitList(os.Getenv(appsVariable)) {
		b.Run(filepath.Base(dir), func(b *testing.B) {
			s, _ := openApp(b, dir)
			measureApp(b, s)
		})
	}
}

func measureApp(b *testing.B, s *script.Script) {
	const crowd = 100
	var took time.Duration
	best := time.Hour
	var kib float64
	for b.Loop() {
		clients := make([]*client.Client, crowd)
		before := heap()
		for i := range clients {
			begun := time.Now()
			clients[i] = started(s)
			one := time.Since(begun)
			took += one
			best = min(best, one)
		}
		kib = float64(heap()-before) / crowd / 1024
		for _, c := range clients {
			c.Stop()
		}
		runtime.KeepAlive(clients)
	}
	b.ReportMetric(kib, "KiB/client")
	b.ReportMetric(float64(best.Microseconds())/1000, "ms/best-start")
	b.ReportMetric(float64(took.Microseconds())/1000/float64(b.N*crowd), "ms/start")
}

// started is a client that has launched the app and opened its first page.
func started(s *script.Script) *client.Client {
	w := &bare{body: plausible[0]}
	settings := s.Info().Defaults
	settings.Domains = map[string]string{"develop": "http://127.0.0.1:1"}
	c := client.New(w, client.Config{Wrapper: s.Info(), Settings: &settings, Platform: wx.Config{EnvVersion: "develop", Slots: 10}})
	c.Launch()
	c.Open(s.Found().Pages[0], "")
	w.pass(2 * time.Second)
	return c
}

func scriptOf(b *testing.B, fsys fstest.MapFS) *script.Script {
	project, err := load.New(fsys, ".", load.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	info, _ := wrapper.Find("flyjs")
	s, err := script.New(project, script.Options{Settings: info.Defaults})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// manyPages is a native mini program with so many pages of thirty functions each.
func manyPages(n int) fstest.MapFS {
	fsys := fstest.MapFS{"app.js": {Data: []byte(`App({ globalData: {}, onLaunch() { this.globalData.token = wx.getStorageSync('token') } })`)},
		"utils/http.js": {Data: []byte(`exports.get = (url, data) => new Promise((resolve, reject) => wx.request({ url: 'https://x.test' + url, data, success: (r) => resolve(r.data), fail: reject }))`)}}
	var pages, functions strings.Builder
	for i := range 30 {
		fmt.Fprintf(&functions, "  on%d(e) { const { id } = e.currentTarget.dataset; this.setData({ ['list[' + %[1]d + '].id']: id, loading: false }); return get('/api/x%[1]d', { id }).then((d) => this.setData({ d })) },\n", i)
	}
	for i := range n {
		route := fmt.Sprintf("pages/p%d/p%[1]d", i)
		fmt.Fprintf(&pages, ",%q", route)
		fsys[route+".js"] = &fstest.MapFile{Data: []byte("import { get } from '../../utils/http'\nPage({ data: { list: [], loading: true },\n  onLoad() { get('/api/list') },\n" + functions.String() + "})")}
	}
	fsys["app.json"] = &fstest.MapFile{Data: []byte(`{"pages":[` + pages.String()[1:] + `]}`)}
	return fsys
}
