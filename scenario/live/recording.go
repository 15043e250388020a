package live

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live/record"
	"github.com/wxload/wxload/scenario/sim"
)

// recording is what a worker keeps of its clients that show defects: the traces
// of those with the lowest numbers.
type recording struct {
	kept    []*user // by number
	showing int     // clients that showed a defect, kept or not
}

// traced lets a client be recorded, where the run asks for it.
func (u *user) traced(cfg *client.Config) {
	if !u.w.run.records() {
		return
	}
	u.trace = record.NewTrace(&cfg.Settings.Target, cfg.Settings.TokenKey, cfg.Token)
	cfg.Platform.Observe = u.trace.Observe
	cfg.Observer.Shown = func(d client.DefectKey) {
		if !u.showed {
			u.showed = true
			u.w.recording.showing++
		}
		if u.trace.Show(d) {
			u.w.recording.keep(u)
		}
	}
}

// records reports whether clients are recorded. A script has one backend: what clients of
// several did cannot be told by one.
func (r *run) records() bool { return r.options.Record != "" && r.backend.Targets() == 1 }

// keep keeps one more trace. Where there are too many it lets the one of the
// highest number go.
func (r *recording) keep(u *user) {
	i, known := slices.BinarySearchFunc(r.kept, u.number, byNumber)
	if known {
		return
	}
	r.kept = slices.Insert(r.kept, i, u)
	if last := len(r.kept) - 1; last == record.MaxFiles {
		r.kept[last].trace.Drop()
		r.kept = r.kept[:last]
	}
}

func byNumber(u *user, number int) int { return cmp.Compare(u.number, number) }

// answered keeps what the target answered to a request, where the run asks for that.
// What only a token could open goes into a file; the token does not.
func (u *user) answered(r *wx.Request, resp *wx.Response) {
	run := u.w.run
	if run.options.Answers == "" || resp == nil || !u.w.answers.Lacks(r.Method, r.URL) {
		return
	}
	at := run.settings.At(r.URL)
	target := &at.Target
	if target.IsLogin(r) || target.IsTicket(r) || !resp.Success() || !target.Succeeded(resp) || target.AuthFailed(resp) {
		return
	}
	u.w.answers.Add(r.Method, r.URL, resp.Body, target.TokenOf(r), u.client.Storage().Get(at.TokenKey))
}

// writeAnswers writes the answers that the workers kept, when they have stopped.
func (r *run) writeAnswers() {
	if r.options.Answers == "" {
		return
	}
	var all record.Answers
	for _, w := range r.workers {
		all.Merge(&w.answers)
	}
	if err := all.Write(r.options.Answers); err != nil {
		r.trouble = append(r.trouble, fmt.Sprintf("the target's answers are not written: %v", err))
		return
	}
	r.trouble = append(r.trouble, fmt.Sprintf("the target's answers to %d different requests are in %s", all.Len(), record.AnswersFile))
}

// writeRecords writes what the workers kept, when they have stopped.
func (r *run) writeRecords() {
	if r.options.Record != "" && !r.records() {
		r.trouble = append(r.trouble, "no client is recorded: a script for sim has one backend, and these have several")
		return
	}
	var kept []*user
	showing := 0
	for _, w := range r.workers {
		kept = append(kept, w.recording.kept...)
		showing += w.recording.showing
	}
	slices.SortFunc(kept, func(a, b *user) int { return cmp.Compare(a.number, b.number) })
	kept = kept[:min(len(kept), record.MaxFiles)]
	for i, u := range kept {
		if err := r.recordOf(u).Write(r.options.Record); err != nil { // the next would fail likewise
			r.trouble = append(r.trouble, fmt.Sprintf("%d of %d records are written: %v", i, len(kept), err))
			return
		}
	}
	if more := showing - len(kept); more > 0 {
		r.trouble = append(r.trouble, fmt.Sprintf("%d clients are recorded; %s more showed a defect", len(kept), reports.Count(int64(more))))
	}
}

func (r *run) recordOf(u *user) *record.Record {
	out := &record.Record{Version: r.options.Version, Client: u.number, Wrapper: r.wrapper.ID, Scenario: r.scenario.Name}
	u.trace.Record(out, r.device())
	return out
}

// device is what the simulator has to know to run a record.
func (r *run) device() *record.Device {
	s := r.scenario
	d := &record.Device{
		Slots: s.Platform.Slots, Drop: r.platform.Drop, Single: r.backend.OneTokenOnly(),
		Wrapper: r.wrapper, Settings: *r.settings, Paths: map[string]string{}, Answers: s.Answers, Refresh: s.RefreshTokens(),
		Limits: sim.Limits{Deadline: r.observed.Deadline.Milliseconds(), AuthLoop: s.Limits.AuthLoop},
	}
	for _, q := range s.Requests() {
		d.Paths[q.Name] = q.Path
	}
	return d
}
