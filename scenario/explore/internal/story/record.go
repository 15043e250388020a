package story

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/timeline"
)

// Recorder writes down one run: for people, for a replay file, and as a hash that
// two runs share only if they are the same.
type Recorder struct {
	w       *world.World
	defect  client.DefectKey
	story   story
	events  []timeline.Event
	choices []string // what was chosen, in words
	moments []situation.Moment
	did     []string // what the turn of each choice did that others may wait for
	hash    hash.Hash
	shown   int // how many choices had been made when the defect was there; zero: it was not
	explanation
	logins []explanation // of a duplicate, for each login that may be the one
	// callers are where the user's own code called wx.request, by the platform's number
	// of the request; caller is that of the last event.
	callers map[int][]string
	caller  []string
}

// explanation is what there is to say of a defect at a moment.
type explanation struct {
	text    string
	where   []string // in the user's own code
	cause   Cause
	event   int // the last one in the timeline then; negative where there is none
	choices int // how many had been made
	login   int // that began then, by its wx.login; zero: none
}

// Record begins the record of a run that should show a defect.
func Record(w *world.World, defect client.DefectKey) *Recorder {
	r := &Recorder{w: w, defect: defect, hash: sha256.New(), story: newStory(w), callers: map[int][]string{}}
	w.Watch(r.observe, r.note)
	return r
}

// Shown reports whether the defect is there.
func (r *Recorder) Shown() bool { return r.shown > 0 }

// Sentence explains the defect; it is empty where it is not there.
func (r *Recorder) Sentence() string { return r.text }

// Where is the place in the user's own code that ran when the defect came, or that made
// the request which it came with, and then those that called it; empty where there is
// neither.
func (r *Recorder) Where() []string { return r.where }

// Cause is why the run shows the defect.
func (r *Recorder) Cause() Cause { return r.cause }

// Length is how many choices had been made when the defect was there, or the login
// began that it is about.
func (r *Recorder) Length() int { return r.shown }

// Choices are those that were made, in words.
func (r *Recorder) Choices() []string { return r.choices }

// Choose notes what is about to happen.
func (r *Recorder) Choose(c world.Choice) {
	label, moment := r.w.Label(c), r.w.Moment(c)
	r.choices = append(r.choices, label)
	r.moments = append(r.moments, moment)
	fmt.Fprintf(r.hash, "%s\n", label)
	r.did = append(r.did, "")
	r.story.turn(moment)
}

// Sum is the hash of all that happened.
func (r *Recorder) Sum() string { return hex.EncodeToString(r.hash.Sum(nil)) }

// observe takes in an event of the client, after its observer.
func (r *Recorder) observe(e *wx.Event) {
	fmt.Fprintf(r.hash, "%d %s %d %s %q %q %q %s\n", r.w.Now(), e.Kind, e.ID, e.Name, e.Key, e.Value, e.Code, lasting(e.Err))
	if e.Response != nil {
		fmt.Fprintf(r.hash, "%d %s\n", e.Response.Status, e.Response.Body)
	}
	r.story.observe(e)
	r.follow(e)
	if line, worth := r.story.line(e); worth {
		line.At = r.w.Now()
		if where := r.w.Where(); len(where) > 0 && line.Lane == timeline.Wrapper {
			line.Text += " (" + where[0] + ")"
		}
		r.events = append(r.events, line)
	}
	if e.Kind == wx.LoginCall && r.w.Suspects(r.defect) {
		r.logins = append(r.logins, r.explain(e.ID))
	}
	r.milestone(r.story.milestone(e))
	r.look()
}

// follow notes where a request comes from: what the platform or the network makes of it
// comes later, when nothing of the user's own code runs.
func (r *Recorder) follow(e *wx.Event) {
	r.caller = nil
	switch where := r.w.Where(); {
	case e.Request == nil:
	case e.Kind == wx.RequestCall && len(where) > 0:
		r.callers[e.ID] = where
		r.caller = where
	default:
		r.caller = r.callers[e.ID]
	}
}

// lasting is what is the same of an error in each run: of a limit of the engine, that one
// was exceeded.
func lasting(err error) string {
	if overLimit(err) {
		return "over a limit"
	}
	return fmt.Sprint(err)
}

// milestone notes what the turn that runs brought about, of several things the
// first: an answer's turn by what became of a login, a timer's by anything.
func (r *Recorder) milestone(what string, ends bool) {
	last := len(r.moments) - 1
	if last < 0 || what == "" || r.did[last] != "" {
		return
	}
	if event := r.moments[last].Event; event == situation.Timer || ends && event == situation.Answer {
		r.did[last] = what
	}
}

// look notes whether the defect is there. That a login is a duplicate shows when its
// code is sent; what there is to say of it is said of the moment at which it began.
func (r *Recorder) look() {
	if r.shown > 0 || r.w.Shown(r.defect) == 0 || len(r.choices) == 0 {
		return
	}
	login := r.w.ShownLogin(r.defect)
	if i := slices.IndexFunc(r.logins, func(x explanation) bool { return x.login == login }); i >= 0 {
		r.shows(r.logins[i])
	} else {
		r.shows(r.explain(0))
	}
}

// Cut closes the record of a run that was given up. A login that began with its last
// choice, and will be a duplicate if its code is sent, is taken for one: the files of
// duplicate logins end there.
func (r *Recorder) Cut() {
	i := slices.IndexFunc(r.logins, func(x explanation) bool { return x.choices == len(r.choices) })
	if r.shown == 0 && i >= 0 && r.w.Suspects(r.defect) {
		r.shows(r.logins[i])
	}
}

// shows marks the last event of a moment: the defect is there with it.
func (r *Recorder) shows(x explanation) {
	r.explanation, r.shown = x, x.choices
	if x.event >= 0 {
		r.events[x.event].Defect = true
	}
}

// explain is what there is to say now, with a login that begins, or none.
func (r *Recorder) explain(login int) explanation {
	account := r.story.account(r.defect)
	where := r.w.Where()
	if len(where) == 0 {
		where = r.story.thrownAt(r.defect)
	}
	if len(where) == 0 {
		where = r.caller
	}
	return explanation{text: r.story.sentence(account) + r.story.hits.after(account.silent), where: where,
		cause: Cause{account.milestones(), r.story.hits.kinds()}, event: len(r.events) - 1, choices: len(r.choices), login: login}
}

// note takes in what happens at a server, or by itself.
func (r *Recorder) note(c world.Choice, pending *world.Call) {
	if c.Action == world.Happen || c.Action == world.Fail {
		r.story.fault(r.w.Fault(c), pending)
	}
	if line, worth := r.story.server(c, pending); worth {
		line.At = r.w.Now()
		r.events = append(r.events, line)
	}
	if pending != nil && pending.Request != nil {
		r.story.last = wx.Event{Request: pending.Request}
	}
	r.look()
}

// End closes the record of a run that came to its end.
func (r *Recorder) End() {
	if r.shown > 0 || r.w.Shown(r.defect) == 0 {
		return
	}
	if r.w.ShownLogin(r.defect) == 0 {
		r.events = append(r.events, timeline.Event{At: r.w.Now(), Lane: timeline.Page, Request: r.story.waiting(), Text: r.story.unsettled()})
	}
	r.look()
}

// Timeline is the record for people.
func (r *Recorder) Timeline(wrapper string) *timeline.Timeline {
	return &timeline.Timeline{Situation: r.w.Situation().Name, Wrapper: wrapper,
		Class: r.defect.Class, Kind: r.defect.Kind, Sentence: r.text, Events: r.events}
}
