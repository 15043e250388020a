package reports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wxload/wxload/reports/lang"
)

func thresholdTable(r *Report) *htmlTable {
	t := &htmlTable{Title: "thresholds", Header: []string{"threshold", "value", "result"}, Texts: []int{2}}
	for _, one := range r.Thresholds {
		result := "not judged"
		switch {
		case one.failed():
			result = "✗ failed"
		case one.passed():
			result = "✓ passed"
		}
		if one.Note != "" {
			result += " (" + printable(one.Note) + ")"
		}
		t.Rows = append(t.Rows, []string{printable(one.Expr), formatValue(one), result})
	}
	return t.orNone()
}

// orNone is nil for a table without rows.
func (t *htmlTable) orNone() *htmlTable {
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func htmlFailures(r *Report, words *lang.Words) *htmlTable {
	table, more := r.failureTable(words)
	if table == nil {
		return nil
	}
	t := &htmlTable{Title: "failures", Header: []string{"reason", "count", "clients", "first", "example"}, More: more, Texts: []int{4}}
	for i, row := range table[1:] {
		t.Rows = append(t.Rows, append(row, printable(r.Failures[i].Example)))
		t.Requests = append(t.Requests, printable(r.Failures[i].Name))
	}
	return t
}

func htmlLatency(r *Report, words *lang.Words) *htmlTable {
	table, more := latencyTable(r.Latency, allPercentiles(), words)
	t := &htmlTable{Title: "latency", Header: table[0], Rows: table[1:], More: more}
	// The rows of requests by name are the last ones.
	names := slowestNames(r.Latency.ByName)
	names = names[:min(len(names), maxNames)]
	t.Requests = make([]string, len(t.Rows)-len(names))
	for _, row := range names {
		t.Requests = append(t.Requests, strings.TrimSpace(row.name))
	}
	return t.orNone()
}

// htmlSlowest lists the slowest requests with their traces.
func htmlSlowest(r *Report, words *lang.Words) *htmlTable {
	table := r.slowTable(words)
	if table == nil {
		return nil
	}
	table[0][0] = words.Say("request")
	t := &htmlTable{Title: "slowest requests", Header: table[0], Rows: table[1:], Texts: []int{5}}
	for _, s := range r.Slowest {
		t.Requests = append(t.Requests, printable(s.Name))
	}
	return t
}

// maxRequestNames is how many names of requests a page lists.
const maxRequestNames = 100

// requestTable lists the requests by name, those with the most failures first.
func requestTable(r *Report) *htmlTable {
	t := &htmlTable{Title: "requests by name", Header: []string{"request", "issued", "ok", "rejected", "auth failures as data", "errors as data", "empty", "hung", "open"}}
	names := slices.SortedFunc(maps.Keys(r.Requests.ByName), func(a, b string) int {
		x, y := r.Requests.ByName[a], r.Requests.ByName[b]
		return cmp.Or(cmp.Compare(y.Issued-y.OK, x.Issued-x.OK), cmp.Compare(a, b))
	})
	for _, name := range names[:min(len(names), maxRequestNames)] {
		o := r.Requests.ByName[name]
		row := []string{printable(name)}
		for _, n := range []int64{o.Issued, o.OK, o.Rejected, o.AuthFailure, o.HTTPError, o.Empty, o.Hung, o.Open} {
			row = append(row, formatCount(n))
		}
		t.Rows, t.Requests = append(t.Rows, row), append(t.Requests, printable(name))
	}
	if n := len(names) - maxRequestNames; n > 0 {
		t.More = fmt.Sprintf("and %s, in the JSON report", plural(int64(n), "more name"))
	}
	return t.orNone()
}

func pageErrorTable(r *Report) *htmlTable {
	t := &htmlTable{Title: "errors of pages", Header: []string{"place", "count", "error"}, Texts: []int{2}}
	for _, e := range r.PageErrors[:min(len(r.PageErrors), maxFailures)] {
		t.Rows = append(t.Rows, []string{printable(e.Place), formatCount(e.Count), printable(e.Text)})
	}
	if n := len(r.PageErrors) - maxFailures; n > 0 {
		t.More = fmt.Sprintf("and %s, in the JSON report", plural(int64(n), "more error"))
	}
	return t.orNone()
}

// htmlDefect is a class of defects with the first client that showed it.
type htmlDefect struct {
	Name, Severity, Seen, Sentence, Advice string
	Events                                 *htmlTimeline // nil where none was kept
}

// htmlTimeline is what one client did.
type htmlTimeline struct {
	Client int
	Events []htmlEvent
}

type htmlEvent struct {
	At, Kind, Text string
	Last           bool // the defect was seen after it
}

// FirstOf is the title of a timeline.
func (*htmlPage) FirstOf(t *htmlTimeline) string {
	return fmt.Sprintf("The first of them: client %d", t.Client)
}

// maxHTMLEvents is how many events of an example a page shows.
const maxHTMLEvents = 100

func htmlDefects(r *Report, words *lang.Words) []htmlDefect {
	var all []htmlDefect
	for i, d := range r.Defects {
		one := htmlDefect{Name: printable(defectName(d)), Severity: printable(d.Severity), Sentence: r.sentence(i, words), Advice: printable(d.Advice),
			Seen: fmt.Sprintf("%s in %s", formatCount(d.Count), plural(d.Clients, "client"))}
		if e := d.Example; e != nil {
			one.Events = &htmlTimeline{Client: e.Client}
			for _, ev := range e.Events[max(0, len(e.Events)-maxHTMLEvents):] {
				one.Events.Events = append(one.Events.Events, htmlEvent{At: fmt.Sprintf("%.1f ms", ev.AtMS), Kind: printable(ev.Kind), Text: printable(ev.Text)})
			}
			if n := len(one.Events.Events); n > 0 {
				one.Events.Events[n-1].Last = true
			}
		}
		all = append(all, one)
	}
	return all
}
