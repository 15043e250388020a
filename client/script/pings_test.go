package script_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestPingsDoNotKeepACallFromBeingHung(t *testing.T) {
	const ping = `wx.request({ url: 'http://127.0.0.1:3000/ping', header: { Authorization: wx.getStorageSync('token') } })`
	for _, c := range []struct {
		name, code string
		hangs      bool
	}{
		{"none", "", true},
		{"an interval", `setInterval(() => { PING }, 300)`, true},
		{"a timeout that sets itself again", `function tick() { PING; setTimeout(tick, 300) }; tick()`, true},
		{"two intervals", `setInterval(() => { PING }, 300); setInterval(() => { PONG }, 470)`, true},
		{"one that something comes of", `setInterval(() => { PING; wx.setStorageSync('at', Date.now()) }, 300)`, false},
		{"one that logs in", `setInterval(() => { wx.login({}) }, 300)`, false},
		{"one that a call set", `exports.request = () => new Promise(() => { setInterval(() => { PING }, 300) })`, false},
	} {
		code := "exports.request = () => new Promise(() => {});\n" + c.code
		r := simulate(t, strings.NewReplacer("PING", ping, "PONG", strings.Replace(ping, "/ping'", "/pong?t=' + Date.now()", 1)).Replace(code), `{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "launch"}, {"at": 10, "do": "request", "name": "A"}], "horizon": 5000}`)
		if hangs := slices.Contains(defects(r), "hung-request no-login"); hangs != c.hangs {
			t.Errorf("%s: %v", c.name, fmt.Sprint(defects(r)))
		}
	}
}
