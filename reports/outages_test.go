package reports

import (
	"slices"
	"strings"
	"testing"
)

func TestAnOutageIsATimeInWhichNothingWasAnswered(t *testing.T) {
	// Each second has answers and sends without one.
	type second struct{ answers, lost int64 }
	up, dying, idle, down := second{9, 0}, second{5, 2}, second{0, 0}, second{0, 4}
	for _, c := range []struct {
		name    string
		seconds []second
		want    []string
	}{
		{"all are answered", []second{up, up, up}, nil},
		{"some are not", []second{up, {7, 3}, up, {2, 8}}, nil},
		{"nothing is sent for a while", []second{up, idle, idle, up}, nil},
		{"two sends are lost", []second{up, {0, 1}, {0, 1}, up}, nil},
		{"it dies", []second{up, dying, down, down}, []string{"the target died, or could not be reached any more, at 1.90 s: 10 sends without an answer"}},
		{"it dies while nothing is sent", []second{up, idle, idle, down, down}, []string{"the target died, or could not be reached any more, at 3.00 s: 8 sends without an answer"}},
		{"it dies, and nothing is sent any more", []second{dying, down, idle, idle}, []string{"the target died, or could not be reached any more, at 900 ms: 6 sends without an answer"}},
		{"it comes back", []second{up, down, down, up}, []string{"the target did not answer from 1.00 s to 3.00 s: 8 sends without an answer"}},
		{"it comes back and dies", []second{up, down, up, down, down}, []string{"the target died, or could not be reached any more, at 3.00 s: 8 sends without an answer",
			"the target did not answer from 1.00 s to 2.00 s: 4 sends without an answer"}},
		{"it answers nothing at all", []second{down, down}, []string{"the target died, or could not be reached any more, at 0.00 ms: 8 sends without an answer"}},
	} {
		r := &Report{}
		for i, s := range c.seconds {
			row := Second{AtMS: float64(i+1) * 1000}
			row.Answers, row.Unanswered = s.answers, s.lost
			if s.answers > 0 {
				last := row.AtMS - 100
				row.AnsweredMS = &last
			}
			r.Series = append(r.Series, row)
		}
		r.findOutages()
		got := r.notes()
		if died := r.died(); died != nil {
			got = slices.Insert(got, 0, died.String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, strings.Join(got, "; "), strings.Join(c.want, "; "))
		}
	}
}
