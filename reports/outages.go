package reports

import (
	"fmt"
)

// An Outage is a time in which the target answered nothing that was sent to it; of several
// targets, all of them.
type Outage struct {
	FromMS float64 `json:"from_ms"` // its last answer before, since the run began
	// ToMS is when the first second began in which it answered again; nil where it did not
	// until the end.
	ToMS       *float64 `json:"to_ms"`
	Unanswered int64    `json:"unanswered"` // sends that ended in it, or in the second of that last answer
}

// An outage lasts a second at least, and at least so many sends end in it.
const (
	minOutageMS = 1000
	minLost     = 3
)

// maxOutages bounds the outages of a report.
const maxOutages = 20

// findOutages sets the outages by the series.
func (r *Report) findOutages() {
	r.Outages = nil
	var now Outage
	began, lost := 0.0, int64(0) // of a second: its start, and the sends that the one before lost
	dying := int64(0)            // sends that were lost in the second of the last answer
	for _, s := range r.Series {
		switch {
		case s.Answers > 0:
			again := began
			r.addOutage(now, dying, began, &again)
			now, dying = Outage{FromMS: s.AtMS}, s.Unanswered
			if s.AnsweredMS != nil {
				now.FromMS = *s.AnsweredMS
			}
		case now.Unanswered == 0 && s.Unanswered > 0 && lost == 0:
			now.FromMS = max(now.FromMS, began) // nothing was sent for a while
			fallthrough
		default:
			now.Unanswered += s.Unanswered
		}
		began, lost = s.AtMS, s.Unanswered
	}
	r.addOutage(now, dying, began, nil)
}

// addOutage adds an outage that lasted until a moment, where it was one.
func (r *Report) addOutage(o Outage, dying int64, until float64, again *float64) {
	if o.Unanswered >= minLost && until-o.FromMS >= minOutageMS && len(r.Outages) < maxOutages {
		o.ToMS = again
		o.Unanswered += dying
		r.Outages = append(r.Outages, o)
	}
}

// String says when the target did not answer.
func (o Outage) String() string {
	lost := plural(o.Unanswered, "send") + " without an answer"
	if o.ToMS == nil {
		return fmt.Sprintf("the target died, or could not be reached any more, at %s: %s", formatMS(o.FromMS), lost)
	}
	return fmt.Sprintf("the target did not answer from %s to %s: %s", formatMS(o.FromMS), formatMS(*o.ToMS), lost)
}

// died is the outage that lasted until the end; nil where none did.
func (r *Report) died() *Outage {
	if n := len(r.Outages); n > 0 && r.Outages[n-1].ToMS == nil {
		return &r.Outages[n-1]
	}
	return nil
}

// notes are what a reader must know before any number: when the target did not answer, but
// for what the verdict says of it, and what may be a mistake in how the run was set up.
func (r *Report) notes() (all []string) {
	for _, o := range r.Outages {
		if o.ToMS != nil || r.Progress != nil {
			all = append(all, o.String())
		}
	}
	return append(all, printables(r.Notes)...)
}
