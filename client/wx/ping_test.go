package wx_test

import (
	"errors"
	"testing"

	"github.com/wxload/wxload/client/wx"
)

// pinging is a device whose app sends a ping every 100 ms, and stuck what it says
// after each answer.
func pinging(t *testing.T, each func(d *device, round int)) (stuck []bool) {
	d := newDevice(t, wx.Config{Slots: 2})
	var tick func()
	tick = func() {
		d.Request(&wx.Request{URL: origin + "/ping", Ping: true}, func(*wx.Response, error) {})
		d.loop.SetTimeout(100*ms, tick)
	}
	d.loop.Turn(func() { d.loop.SetTimeout(100*ms, tick) })
	for round := range 6 {
		d.w.pass(100 * ms)
		each(d, round)
		stuck = append(stuck, d.Idle() && d.loop.Polling())
	}
	return stuck
}

func TestPingsOfWhichNothingComesAreNoSignOfLife(t *testing.T) {
	answer := func(status int) func(*device, int) {
		return func(d *device, round int) { d.answer(round, status) }
	}
	for _, c := range []struct {
		name string
		each func(*device, int)
		want string
	}{
		{"answered", answer(200), "...+++"},
		{"not found", answer(404), "...+++"},
		{"refused", answer(401), "......"},
		{"failing at the server", answer(503), "......"},
		{"failing on the way", func(d *device, round int) { d.w.requests[round].to.Receive(nil, errors.New("no")) }, "......"},
		{"in flight", func(*device, int) {}, "......"}, // the first ones may still come to something
		{"a change of the storage", func(d *device, round int) {
			d.answer(round, 200)
			d.SetStorage("round", string(rune('0'+round/4)))
		}, "....+."},
		{"the same in the storage", func(d *device, round int) {
			d.answer(round, 200)
			d.SetStorage("round", "0")
		}, "....++"},
		{"a key removed", func(d *device, round int) {
			d.answer(round, 200)
			d.SetStorage("round", "0")
			d.RemoveStorage("round")
		}, "......"},
		{"another request", func(d *device, round int) {
			d.answer(round, 200)
			if round == 4 {
				d.ask("a", get("/a"))
			}
		}, "...+.."},
	} {
		got := ""
		for _, stuck := range pinging(t, c.each) {
			got += map[bool]string{true: "+", false: "."}[stuck]
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestALastPingInFlightKeepsNoAppAlive(t *testing.T) {
	stuck := pinging(t, func(d *device, round int) {
		if round < 5 {
			d.answer(round, 200)
		}
	})
	if !stuck[5] {
		t.Error("not stuck")
	}
}
