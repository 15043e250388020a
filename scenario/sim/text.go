package sim

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/wxload/wxload/reports"
)

// WriteText writes the result for people: the trace as a timeline, then the
// requests, logins, duplicates and defects. The only errors are those of out.
func (r *Result) WriteText(out io.Writer) error {
	b := &bytes.Buffer{}
	fmt.Fprintf(b, "%s, run with the wrapper %s\n\n", orUnnamed(printable(r.Script)), r.Wrapper)
	r.writeTimeline(b)
	r.writeSummary(b)
	r.writeDuplicates(b)
	r.writeDefects(b)
	_, err := out.Write(b.Bytes())
	return err
}

func orUnnamed(script string) string {
	if script == "" {
		return "unnamed script"
	}
	return script
}

// writeTimeline writes one line for each event: its time in milliseconds, the
// lane in which it happens, its kind as in the JSON, and what there is to know.
func (r *Result) writeTimeline(b *bytes.Buffer) {
	width := len("ms")
	if n := len(r.Trace); n > 0 {
		width = max(width, len(strconv.FormatInt(r.Trace[n-1].T, 10)))
	}
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%*s\tlane\tevent\tdetails\n", width, "ms")
	newest := ""
	for _, e := range r.Trace {
		if strings.HasSuffix(e.Kind, ".done") {
			newest = newerOf(newest, e.Issued)
		}
		fmt.Fprintf(t, "%*d\t%s\t%s", width, e.T, lane(e.Kind), e.Kind)
		if d := e.details(newest); d != "" {
			fmt.Fprintf(t, "\t%s", printable(d))
		}
		fmt.Fprintln(t)
	}
	flush(t)
}

// flush ends a table. Its writer is a buffer, which never fails.
func flush(t *tabwriter.Writer) { _ = t.Flush() }

func (r *Result) writeSummary(b *bytes.Buffer) {
	s := &r.Summary
	fmt.Fprintf(b, "\nrequests: %d, sent %s, %d of them without the token that they need; %s seen\n",
		len(r.Requests), times(s.RequestsSent), s.RequestsWithoutToken, count(s.AuthFailuresSeen, "authentication failure"))
	r.writeRequests(b)
	fmt.Fprintf(b, "\nlogins: %s of wx.login, %s, %d succeeded; at most %d at a time\n",
		count(s.WXLoginCalls, "call"), s.loginPosts(), s.LoginsSucceeded, s.MaxConcurrentLogins)
	if r.DuplicateRefreshes != nil {
		fmt.Fprintf(b, "refreshes: %s, %d succeeded\n", count(s.RefreshPosts, "POST"), s.RefreshesSucceeded)
	}
	fmt.Fprintf(b, "session checks: %d\n", s.CheckSessionCalls)
	fmt.Fprintf(b, "token at the end: %s\n", s.finalToken())
}

func (s *Summary) loginPosts() string {
	posts := count(s.LoginPosts, "POST")
	if s.TicketPosts > 0 {
		return fmt.Sprintf("%s after %d for tickets", posts, s.TicketPosts)
	}
	return posts
}

func (s *Summary) finalToken() string {
	switch {
	case s.FinalToken == "":
		return "none"
	case s.FinalTokenValidAtServer:
		return s.FinalToken + ", valid at the server"
	default:
		return s.FinalToken + ", not valid at the server"
	}
}

func (r *Result) writeRequests(b *bytes.Buffer) {
	if len(r.Requests) == 0 {
		return
	}
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  name\twanted\tissued\tsettled\tsends\toutcome")
	for _, q := range r.Requests {
		fmt.Fprintf(t, "  %s\t%d\t%s\t%s\t%d\t%s\n", printable(q.Name), q.DeclaredAt, at(q.IssuedAt), at(q.SettledAt), q.Sends, q.fate())
	}
	flush(t)
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

func (r *Result) writeDuplicates(b *bytes.Buffer) {
	r.Duplicates.write(b, "login")
	if r.DuplicateRefreshes != nil {
		r.DuplicateRefreshes.write(b, "refresh")
	}
}

// write writes the duplicates of one sort by their kinds.
func (d *Duplicates) write(b *bytes.Buffer, what string) {
	fmt.Fprintf(b, "\nduplicate %s: %d\n", plurals(what), d.Total)
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, kind := range []struct {
		count      int64
		name, what string
	}{
		{d.Concurrent, "concurrent", "another " + what + " of the client was running"},
		{d.Stale401, "stale-401", "an authentication failure of an older token was taken for one of the current token"},
		{d.Needless, "needless", "nothing spoke against the current token"},
	} {
		if kind.count > 0 {
			fmt.Fprintf(t, "  %s\t%d\t%s\n", kind.name, kind.count, kind.what)
		}
	}
	flush(t)
}

func (r *Result) writeDefects(b *bytes.Buffer) {
	if len(r.Defects) == 0 {
		fmt.Fprintln(b, "\ndefects: none")
		return
	}
	fmt.Fprintln(b, "\ndefects:")
	for i, d := range r.Defects {
		name := d.Class
		if d.Kind != "" {
			name += " (" + d.Kind + ")"
		}
		fmt.Fprintf(b, "  %s, %s\n", name, times(int(d.Count)))
		last := i+1 == len(r.Defects) || r.Defects[i+1].Class != d.Class
		if class, known := reports.Class(d.Class); known && last {
			fmt.Fprintf(b, "    %s\n", class.Sentence)
		}
		if d.Note != "" {
			fmt.Fprintf(b, "    %s\n", d.Note)
		}
		if advice := reports.Advice(d.Class, d.Kind); advice != "" {
			fmt.Fprintf(b, "    mend: %s\n", advice)
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
