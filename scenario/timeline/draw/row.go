package draw

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/scenario/timeline"
)

// lanes are the columns, from left to right.
func lanes() []timeline.Lane {
	return []timeline.Lane{timeline.Page, timeline.Wrapper, timeline.WX, timeline.Server, timeline.WeChat}
}

// row is an event as every format shows it.
type row struct {
	Number   int    // from 1
	At       string // milliseconds
	From, To int    // columns; the same for what stays in its lane
	Text     string
	Request  string
	Token    int // the generation; 0 for none
	Defect   bool
	Further  []furtherDefect
}

// furtherDefect is a defect with its name.
type furtherDefect struct{ Name, Advice string }

// rows are the timeline's events. A lane that is none is an error.
func rows(t *timeline.Timeline) ([]row, error) {
	all := make([]row, len(t.Events))
	for i, e := range t.Events {
		to := e.To
		if to == "" {
			to = e.Lane
		}
		r := row{Number: i + 1, At: milliseconds(e.At), Text: e.Text, Request: e.Request, Token: e.Token, Defect: e.Defect}
		r.From, r.To = slices.Index(lanes(), e.Lane), slices.Index(lanes(), to)
		if r.From < 0 || r.To < 0 {
			return nil, fmt.Errorf("draw the timeline: event %d goes from lane %q to %q; the lanes are %q", r.Number, e.Lane, to, lanes())
		}
		for _, d := range e.Further {
			r.Further = append(r.Further, furtherDefect{nameOf(d.Class, d.Kind), d.Advice})
		}
		all[i] = r
	}
	return all, nil
}

// details says all about a row in one sentence, for those who do not see it.
func (r row) details(words *lang.Words) string {
	parts := []string{words.Sprintf("event %d at %s ms", r.Number, r.At), r.path(words)}
	if r.Request != "" {
		parts = append(parts, words.Sprintf("request %s", r.Request))
	}
	if r.Token > 0 {
		parts = append(parts, words.Sprintf("token of generation %d", r.Token))
	}
	text := words.Sprintf("%s: %s", words.Join(parts...), r.Text)
	if r.Defect {
		text = words.Sprintf("%s (%s)", text, words.Say("here is the defect"))
	}
	for _, d := range r.Further {
		text += " (" + d.Name + ")"
	}
	return text
}

// path names the lanes of a row.
func (r row) path(words *lang.Words) string {
	from := words.Say(string(lanes()[r.From]))
	if r.From == r.To {
		return from
	}
	return words.Sprintf("%s to %s", from, words.Say(string(lanes()[r.To])))
}

// defectName is the class with its kind, as reports write it.
func defectName(t *timeline.Timeline) string {
	if t.Class == "" {
		return "no defect"
	}
	return nameOf(t.Class, t.Kind)
}

func nameOf(class, kind string) string {
	if kind != "" {
		return class + " (" + kind + ")"
	}
	return class
}

func milliseconds(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64)
}

// clean is the timeline with texts that are printable.
func clean(t *timeline.Timeline) *timeline.Timeline {
	c := *t
	for _, s := range []*string{&c.Situation, &c.Wrapper, &c.Class, &c.Kind, &c.Sentence, &c.Advice} {
		*s = printable(*s)
	}
	c.Prose = slices.Clone(t.Prose)
	for i := range c.Prose {
		c.Prose[i] = printable(c.Prose[i])
	}
	c.Events = slices.Clone(t.Events)
	for i := range c.Events {
		e := &c.Events[i]
		e.Text, e.Request = printable(e.Text), printable(e.Request)
		e.Further = slices.Clone(e.Further)
		for k := range e.Further {
			d := &e.Further[k]
			d.Class, d.Kind, d.Advice = printable(d.Class), printable(d.Kind), printable(d.Advice)
		}
	}
	return &c
}

// said is a cleaned timeline in the reader's language.
func said(t *timeline.Timeline, words *lang.Words) *timeline.Timeline {
	t.Sentence, t.Advice, t.Prose = words.Say(t.Sentence), words.Say(t.Advice), words.SayAll(t.Prose)
	for i := range t.Events {
		t.Events[i].Text = words.Say(t.Events[i].Text)
		for k := range t.Events[i].Further {
			t.Events[i].Further[k].Advice = words.Say(t.Events[i].Further[k].Advice)
		}
	}
	return t
}

// printable keeps what a server or a file's author chose from moving a reader's
// cursor or breaking a line.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
