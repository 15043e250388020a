package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
)

func TestALineOfProgressWritesNumbersAsTheReportDoes(t *testing.T) {
	var stderr bytes.Buffer
	p := program{stderr: &stderr}
	show := p.newProgress(scenario.Default(), 1000, false)
	show.update(live.Progress{Elapsed: 4 * time.Second, Duration: time.Minute, Sends: 4000})
	show.update(live.Progress{Elapsed: 5 * time.Second, Duration: time.Minute, Active: 1000, Logins: 12345, Duplicates: 1, Issued: 1234567, Hung: 0, Sends: 9000, Failed: 20})
	show.end()
	want := "   5 s of 60: 1,000 clients at work, 12,345 logins (1 duplicates), 1,234,567 requests (0 hung), 5,000 sends/s, 20 failures/s\n"
	if stderr.String() != want {
		t.Errorf("got  %swant %s", stderr.String(), want)
	}
}

func TestProgressTellsFailuresASecond(t *testing.T) {
	var lines bytes.Buffer
	p := program{stderr: &lines}
	show := p.newProgress(scenario.Default(), 1000, false)
	for second := range 7 {
		now := live.Progress{Elapsed: time.Duration(second) * time.Second, Duration: 20 * time.Second, Active: 10, Logins: 10, Duplicates: 1, Hung: 2,
			Issued: int64(100 * second), Sends: int64(150 * second)}
		if second >= 5 {
			now.Failed = int64(40 * (second - 4))
		}
		show.update(now)
	}
	show.end()
	want := "   5 s of 20: 10 clients at work, 10 logins (1 duplicates), 500 requests (2 hung), 150 sends/s, 40 failures/s\n"
	if got := lines.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestARateOfNextToNothingIsNotZero(t *testing.T) {
	var r rate
	r.add(10*time.Second, 1)
	if got := r.text(); got != "1" {
		t.Errorf("one in ten seconds is %v a second, want 1: zero would say that nothing failed", got)
	}
	r.add(20*time.Second, 1)
	if got := r.text(); got != "0" {
		t.Errorf("nothing in ten seconds is %v a second", got)
	}
}
