package story

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// Prose is a constraint as a sentence. A moment that started or ended a login in this run
// is named by that.
func (r *Recorder) Prose(c situation.Constraint) string {
	return r.subject(c.Wait) + " until " + r.until(c.Until)
}

func (r *Recorder) subject(m situation.Moment) string {
	switch m.Event {
	case situation.UserAct:
		return r.story.deed(m) + " waits"
	case situation.Mishap:
		return r.fault(m) + " waits"
	case situation.Timer:
		return "the timers wait"
	case situation.Arrival:
		return r.story.name(m) + " takes its time to arrive"
	default:
		return "the answer to " + r.story.name(m) + " waits"
	}
}

func (r *Recorder) fault(m situation.Moment) string {
	text := "the expiry of the session"
	switch m.What {
	case string(situation.TokensExpire):
		text = "the expiry of the tokens"
	case string(situation.RefreshExpires):
		text = "the expiry of the refresh token"
	}
	if m.N > 1 {
		text = fmt.Sprintf("the %s %s", nth(m.N), strings.TrimPrefix(text, "the "))
	}
	return text
}

// name names the call of a moment.
func (s *story) name(m situation.Moment) string {
	switch m.Call {
	case world.LoginPost.String():
		return fmt.Sprintf("login POST #%d", m.N)
	case world.TicketPost.String():
		return fmt.Sprintf("ticket POST #%d", m.N)
	case world.RefreshPost.String():
		return fmt.Sprintf("refresh POST #%d", m.N)
	case world.PageRequest.String():
		if m.N > 1 {
			return fmt.Sprintf("request %s (sent for the %s time)", m.Request, nth(m.N))
		}
		return "request " + m.Request
	case world.OwnRequest.String():
		return fmt.Sprintf("the wrapper's own request #%d", m.N)
	default:
		return fmt.Sprintf("%s #%d", m.Call, m.N)
	}
}

// until is the end of a wait.
func (r *Recorder) until(m situation.Moment) string {
	did := ""
	if i := slices.Index(r.moments, m); i >= 0 {
		did = r.did[i]
	}
	switch m.Event {
	case situation.UserAct:
		return r.story.deed(m)
	case situation.Mishap:
		return r.fault(m)
	case situation.Timer:
		if did != "" {
			return fmt.Sprintf("%s (timer #%d)", did, m.N)
		}
		return fmt.Sprintf("timer #%d has fired", m.N)
	case situation.Arrival:
		return r.story.name(m) + " has arrived at its server"
	}
	if did != "" {
		return did
	}
	return r.story.name(m) + " is answered"
}

// deed names what the user does.
func (s *story) deed(m situation.Moment) string {
	switch situation.DeedKind(m.What) {
	case situation.Load:
		return s.load(m)
	case situation.Open:
		return "the opening of " + s.deedAt(m).Page
	case situation.Tap:
		return "the tap that runs " + s.deedAt(m).Handler
	case situation.Profile:
		return "the page's call of getUserInfo"
	case situation.Launch:
		return "the launch"
	case situation.Relaunch:
		return "the relaunch"
	case situation.Logout:
		return "the logout"
	case situation.Hide:
		return "the app's going to the background"
	case situation.Show:
		return "the app's return"
	default:
		panic("explore: unknown deed " + m.What)
	}
}

func (s *story) deedAt(m situation.Moment) situation.Deed {
	return s.w.Situation().Threads[m.Thread-1][m.N-1]
}

func (s *story) load(m situation.Moment) string {
	in := s.w.Situation()
	first := in.RequestsBefore(m.Thread-1, m.N-1)
	var names []string
	for i := range in.RequestsOf(in.Threads[m.Thread-1][m.N-1]) {
		names = append(names, situation.RequestName(first+i))
	}
	return "the load of the page with " + list(names)
}
