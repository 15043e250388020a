package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
)

// progress shows how far a run is: bars on a terminal, a line every few seconds
// elsewhere, nothing where quiet is asked for.
type progress struct {
	latest   atomic.Pointer[live.Progress]
	sends    rate
	failures rate

	bars    *mpb.Progress // nil where there is no terminal
	time    *mpb.Bar
	clients *mpb.Bar

	words *lang.Words
	lines io.Writer // nil where there are bars, or nothing is shown
	next  time.Duration
}

// lineEvery is how often a line is printed where there is no terminal.
const lineEvery = 5 * time.Second

func (p *program) newProgress(s *scenario.Scenario, clients int, quiet bool) *progress {
	show := &progress{next: lineEvery, words: p.words}
	show.latest.Store(&live.Progress{})
	switch {
	case quiet:
	case isTerminal(p.stderr):
		show.drawBars(p.stderr, s, clients)
	default:
		show.lines = p.stderr
	}
	return show
}

// drawBars sets up the bars: time and clients, and the logins and requests under
// them as text.
func (show *progress) drawBars(w io.Writer, s *scenario.Scenario, clients int) {
	show.bars = mpb.New(mpb.WithOutput(w), mpb.WithWidth(64), mpb.WithRefreshRate(200*time.Millisecond))
	show.time = show.bars.AddBar(int64(s.Load.Total()/time.Millisecond),
		mpb.PrependDecorators(show.name("time")),
		mpb.AppendDecorators(show.text(func(now *live.Progress) string {
			if now.Phase == "draining" {
				return "draining: waiting for open requests"
			}
			return fmt.Sprintf("%v left", max(now.Duration-now.Elapsed, 0).Round(time.Second))
		})))
	show.clients = show.bars.AddBar(int64(clients),
		mpb.PrependDecorators(show.name("clients")),
		mpb.AppendDecorators(show.text(func(now *live.Progress) string {
			return fmt.Sprintf("%s started, %s at work", reports.Count(now.Started), reports.Count(now.Active))
		})))
	show.bars.New(0, mpb.NopStyle(), mpb.PrependDecorators(show.name("logins"), show.text(func(now *live.Progress) string {
		return fmt.Sprintf("%s, %s duplicates", reports.Count(now.Logins), reports.Count(now.Duplicates))
	})))
	show.bars.New(0, mpb.NopStyle(), mpb.PrependDecorators(show.name("requests"), show.text(func(now *live.Progress) string {
		return fmt.Sprintf("%s, %s sends/s, %s failures/s, %s hung", reports.Count(now.Issued), show.sends.text(), show.failures.text(), reports.Count(now.Hung))
	})))
}

// name is what a bar is about; all names are as wide.
func (show *progress) name(name string) decor.Decorator {
	name = show.words.Say(name)
	return decor.Name(name + strings.Repeat(" ", max(len("requests ")-cells(name), 1)))
}

func (show *progress) text(f func(*live.Progress) string) decor.Decorator {
	return decor.Any(func(decor.Statistics) string { return show.words.Say(f(show.latest.Load())) })
}

// update is told every quarter of a second how far the run is.
func (show *progress) update(now live.Progress) {
	show.latest.Store(&now)
	show.sends.add(now.Elapsed, now.Sends)
	show.failures.add(now.Elapsed, now.Failed)
	switch {
	case show.bars != nil:
		// A complete bar is not drawn any more; end completes them.
		show.time.SetCurrent(min(now.Elapsed, now.Duration-time.Millisecond).Milliseconds())
		show.clients.SetCurrent(min(now.Started, now.Planned-1))
	case show.lines != nil && now.Elapsed >= show.next:
		show.next = now.Elapsed.Truncate(lineEvery) + lineEvery
		io.WriteString(show.lines, show.words.Lines(fmt.Sprintf("%4.0f s of %.0f: %s clients at work, %s logins (%s duplicates), %s requests (%s hung), %s sends/s, %s failures/s\n",
			now.Elapsed.Seconds(), now.Duration.Seconds(), reports.Count(now.Active), reports.Count(now.Logins), reports.Count(now.Duplicates),
			reports.Count(now.Issued), reports.Count(now.Hung), show.sends.text(), show.failures.text())))
	}
}

// end takes the bars away: the report follows.
func (show *progress) end() {
	if show.bars != nil {
		show.bars.Shutdown()
	}
}

// rate is how often something happens a second, over the last second or so. It is
// read by those who draw while update writes it. What happened at all is never shown
// as zero.
type rate struct {
	latest  atomic.Int64 // a second
	elapsed time.Duration
	count   int64
}

func (r *rate) add(elapsed time.Duration, count int64) {
	if passed := elapsed - r.elapsed; passed >= time.Second {
		r.latest.Store(int64(math.Ceil(float64(count-r.count) / passed.Seconds())))
		r.elapsed, r.count = elapsed, count
	}
}

func (r *rate) text() string { return reports.Count(r.latest.Load()) }
