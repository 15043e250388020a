package script_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/sim"
)

// simulate runs a module in a script of the simulator, against the backend of flyjs.
func simulate(t *testing.T, source, timed string) *sim.Result {
	t.Helper()
	port, _ := wrapper.Find("flyjs")
	return simulateWith(t, script.Options{Shape: port.Shape, Settings: port.Defaults}, source, timed)
}

func simulateWith(t *testing.T, o script.Options, source, timed string) *sim.Result {
	t.Helper()
	s, err := sim.Parse([]byte(timed))
	if err != nil {
		t.Fatal(err)
	}
	return sim.Run(s, newScript(t, o, "user.js", source).Info())
}

// defects are a result's classes, kinds and counts.
func defects(r *sim.Result) []string {
	list := []string{}
	for _, d := range r.Defects {
		list = append(list, strings.TrimSuffix(fmt.Sprintf("%s %s", d.Class, d.Kind), " "))
	}
	return list
}

// plainSend is a promise of the platform's answer, with the token of the storage.
const plainSend = `
	const send = (call) => new Promise((resolve, reject) => wx.request({
		url: 'http://127.0.0.1:3000' + call.url, method: call.method, data: call.data,
		header: { Authorization: wx.getStorageSync('token') }, success: resolve, fail: reject }));
`

func TestWhatAPageGets(t *testing.T) {
	good := `{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}]}`
	expired := `{"initial": {"token": "expired"}, "actions": [{"at": 0, "do": "request", "name": "A"}]}`
	broken := `{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}], "faults": [{"type": "request", "name": "A", "mode": "http500"}]}`
	offline := `{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}], "faults": [{"type": "request", "name": "A", "mode": "network"}]}`
	for _, c := range []struct {
		name, script, request, outcome string
		defects                        []string
	}{
		{"the answer", good, "send(call)", "ok", nil},
		{"its data", good, "send(call).then((r) => r.data)", "ok", nil},
		{"a part of it", good, "send(call).then((r) => r.data.data)", "ok", nil},
		{"a copy", good, "send(call).then((r) => ({...r.data, more: 1}))", "ok", nil},
		{"a text of it", good, "send(call).then((r) => JSON.stringify(r.data))", "ok", nil},
		{"something made of it", good, "send(call).then((r) => ({list: [r.statusCode]}))", "ok", nil},
		{"an array around it", good, "send(call).then((r) => [null, r])", "ok", nil},
		{"nothing", good, "send(call).then(() => {})", "empty", nil},
		{"a value at once", good, "(send(call), 5)", "empty", nil},
		{"something made up, without a send", good, "Promise.resolve({name: 'me'})", "empty", []string{"error-swallowed"}},
		{"nothing, without a send", good, "Promise.resolve()", "empty", []string{"error-swallowed"}},
		{"a rejection without a send", good, "Promise.reject(new Error('offline'))", "rejected", nil},
		{"the failure", expired, "send(call)", "authFailure", []string{"auth-failure-delivered"}},
		{"something made of the failure", expired, "send(call).then((r) => ({ok: false}))", "authFailure", []string{"auth-failure-delivered"}},
		{"nothing for the failure", expired, "send(call).then(() => {})", "empty", []string{"error-swallowed"}},
		{"a rejection for the failure", expired, "send(call).then((r) => { throw r })", "rejected", []string{"auth-failure-ignored"}},
		{"the server's error", broken, "send(call)", "httpError", []string{"error-swallowed"}},
		{"an empty list for the server's error", broken, "send(call).then((r) => r.statusCode === 200 ? r.data : [])", "httpError", []string{"error-swallowed"}},
		{"a rejection", broken, "send(call).then((r) => { throw new Error('HTTP ' + r.statusCode) })", "rejected", nil},
		{"an empty list for a broken network", offline, "send(call).catch(() => [])", "empty", []string{"error-swallowed"}},
		{"the network's rejection", offline, "send(call)", "rejected", nil},
		{"an exception", good, "call.url.nothing.at.all", "rejected", nil},
		{"never", good, "new Promise(() => {})", "never", []string{"hung-request no-login"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := simulate(t, plainSend+"exports.request = (call) => "+c.request, c.script)
			if got := r.Requests[0].Outcome; got != c.outcome {
				t.Errorf("outcome %s, want %s", got, c.outcome)
			}
			if got := defects(r); !slices.Equal(got, c.defects) && len(got)+len(c.defects) > 0 {
				t.Errorf("defects %v, want %v", got, c.defects)
			}
		})
	}
}

