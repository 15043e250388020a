package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/scenario/sim/explore"
)

func TestAnInterruptedSearchSaysSo(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	p := program{args: []string{"explore", "late-401", "--baseline", "known.json", "--update-baseline"}, stdout: &stdout, stderr: &stderr, dir: dir}
	if code := p.run(ctx); code != exitInterrupted {
		t.Errorf("exit code %d, want %d: %s", code, exitInterrupted, stderr.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "known.json")); err != nil {
		t.Error(err)
	}
}

func TestASearchThatWasEndedIsNoProof(t *testing.T) {
	got := run(t, t.TempDir(), "", "explore", "late-401", "--wrapper", "egg", "--time", "1ns", "--mode", "exhaustive")
	if !strings.Contains(got.stdout, "not every order of 3 requests, 1 expiry of the tokens: ended after ") || strings.Contains(got.stdout, "no order breaks it") {
		t.Errorf("got %+v", got)
	}
}

func TestEverySituationIsWrittenInWords(t *testing.T) {
	for _, s := range explore.Situations() {
		text := worldOf(&s)
		for _, b := range s.Faults {
			if strings.Contains(text, string(b.Fault)) {
				t.Errorf("%s: %q has no word for %s", s.Name, text, b.Fault)
			}
		}
	}
}

func TestAWorldCountsAllRequests(t *testing.T) {
	s := explore.Situation{Requests: 3, Threads: [][]explore.Deed{
		{{Do: explore.Launch}, {Do: explore.Load, Public: 1}}, {{Do: explore.Load, Requests: 1}}},
		Faults: []explore.Budget{{Fault: explore.TokensExpire, Max: 2}, {Fault: explore.WXLoginFails, Max: 1}}}
	if got, want := worldOf(&s), "4 requests, 2 expiries of the tokens, 1 failed wx.login"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := worldOf(new(s.WithRequests(0))), "2 requests, 2 expiries of the tokens, 1 failed wx.login"; got != want {
		t.Errorf("with fewer than the situation needs: got %q, want %q", got, want)
	}
}

func TestThingsAreCounted(t *testing.T) {
	for _, c := range []struct {
		n           int
		thing, want string
	}{
		{0, "defect", "0 defects"}, {1, "search", "1 search"}, {2, "search", "2 searches"}, {2, "choice", "2 choices"},
		{61204, "state", "61 204 states"}, {1234567, "state", "1 234 567 states"}, {2, "expiry of the session", "2 expiries of the session"},
		{2, "failed wx.login", "2 failed wx.login calls"}, {999, "state", "999 states"}, {1000, "state", "1 000 states"},
	} {
		if got := count(c.n, c.thing); got != c.want {
			t.Errorf("%d %s: got %q, want %q", c.n, c.thing, got, c.want)
		}
	}
}

func TestReplayFilesStayInTheirFolder(t *testing.T) {
	r := &explore.Result{Situation: "../a/b:c", Wrapper: "egg"}
	for several, want := range map[bool]string{false: "..-a-b-c-3.json", true: "egg-..-a-b-c-3.json"} {
		if got := replayName(r, 3, several); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

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
	if got, want := show.text(), "pct: 1 024 schedules (0/s), 7 states, 1 defect"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	show.end(&explore.Result{Schedules: 2000})
	show.close()
	if strings.Contains(screen.String(), "1 search in") {
		t.Errorf("a terminal needs no last line: %q", screen.String())
	}
}
