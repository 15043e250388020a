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
	show := p.newProgress(scenario.Default(), false)
	show.update(live.Progress{Elapsed: 4 * time.Second, Duration: time.Minute, Sends: 4000})
	show.update(live.Progress{Elapsed: 5 * time.Second, Duration: time.Minute, Active: 1000, Logins: 12345, Duplicates: 1, Issued: 1234567, Hung: 0, Sends: 9000, Failed: 20})
	show.end()
	want := "   5 s of 60: 1,000 clients at work, 12,345 logins (1 duplicates), 1,234,567 requests (0 hung), 5,000 sends/s, 20 failures/s\n"
	if stderr.String() != want {
		t.Errorf("got  %swant %s", stderr.String(), want)
	}
}
