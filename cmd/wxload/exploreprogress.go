package main

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/scenario/explore"
)

// searchProgress shows how far a search is: a bar on a terminal; elsewhere one
// line, when all searches are over.
type searchProgress struct {
	options explore.Options
	stderr  io.Writer
	words   *lang.Words
	started time.Time

	terminal bool
	name     string
	begun    time.Time
	latest   atomic.Pointer[explore.Progress]
	rate     rate
	bars     *mpb.Progress
	bar      *mpb.Bar

	searches, schedules, states, findings int
}

func (p *program) newSearchProgress(o explore.Options) *searchProgress {
	return &searchProgress{options: o, stderr: p.stderr, words: p.words, terminal: isTerminal(p.stderr), started: time.Now()}
}

// begin shows the bar of one search.
func (show *searchProgress) begin(situation, wrapper string) {
	show.name = situation + " with " + wrapper
	show.begun = time.Now()
	show.rate = rate{}
	show.latest.Store(&explore.Progress{})
	if !show.terminal {
		return
	}
	show.bars = mpb.New(mpb.WithOutput(show.stderr), mpb.WithWidth(28), mpb.WithRefreshRate(200*time.Millisecond))
	show.bar = show.bars.AddBar(1000, mpb.PrependDecorators(decor.Name(show.name+" ")),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return show.text() })))
}

func (show *searchProgress) text() string {
	now := show.latest.Load()
	return show.words.Say(fmt.Sprintf("%s: %s (%s/s), %s, %s", now.Mode, count(now.Schedules, "schedule"), show.rate.text(),
		count(now.States, "state"), count(now.Defects, "defect")))
}

// update is told now and then, by one goroutine at a time.
func (show *searchProgress) update(now explore.Progress) {
	elapsed := time.Since(show.begun)
	show.latest.Store(&now)
	show.rate.add(elapsed, int64(now.Schedules))
	if show.bar != nil { // a complete bar is not drawn any more
		show.bar.SetCurrent(int64(999 * min(show.part(now, elapsed), 1)))
	}
}

// part is how much of a search is done, as far as its end is known: how many
// states there are is not.
func (show *searchProgress) part(now explore.Progress, elapsed time.Duration) float64 {
	switch {
	case show.options.Time > 0:
		return elapsed.Seconds() / show.options.Time.Seconds()
	case now.Mode != explore.Exhaustive && show.options.Mode != explore.Auto && show.options.Runs > 0:
		return float64(now.Schedules) / float64(show.options.Runs)
	default:
		return 0
	}
}

// end takes the bar away: the report of the search follows.
func (show *searchProgress) end(r *explore.Result) {
	if show.bars != nil {
		show.bars.Shutdown()
		show.bars, show.bar = nil, nil
	}
	if r != nil {
		show.searches++
		show.schedules += r.Schedules
		show.states += r.States
		show.findings += len(r.Findings)
	}
}

// close is called when all searches are over.
func (show *searchProgress) close() {
	if show.terminal {
		return
	}
	elapsed := time.Since(show.started)
	io.WriteString(show.stderr, show.words.Lines(fmt.Sprintf("%s in %.1f s: %s (%s/s), %s, %s\n", count(show.searches, "search"), elapsed.Seconds(),
		count(show.schedules, "schedule"), number(int(float64(show.schedules)/max(elapsed.Seconds(), 1e-9))), count(show.states, "state"), count(show.findings, "defect"))))
}
