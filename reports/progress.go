package reports

import (
	"fmt"
	"time"
)

// Progress is how far a run is that still goes on.
type Progress struct {
	Phase    string // "" where it is not known, "starting", "running", "draining", or "failed" where no load was sent
	Elapsed  time.Duration
	Duration time.Duration // of the load
	Active   int64         // clients at work
}

// Preview completes the report of a run that still goes on, whose Progress is set. It does
// what [Report.Judge] does, with the numbers so far, but gives no verdict: a threshold
// that holds so far may fail later, and the other way round. What has not ended is counted
// as open, or as running.
func (r *Report) Preview(thresholds []Threshold, rec *Recorder) {
	r.Requests.countOpen()
	for name, o := range r.Requests.ByName {
		o.countOpen()
		r.Requests.ByName[name] = o
	}
	r.Logins.countRunning()
	if r.Refreshes != nil {
		r.Refreshes.countRunning()
	}
	r.measure(thresholds, rec)
}

func (o *Outcomes) countOpen() { o.Open = o.Issued - o.settled() - o.Hung }

func (l *LoginCounts) countRunning() { l.Running = l.Started - l.Succeeded - l.Failed - l.Abandoned }

// goesOn takes back what can only be said of a run that has ended.
func (p *htmlPage) goesOn(r *Report) {
	now := r.Progress
	p.Word, p.Class, p.NotJudged = "RUNNING", "going", nil
	p.Reason = plural(now.Active, "client") + " at work; nothing is judged before the end"
	switch now.Phase {
	case "":
		p.Word, p.Reason = "CONNECTING", "the page asks the run how far it is"
	case "starting":
		p.Word, p.Reason = "STARTING", "the target is tried out before the load begins"
	case "failed":
		p.Word, p.Class, p.Reason = "NO LOAD", "unclear", "nothing was sent"
		p.Charts = nil
	case "draining":
		p.Word, p.Reason = "DRAINING", "no new work begins; open requests may settle, and then the run is judged"
	}
	p.Setting = fmt.Sprintf("%s with wrapper %s: %s of %s started, seed %d, wxload %s", p.Scenario, p.Wrapper,
		formatCount(r.Clients.Started), plural(r.Clients.Planned, "client"), r.Seed, printable(r.Tool.Version))
	if now.Phase == "" { // nothing else is known yet
		p.Setting, p.MachineFacts = fmt.Sprintf("%s with wrapper %s", p.Scenario, p.Wrapper), nil
	}
	p.Balance = "are compared with those of the servers when the run has ended"
	for i, t := range r.Thresholds {
		switch {
		case t.failed():
			p.Thresholds.Rows[i][2] = "✗ does not hold so far"
		case t.passed():
			p.Thresholds.Rows[i][2] = "✓ holds so far"
		default:
			p.Thresholds.Rows[i][2] = "- " + printable(t.Note)
		}
	}
}

// Clock is how much of how much time is over.
func (p *Progress) Clock() string {
	return formatSeconds(p.Elapsed) + " / " + formatSeconds(p.Duration)
}

// Percent is how much of the load is over.
func (p *Progress) Percent() int {
	if p.Duration <= 0 {
		return 0
	}
	return int(min(100*p.Elapsed/p.Duration, 100))
}

// formatSeconds writes a time in whole seconds.
func formatSeconds(d time.Duration) string { return d.Truncate(time.Second).String() }
