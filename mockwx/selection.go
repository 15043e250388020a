package mockwx

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"
)

// Selection names users for a control call.
type Selection struct {
	AppID string   `json:"appid,omitempty"` // empty: every app
	Users []string `json:"users,omitempty"` // by name, unknown ones are passed over; none: every user
	// Share leaves that part of them, rounded, in each app. Which ones depends on
	// the seed and the names alone.
	Share Share `json:"share,omitempty"`
}

// Share is a part of a whole, over 0 and at most 1. The zero value means all,
// but a 0 in JSON is refused, since it looks like the opposite.
type Share float64

// UnmarshalJSON reads a number over 0 and at most 1.
func (s *Share) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, (*float64)(s)); err != nil {
		return fmt.Errorf("want a number, not %s", text)
	}
	if *s == 0 {
		return fmt.Errorf("must be over 0 and at most 1; leave it out for all")
	}
	return s.validate()
}

func (s Share) validate() error {
	if !(s >= 0 && s <= 1) {
		return fmt.Errorf("must be over 0 and at most 1, not %v", float64(s))
	}
	return nil
}

// of is the share of n, rounded.
func (s Share) of(n int) int {
	if s == 0 {
		return n
	}
	return int(math.Round(float64(s) * float64(n)))
}

// ExpireSessions ends the valid session_keys of the selected users and returns
// how many.
func (m *Machine) ExpireSessions(now time.Time, sel Selection) int {
	n := 0
	for _, u := range m.selected(sel) {
		if u.session.end(now) {
			m.changes.user(u)
			n++
		}
	}
	return n
}

// ExpireCodes ends the unused codes of the selected users and returns how many.
func (m *Machine) ExpireCodes(now time.Time, sel Selection) int {
	m.codes.expire(now)
	n := 0
	for _, u := range m.selected(sel) {
		for c := u.codes.oldest; c != nil; c = c.next {
			if c.expire() {
				m.changes.code(c)
				n++
			}
		}
	}
	return n
}

// RotateSessions replaces the valid session_keys of the selected users, as
// another login would, and returns how many.
func (m *Machine) RotateSessions(now time.Time, sel Selection) int {
	n := 0
	for _, u := range m.selected(sel) {
		if u.session.settle(now) {
			u.session.replace(now)
			m.keys++
			m.changes.user(u)
			n++
		}
	}
	return n
}

// Block makes the selected users ones that WeChat holds for a risk: their codes
// are answered 40226. It returns how many were not.
func (m *Machine) Block(_ time.Time, sel Selection) int { return m.setBlocked(sel, true) }

// Unblock undoes Block.
func (m *Machine) Unblock(_ time.Time, sel Selection) int { return m.setBlocked(sel, false) }

func (m *Machine) setBlocked(sel Selection, blocked bool) int {
	n := 0
	for _, u := range m.selected(sel) {
		if u.blocked != blocked {
			u.blocked = blocked
			m.changes.user(u)
			n++
		}
	}
	return n
}

// selected lists the users of a selection.
func (m *Machine) selected(sel Selection) []*user {
	var all []*user
	for _, a := range m.apps {
		if sel.AppID == "" || sel.AppID == a.AppID {
			all = append(all, a.selected(sel)...)
		}
	}
	return all
}

// selected lists the users of a selection in one app.
func (a *app) selected(sel Selection) []*user {
	var chosen []*user
	if len(sel.Users) == 0 {
		for _, u := range a.users {
			chosen = append(chosen, u)
		}
	}
	for _, name := range sel.Users {
		if u := a.users[name]; u != nil && !slices.Contains(chosen, u) {
			chosen = append(chosen, u)
		}
	}
	if sel.Share == 0 {
		return chosen
	}
	// The order of a map must not decide.
	slices.SortFunc(chosen, func(x, y *user) int {
		return cmp.Or(cmp.Compare(x.rank(), y.rank()), cmp.Compare(x.name, y.name))
	})
	return chosen[:sel.Share.of(len(chosen))]
}

// rank orders users for a share, the same in every app.
func (u *user) rank() uint64 { return hash(u.app.seed, "share", u.name) }
