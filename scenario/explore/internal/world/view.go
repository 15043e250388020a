package world

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// Situation is that of the run.
func (w *World) Situation() *situation.Situation { return w.situation }

// Settings are those of the wrapper under test.
func (w *World) Settings() *wrapper.Settings { return w.subject.settings }

// Now is the time in the run.
func (w *World) Now() time.Duration { return w.now }

// Where is the place in the user's own code that runs now, and then those that called it;
// empty where none does.
func (w *World) Where() []string { return w.client.Where() }

// ArrivalsOpen reports whether the next choice must be an arrival or a write of the
// servers.
func (w *World) ArrivalsOpen() bool { return w.arrivalsOpen }

// Shown is how often the run has shown a defect so far.
func (w *World) Shown(d client.DefectKey) int64 {
	if shown := w.tally.Defects[d]; shown != nil {
		return shown.Count
	}
	return 0
}

// ShownLogin is the call of wx.login that a defect which is there is about, by its
// number; zero where it is about none.
func (w *World) ShownLogin(d client.DefectKey) int { return w.tally.Defects[d].Example.Login }

// Suspects reports whether a login waits for wx.login that will be such a defect if its
// code is sent.
func (w *World) Suspects(d client.DefectKey) bool {
	return slices.Contains(w.client.Observer().Suspicion().Defects(), d)
}

// Signs are a quick hint at [World.Defects]: while they are equal, so are the defects.
// They are comparable.
type Signs struct {
	classes   int
	suspicion client.Suspicion
}

// Signs are the present ones.
func (w *World) Signs() Signs {
	return Signs{len(w.tally.Defects), w.client.Observer().Suspicion()}
}

// Defects are the classes and kinds that a run has shown so far, without those
// that need times to be judged. Duplicate logins are among them from the moment when
// they start, although they are judged later: ways to them differ in how they start.
// One of them may prove to be none.
func (w *World) Defects() []client.DefectKey {
	var keys []client.DefectKey
	for key := range w.tally.Defects {
		if key.Class != client.LoginRate && key.Class != client.SlowAfterLogin {
			keys = append(keys, key)
		}
	}
	for _, key := range w.client.Observer().Suspicion().Defects() {
		if w.tally.Defects[key] == nil {
			keys = append(keys, key)
		}
	}
	return keys
}

// Served reports whether a page's request was settled as a success.
func (w *World) Served() bool { return w.tally.OK > 0 }

// Fault is the fault of a Fail or a Happen.
func (w *World) Fault(c Choice) situation.Fault { return w.situation.Faults[c.Index].Fault }

// Deed is what the user does with an Act, and the requests of the page that it loads.
func (w *World) Deed(c Choice) (situation.Deed, []*wrapper.Call) {
	next := w.next[c.Index]
	return w.situation.Threads[c.Index][next], w.situation.Calls(int(c.Index), next)
}

// Watch calls listen for each event of the client. It calls noted for each choice but the
// answer of a call that had arrived before: with the call, if there is one, after its effect
// at a server and before the client's turn.
func (w *World) Watch(listen func(*wx.Event), noted func(Choice, *Call)) {
	w.listen, w.noted = listen, noted
}
