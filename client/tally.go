package client

import (
	"slices"
	"time"
)

// Tally counts what one observer saw, or several on one goroutine. Tallies of
// several goroutines are added up with [Tally.Add]. Make it with [NewTally].
type Tally struct {
	Outcomes
	ByName map[string]*Outcomes

	// TargetTally is the sum over all targets. Logins started = succeeded + failed +
	// abandoned + running, and = justified + the duplicates + stray once the books are
	// closed: a login is judged when its code is first POSTed.
	TargetTally
	LoginsStarted int64
	LoginsStray   int64 // of the abandoned: nobody sent their code
	Codes         int64 // wx.login calls that gave one

	SendsAbroad, AnswersAbroad int64 // of all, to and from other origins than the target
	Aborted                    int64 // of the failures: by the client, which wanted no answer any more
	Dropped                    int64 // refused by the platform: they never left
	LoginSends, LoginAnswers   int64 // the login POSTs; those of refreshes are in Refreshes
	TokenlessSends             int64 // of calls that need a token
	Named                      int64 // answers that name a user
	LastAnswer                 time.Time

	// Targets are the parts of the counts that are about one of several targets, by its
	// number; nil where there is one.
	Targets []TargetTally

	Clues Clues

	Defects map[DefectKey]*DefectTally

	// Reasons are why pages' calls and logins failed, each in exactly one of them,
	// and session checks. Statuses counts the answers by their HTTP status. Both stay
	// empty where ObserverConfig.NoExamples says so.
	Reasons  map[FailureKey]*FailureTally
	Statuses map[int]int64
	// Stubbed counts the calls of functions that do nothing here, by name; nil where
	// there were none.
	Stubbed map[string]int64
	// PageErrors are the errors of the app's own pages.
	PageErrors PageErrors
}

// Outcomes counts pages' calls: issued = settled in each way + hung + open.
type Outcomes struct {
	Issued, OK, Rejected int64
	AuthFailure          int64 // settled with the authentication failure as its value
	HTTPError            int64 // settled with another error of the server as its value
	Empty                int64 // settled with nothing
	Hung                 int64
	Open                 int64 // at the end, or when the app was destroyed
}

// DefectKey is a class of defects and its kind; the kind is empty where the
// class has none.
type DefectKey struct{ Class, Kind string }

// DefectTally counts one class and kind of defects.
type DefectTally struct {
	Count   int64
	Clients int64 // that showed it
	// Example is the first one's history.
	Example Example
	// Targets are the counts by the number of the target, without those that are about none;
	// nil where there is one target.
	Targets []int64
}

// Example is how one client came to a defect.
type Example struct {
	Client int
	Login  int // of a duplicate login: the call of wx.login, as [wx.Event.ID]
	Steps  []Step
}

// NewTally returns an empty tally.
func NewTally() *Tally {
	return &Tally{ByName: map[string]*Outcomes{}, Defects: map[DefectKey]*DefectTally{},
		Reasons: map[FailureKey]*FailureTally{}, Statuses: map[int]int64{}, Clues: newClues()}
}

// Reset sets all counts to zero. The names stay; the defects and the reasons are
// gone.
func (t *Tally) Reset() {
	byName, defects, reasons, statuses := t.ByName, t.Defects, t.Reasons, t.Statuses
	for _, n := range byName {
		*n = Outcomes{}
	}
	clear(defects)
	clear(reasons)
	clear(statuses)
	clear(t.Targets)
	t.Clues.reset()
	*t = Tally{ByName: byName, Defects: defects, Reasons: reasons, Statuses: statuses, Clues: t.Clues, Targets: t.Targets}
}

func (t *Tally) name(name string) *Outcomes {
	n := t.ByName[name]
	if n == nil {
		n = &Outcomes{}
		t.ByName[name] = n
	}
	return n
}

// callStarts counts a page's call, with those of its name.
func (t *Tally) callStarts(byName *Outcomes) {
	t.Issued++
	byName.Issued++
}

// callEnds counts the outcome of a page's call.
func (t *Tally) callEnds(how outcome, byName *Outcomes) {
	*t.Outcomes.of(how)++
	*byName.of(how)++
}

func (n *Outcomes) of(how outcome) *int64 {
	switch how {
	case outcomeRejected:
		return &n.Rejected
	case outcomeAuthFailure:
		return &n.AuthFailure
	case outcomeHTTPError:
		return &n.HTTPError
	case outcomeEmpty:
		return &n.Empty
	case outcomeHung:
		return &n.Hung
	case outcomeOpen:
		return &n.Open
	default: // outcomeOK
		return &n.OK
	}
}

// Add adds the counts of u. Of two examples of a defect it keeps the one of the
// client with the lower number.
func (t *Tally) Add(u *Tally) {
	add(t.Outcomes.counters(), u.Outcomes.counters())
	add(t.counters(), u.counters())
	t.TargetTally.add(&u.TargetTally)
	t.LastAnswer = later(t.LastAnswer, u.LastAnswer)
	t.addTargets(u.Targets)
	t.Clues.add(&u.Clues)
	for name, n := range u.ByName {
		add(t.name(name).counters(), n.counters())
	}
	for key, d := range u.Defects {
		t.addDefect(key, d)
	}
	for key, f := range u.Reasons {
		t.addFailure(key, f)
	}
	for status, n := range u.Statuses {
		t.Statuses[status] += n
	}
	for name, n := range u.Stubbed {
		t.stubbed(name, n)
	}
	t.PageErrors.merge(u.PageErrors)
}

func (t *Tally) stubbed(name string, n int64) {
	if t.Stubbed == nil {
		t.Stubbed = map[string]int64{}
	}
	t.Stubbed[name] += n
}

func (t *Tally) addDefect(key DefectKey, d *DefectTally) {
	sum := t.Defects[key]
	if sum == nil {
		copied := *d
		copied.Targets = slices.Clone(d.Targets)
		t.Defects[key] = &copied
		return
	}
	if sum.Targets == nil {
		sum.Targets = slices.Clone(d.Targets)
	} else {
		for number, n := range d.Targets {
			sum.Targets[number] += n
		}
	}
	sum.Count += d.Count
	sum.Clients += d.Clients
	if d.Example.Client < sum.Example.Client {
		sum.Example = d.Example
	}
}

func add(to, from []*int64) {
	for i := range to {
		*to[i] += *from[i]
	}
}

func (n *Outcomes) counters() []*int64 {
	return []*int64{&n.Issued, &n.OK, &n.Rejected, &n.AuthFailure, &n.HTTPError, &n.Empty, &n.Hung, &n.Open}
}

// counters are all other plain counters, in a fixed order.
func (t *Tally) counters() []*int64 {
	return []*int64{&t.LoginsStarted, &t.LoginsStray, &t.Codes, &t.SendsAbroad, &t.AnswersAbroad,
		&t.Aborted, &t.Dropped, &t.LoginSends, &t.LoginAnswers, &t.TokenlessSends, &t.Named}
}
