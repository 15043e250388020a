package load_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/script/load"
)

// platform is as much of wx and uni as a library needs for a request.
const platform = `
globalThis.wx = globalThis.uni = {
  request(o) {
    Promise.resolve().then(() => {
      const r = { statusCode: 200, data: { url: o.url, method: o.method }, header: {}, cookies: [], errMsg: 'request:ok' }
      if (o.success) o.success(r)
      if (o.complete) o.complete(r)
    })
    return { abort() {}, onHeadersReceived() {}, offHeadersReceived() {}, onChunkReceived() {}, offChunkReceived() {} }
  },
  getStorageSync: () => '', setStorageSync() {}, removeStorageSync() {}, canIUse: () => false,
  getNetworkType(o) { if (o && o.success) o.success({ networkType: 'wifi' }) }, onNetworkStatusChange() {},
  onAppHide() {}, onAppShow() {}, onSocketOpen() {}, onSocketMessage() {}, onSocketClose() {}, onSocketError() {},
  downloadFile() {}, uploadFile() {}, login() {}, getSystemInfoSync: () => ({ platform: 'devtools' }), showLoading() {}, hideLoading() {},
}
globalThis.setTimeout = (f) => { Promise.resolve().then(f); return 1 }
globalThis.clearTimeout = () => {}
`

// The libraries come by "make conformance"; Node is not needed to run them.
func TestLibrariesAreLoadedAndSend(t *testing.T) {
	dir := filepath.Join("..", "conformance", "node")
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		t.Skip("run npm ci in client/script/conformance/node first, or make conformance")
	}
	calls, err := filepath.Glob(filepath.Join(dir, "calls", "*.*s"))
	if err != nil || len(calls) < 8 {
		t.Fatal(calls, err)
	}
	for _, call := range calls {
		t.Run(filepath.Base(call), func(t *testing.T) {
			p, err := load.New(os.DirFS(dir), "calls/"+filepath.Base(call), load.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if w := p.Warnings(); len(w) > 0 {
				t.Error(w)
			}
			if !slices.ContainsFunc(p.Files(), func(f load.File) bool { return strings.HasPrefix(f.Path, "node_modules/") }) {
				t.Errorf("nothing of npm in %v", p.Files())
			}
			d := newDevice(t, p, platform)
			d.do(t, "const m = require('"+p.Entry()+"'); m.get('https://x.test/api').then((v) => log(JSON.stringify(v)), (e) => log('rejected', e && e.message || JSON.stringify(e)))")
			if len(d.errors) > 0 || len(d.lines) != 1 || !strings.Contains(d.lines[0], `"url":"https://x.test/api"`) {
				t.Errorf("got %q, errors %v", d.lines, d.errors)
			}
		})
	}
}
