package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/scenario/explore"
)

func TestTheBarOfASearchKnowsHowFarItIs(t *testing.T) {
	exhaustive, pct := explore.Progress{Mode: explore.Exhaustive, States: 9, Schedules: 500}, explore.Progress{Mode: explore.PCT, Schedules: 500}
	for _, c := range []struct {
		options explore.Options
		now     explore.Progress
		want    float64
	}{
		{explore.Options{Mode: explore.Auto, Time: 4 * time.Second}, exhaustive, 0.25},
		{explore.Options{Mode: explore.PCT, Runs: 1000}, pct, 0.5},
		{explore.Options{Mode: explore.Exhaustive, Runs: 1000}, exhaustive, 0},
		{explore.Options{Mode: explore.Auto, Runs: 1000}, pct, 0},
	} {
		show := searchProgress{options: c.options}
		if got := show.part(c.now, time.Second); got != c.want {
			t.Errorf("%+v: %v, want %v", c, got, c.want)
		}
	}
}

func TestATerminalSeesTheSearch(t *testing.T) {
	var screen bytes.Buffer
	show := &searchProgress{options: explore.Options{Mode: explore.PCT, Runs: 2000}, stderr: &screen, terminal: true, started: time.Now()}
	show.begin("late-401", "egg")
	show.update(explore.Progress{Mode: explore.PCT, States: 7, Schedules: 1024, Defects: 1})
	if got, want := show.text(), "pct: 1,024 schedules (0/s), 7 states, 1 defect"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	show.end(&explore.Result{Schedules: 2000})
	show.close()
	if strings.Contains(screen.String(), "1 search in") {
		t.Errorf("a terminal needs no last line: %q", screen.String())
	}
}
