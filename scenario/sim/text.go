package sim

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
)

// WriteText writes the result for people in their language: the trace as a timeline, then
// the requests, logins, duplicates and defects. The only errors are those of out.
func (r *Result) WriteText(out io.Writer, words *lang.Words) error {
	t := &text{words: words}
	t.line(words.Sprintf("%s, run with the wrapper %s", orUnnamed(printable(r.Script), words), r.Wrapper))
	t.line("")
	r.writeTimeline(t)
	r.writeSummary(t)
	r.writeDuplicates(t)
	r.writeDefects(t)
	_, err := out.Write(t.b.Bytes())
	return err
}

// text is what is written so far.
type text struct {
	b     bytes.Buffer
	words *lang.Words
}

func (t *text) line(text string) { t.b.WriteString(text + "\n") }

// said writes a text of wxload.
func (t *text) said(text string) { t.line(t.words.Say(text)) }

func (t *text) table(rows [][]string) { t.b.WriteString(lang.Align(rows)) }

func orUnnamed(script string, words *lang.Words) string {
	if script == "" {
		return words.Say("unnamed script")
	}
	return script
}

// writeTimeline writes one line for each event: its time in milliseconds, the
// lane in which it happens, its kind as in the JSON, and what there is to know.
func (r *Result) writeTimeline(t *text) {
	width := len("ms")
	if n := len(r.Trace); n > 0 {
		width = max(width, len(strconv.FormatInt(r.Trace[n-1].T, 10)))
	}
	w := t.words
	rows := [][]string{{fmt.Sprintf("%*s", width, "ms"), w.Say("lane"), w.Say("event"), w.Say("details")}}
	newest := ""
	for _, e := range r.Trace {
		if strings.HasSuffix(e.Kind, ".done") {
			newest = newerOf(newest, e.Issued)
		}
		row := []string{fmt.Sprintf("%*d", width, e.T), w.Say(lane(e.Kind)), e.Kind}
		if d := e.details(newest, w); d != "" {
			row = append(row, printable(d))
		}
		rows = append(rows, row)
	}
	t.table(rows)
}

func (r *Result) writeSummary(t *text) {
	s := &r.Summary
	t.line("")
	t.said(fmt.Sprintf("requests: %d, sent %s, %d of them without the token that they need; %s seen",
		len(r.Requests), times(s.RequestsSent), s.RequestsWithoutToken, count(s.AuthFailuresSeen, "authentication failure")))
	r.writeRequests(t)
	t.line("")
	t.said(fmt.Sprintf("logins: %s of wx.login, %s, %d succeeded; at most %d at a time",
		count(s.WXLoginCalls, "call"), s.loginPosts(), s.LoginsSucceeded, s.MaxConcurrentLogins))
	if r.DuplicateRefreshes != nil {
		t.said(fmt.Sprintf("refreshes: %s, %d succeeded", count(s.RefreshPosts, "POST"), s.RefreshesSucceeded))
	}
	t.said(fmt.Sprintf("session checks: %d", s.CheckSessionCalls))
	t.line(t.words.Sprintf("token at the end: %s", s.finalToken(t.words)))
}

func (s *Summary) loginPosts() string {
	posts := count(s.LoginPosts, "POST")
	if s.TicketPosts > 0 {
		return fmt.Sprintf("%s after %d for tickets", posts, s.TicketPosts)
	}
	return posts
}

func (s *Summary) finalToken(words *lang.Words) string {
	switch {
	case s.FinalToken == "":
		return words.Say("none")
	case s.FinalTokenValidAtServer:
		return words.Sprintf("%s, valid at the server", s.FinalToken)
	default:
		return words.Sprintf("%s, not valid at the server", s.FinalToken)
	}
}

func (r *Result) writeRequests(t *text) {
	if len(r.Requests) == 0 {
		return
	}
	w := t.words
	rows := [][]string{{"  " + w.Say("name"), w.Say("wanted"), w.Say("issued"), w.Say("settled"), w.Say("sends"), w.Say("outcome")}}
	for _, q := range r.Requests {
		rows = append(rows, []string{"  " + printable(q.Name), fmt.Sprint(q.DeclaredAt), at(q.IssuedAt), at(q.SettledAt), fmt.Sprint(q.Sends), w.Say(q.fate())})
	}
	t.table(rows)
}

// fate is the outcome in words.
func (q *Request) fate() string {
	switch q.Outcome {
	case "authFailure":
		return "resolved with the authentication failure"
	case "httpError":
		return "resolved with an error of the server"
	case "empty":
		return "resolved with undefined"
	case "never":
		return "never settled"
	default:
		return q.Outcome
	}
}

func (r *Result) writeDuplicates(t *text) {
	r.Duplicates.write(t, "login")
	if r.DuplicateRefreshes != nil {
		r.DuplicateRefreshes.write(t, "refresh")
	}
}

// write writes the duplicates of one sort by their kinds.
func (d *Duplicates) write(t *text, what string) {
	t.line("")
	t.said(fmt.Sprintf("duplicate %s: %d", plurals(what), d.Total))
	var rows [][]string
	for _, kind := range []struct {
		count      int64
		name, what string
	}{
		{d.Concurrent, "concurrent", "another " + what + " of the client was running"},
		{d.Stale401, "stale-401", "an authentication failure of an older token was taken for one of the current token"},
		{d.Needless, "needless", "nothing spoke against the current token"},
	} {
		if kind.count > 0 {
			rows = append(rows, []string{"  " + kind.name, fmt.Sprint(kind.count), t.words.Say(kind.what)})
		}
	}
	t.table(rows)
}

func (r *Result) writeDefects(t *text) {
	t.line("")
	if len(r.Defects) == 0 {
		t.said("defects: none")
		return
	}
	t.line(t.words.Say("defects:"))
	for i, d := range r.Defects {
		name := d.Class
		if d.Kind != "" {
			name += " (" + d.Kind + ")"
		}
		t.line("  " + t.words.Join(name, t.words.Say(times(int(d.Count)))))
		last := i+1 == len(r.Defects) || r.Defects[i+1].Class != d.Class
		if class, known := reports.Class(d.Class); known && last {
			t.said("    " + class.Sentence)
		}
		if d.Note != "" {
			t.said("    " + d.Note)
		}
		if advice := reports.Advice(d.Class, d.Kind); advice != "" {
			t.said("    mend: " + advice)
		}
	}
}

func plurals(what string) string {
	if what == "refresh" {
		return "refreshes"
	}
	return what + "s"
}

func count(n int, what string) string {
	if n != 1 {
		what = plurals(what)
	}
	return strconv.Itoa(n) + " " + what
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// at is a time that may never have come.
func at(t *int64) string {
	if t == nil {
		return "-"
	}
	return strconv.FormatInt(*t, 10)
}

// printable keeps what a script or an answer holds from taking over the
// terminal, and to one line.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, s)
}
