package reports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/wxload/wxload/reports/lang"
)

// A Target is one of several targets of a run. A login is counted once it is known for
// which of them it is: a wx.login whose code nobody sent is in none.
type Target struct {
	Path             string       `json:"path"`  // in the scenario: target, or targets[0]
	Host             string       `json:"host"`  // that the app calls; "embedded" for an embedded first one
	Sends            int64        `json:"sends"` // login POSTs included
	Answers          int64        `json:"answers"`
	Failures         int64        `json:"failures"`
	InFlight         int64        `json:"in_flight"`
	AuthFailuresSeen int64        `json:"auth_failures_seen"`
	Logins           Logins       `json:"logins"`
	Refreshes        *Refreshes   `json:"refreshes"`     // nil where it gives no refresh tokens
	RefreshSends     int64        `json:"refresh_sends"` // of refresh POSTs, among the sends
	Books            *TargetBooks `json:"books"`         // nil where it cannot be asked
}

// rows are what people are told of the target: a name and a text each.
func (t *Target) rows() [][2]string {
	rows := [][2]string{
		{"logins", t.Logins.ends()},
		{"duplicates", t.Logins.Duplicate.String() + t.Logins.DuplicateServer.view()},
	}
	if r := t.Refreshes; r != nil {
		rows = append(rows, [2]string{"refreshes", r.ends()}, [2]string{"  duplicates", r.duplicates()})
	}
	sent := fmt.Sprintf("%s, %s", formatCount(t.Sends), plural(t.AuthFailuresSeen, "authentication failure"))
	if t.Books != nil && t.Books.LostMemory == "" {
		sent += fmt.Sprintf("; the server handled %s", formatCount(t.Books.Handled))
	}
	return append(rows, [2]string{"sends", sent})
}

// view is the server's, in brackets; empty where it is not known.
func (d *DuplicateServer) view() string {
	if d == nil {
		return ""
	}
	return fmt.Sprintf(" (the server's view: %s)", plural(d.Total, "duplicate"))
}

// where says at which of several targets defects were, in the reader's language; none where
// there is one.
func (d *Defect) where(words *lang.Words) (parts []string) {
	for _, host := range slices.Sorted(maps.Keys(d.Targets)) {
		name := printable(host)
		if d.Targets[host] < d.Count {
			parts = append(parts, words.Sprintf("%s at %s", formatCount(d.Targets[host]), name))
		} else {
			parts = append(parts, words.Sprintf("at %s", name))
		}
	}
	return parts
}

// CheckBooksByTarget is [CheckBooks] for a run with several targets: each is compared with
// what was sent to it. The books of the target are the sums of those that there are.
func CheckBooksByTarget(client ClientBooks, mock *MockBooks, targets []Target) Books {
	b := Books{Balanced: true, Comparison: comparisonBalanced, Client: client, Mock: mock}
	b.checkClient()
	b.checkMock()
	b.compareCodes()
	for i := range targets {
		t := &targets[i]
		b.Target = b.Target.plus(t.Books)
		part := client
		part.Sends.Sent, part.Sends.Answered, part.Sends.Abroad, part.Sends.AnsweredAbroad = t.Sends, t.Answers, 0, 0
		part.RefreshSends, part.Refreshes = t.RefreshSends, LoginCounts{}
		if t.Refreshes != nil {
			part.Refreshes = t.Refreshes.LoginCounts
		}
		b.compareSends(" "+t.Host, part, t.Books)
	}
	return b
}

// plus is the sum of the books of targets; nil ones are unknown, and count for nothing.
func (t *TargetBooks) plus(u *TargetBooks) *TargetBooks {
	if t == nil || u == nil {
		return cmp.Or(t, u)
	}
	return &TargetBooks{Handled: t.Handled + u.Handled, Refreshes: t.Refreshes + u.Refreshes, RefreshesRefused: t.RefreshesRefused + u.RefreshesRefused,
		RefreshTokensReused: t.RefreshTokensReused + u.RefreshTokensReused, LostMemory: cmp.Or(t.LostMemory, u.LostMemory)}
}