func TestAnswersThatAreMixedUpAreFound(t *testing.T) {
	const two = `{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}, {"at": 1, "do": "request", "name": "B"}],
		"latencies": {"request": {"byName": {"A": [100], "B": [50]}}}}`
	// the first answer that comes settles the first call that waits
	const mixed = plainSend + `
		const waiting = [];
		exports.request = (call) => new Promise((resolve) => {
			waiting.push(resolve);
			send(call).then((r) => waiting.shift()(r.data));
		})`
	if got := defects(simulate(t, mixed, two)); !slices.Equal(got, []string{"auth-failure-delivered"}) {
		t.Errorf("defects %v", got)
	}
	// a cache gives an older answer to the same question
	const cached = plainSend + `
		const cache = {};
		exports.request = (call) => {
			const key = call.url.slice(0, -1);
			return cache[key] = cache[key] || send(call).then((r) => r.data);
		}`
	if got := defects(simulate(t, cached, two)); len(got) > 0 {
		t.Errorf("a cache: defects %v", got)
	}
}

// A page may get what its wrapper has kept: of an answer to the same question, or as a
// part of one to another.
func TestWhatAWrapperHasKeptIsNotMadeUp(t *testing.T) {
	for _, c := range []struct {
		name, pages, request string
		sends                int
		madeUp               bool
	}{
		{"the data", "A A", "kept[call.url] || send(call).then((r) => kept[call.url] = r.data)", 1, false},
		{"the data of long ago", "A B C D E F G H A", "kept[call.url] || send(call).then((r) => kept[call.url] = r.data)", 8, false},
		{"something made of it", "A A", "kept[call.url] || send(call).then((r) => kept[call.url] = {status: r.statusCode})", 1, false},
		{"a number", "A A", "kept[call.url] || send(call).then((r) => kept[call.url] = r.statusCode)", 1, false},
		{"a part of another answer", "A B", "kept.data ? kept.data.data : send(call).then((r) => kept.data = r.data)", 1, false},
		{"a copy of a part of another answer", "A B", "kept.text ? JSON.parse(kept.text) : send(call).then((r) => (kept.text = JSON.stringify(r.data.data), r.data))", 1, false},
		{"a part of the storage", "A B C D E F", "wx.getStorageSync('kept') ? wx.getStorageSync('kept').value : send(call).then((r) => (wx.setStorageSync('kept', {value: [r.data.data.name]}), r.data))", 1, false},
		{"made up for another question", "A B", "call.url.endsWith('A') ? send(call) : {name: 'me'}", 1, true},
		{"made up before the first answer", "A", "({name: 'me'})", 0, true},
		{"a refusal made up again", "A A", "kept[call.url] ? {name: 'me'} : send({url: call.url, token: 'other'}).then((r) => { kept[call.url] = r.data; throw r })", 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := `
				const kept = {};
				const send = (call) => new Promise((resolve, reject) => wx.request({
					url: 'http://127.0.0.1:3000' + call.url, header: {Authorization: call.token || 'held'}, success: resolve, fail: reject}));
				exports.request = async (call) => ` + c.request
			s := nodeSituation{Horizon: 10_000}
			for i, name := range strings.Fields(c.pages) {
				s.Actions = append(s.Actions, struct {
					At      int64
					Request string
					Expire  bool
				}{At: int64(200 * i), Request: name})
			}
			w := s.play(newScript(t, script.Options{Settings: conformanceSettings()}, "user.js", source).Info())
			_, found := w.tally.Defects[client.DefectKey{Class: client.ErrorSwallowed}]
			if found != c.madeUp || w.Sends != c.sends || w.tally.Outcomes.Empty != int64(map[bool]int{true: 1}[c.madeUp]) {
				t.Errorf("made up: %v; %d sends, outcomes %+v", found, w.Sends, w.tally.Outcomes)
			}
		})
	}
}

func TestReasonsOfRejections(t *testing.T) {
	offline := `{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}], "faults": [{"type": "request", "name": "A", "mode": "network"}]}`
	expired := `{"initial": {"token": "expired"}, "actions": [{"at": 0, "do": "request", "name": "A"}]}`
	for _, c := range []struct{ script, request, want string }{
		{offline, "send(call)", "request:fail network error"},
		{offline, "send(call).catch((e) => { throw {code: -1, e} })", "request:fail network error"},
		{expired, "send(call).then((r) => { throw r })", "http 401"},
		{expired, "send(call).then((r) => { throw r.data })", "http 401"},
		{expired, "send(call).then((r) => { throw new TypeError('no') })", "TypeError: no"},
		{expired, "Promise.reject('no')", "no"},
		{expired, "Promise.reject()", "undefined"},
		{expired, "{ throw new Error('at once') }", "Error: at once"},
	} {
		r := simulate(t, plainSend+"exports.request = (call) => "+c.request, c.script)
		last := r.Trace[len(r.Trace)-1]
		if last.Kind != "page.settle" || last.How != "rejected" || last.Value != c.want {
			t.Errorf("%s: %+v, want %s", c.request, last, c.want)
		}
	}
}
