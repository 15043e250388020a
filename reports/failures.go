package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wxload/wxload/reports/lang"
)

// A Failure counts what failed for one reason. Each failed request is in exactly
// one, and so is each failed login.
type Failure struct {
	Of      string  `json:"of"`     // "request", "login", "refresh" or "session_check"
	Name    string  `json:"name"`   // of the request; "" for others
	Reason  string  `json:"reason"` // such as "HTTP 500" or "connection refused"
	Count   int64   `json:"count"`
	Clients int64   `json:"clients"`  // that it happened to
	FirstMS float64 `json:"first_ms"` // when it first did, since the load began
	Example string  `json:"example"`  // the first one, without secrets
	// Trace is the id of the first one's trace, by which the backend's traces have it;
	// empty where requests have none.
	Trace string `json:"trace,omitempty"`
}

// what is the reason with the name of what failed: in that order, because tables cut
// long texts.
func (f Failure) what(words *lang.Words) string {
	of := printable(f.Name)
	if f.Name == "" {
		of = words.Say(strings.ReplaceAll(f.Of, "_", " "))
	}
	return words.Sprintf("%s: %s", words.Say(printable(f.Reason)), of)
}

// rankFailures sorts by count, then by time, and by name so that the order is always
// the same.
func (r *Report) rankFailures() {
	slices.SortStableFunc(r.Failures, func(a, b Failure) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.FirstMS, b.FirstMS),
			cmp.Compare(a.Of, b.Of), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Reason, b.Reason))
	})
}

// maxFailures is how many failures an output for people shows.
const maxFailures = 10

// failureTable is the table of the most frequent failures, header first; nil where
// there are none. more tells how many are left out.
func (r *Report) failureTable(words *lang.Words) (table [][]string, more string) {
	if len(r.Failures) == 0 {
		return nil, ""
	}
	table = [][]string{{words.Say("Failures"), words.Say("count"), words.Say("clients"), words.Say("first")}}
	shown := r.Failures[:min(len(r.Failures), maxFailures)]
	for _, f := range shown {
		table = append(table, []string{f.what(words), formatCount(f.Count), formatCount(f.Clients), formatMS(f.FirstMS)})
	}
	if rest := r.Failures[len(shown):]; len(rest) > 0 {
		var n int64
		for _, f := range rest {
			n += f.Count
		}
		more = fmt.Sprintf("and %s for %s, in the JSON report", formatCount(n), plural(int64(len(rest)), "further reason"))
	}
	return table, more
}

// failureLines is the table as text, each reason with its example.
func (r *Report) failureLines() []string {
	table, more := r.failureTable(nil)
	var lines []string
	for i, line := range alignTable(table, 0) {
		lines = append(lines, line)
		if i > 0 && r.Failures[i-1].Example != "" {
			lines = append(lines, "    "+r.Failures[i-1].Example)
		}
	}
	if more != "" {
		lines = append(lines, more)
	}
	return lines
}

// mostly is the most frequent reason that requests, or logins, failed for, how many
// failed for it, and since when; "" where none failed.
func (r *Report) mostly(of string) string {
	sums := map[string]Failure{}
	var top Failure
	for _, f := range r.Failures { // the most frequent first
		if f.Of != of {
			continue
		}
		sum, known := sums[f.Reason]
		if !known || f.FirstMS < sum.FirstMS {
			sum.FirstMS = f.FirstMS
		}
		sum.Reason = f.Reason
		sum.Count += f.Count
		sums[f.Reason] = sum
		if sum.Count > top.Count {
			top = sum
		}
	}
	if top.Count == 0 {
		return ""
	}
	return fmt.Sprintf("most often %s: %s from %s on", printable(top.Reason), formatCount(top.Count), formatMS(top.FirstMS))
}

// statuses writes the HTTP statuses of the answers, the most frequent first.
func (r *Report) statuses() string {
	type status struct {
		code string
		n    int64
	}
	var all []status
	for code, n := range r.Statuses {
		all = append(all, status{code, n})
	}
	slices.SortFunc(all, func(a, b status) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.code, b.code))
	})
	var parts []string
	for _, s := range all[:min(len(all), maxFailures)] {
		parts = append(parts, fmt.Sprintf("%s with HTTP %s", formatCount(s.n), printable(s.code)))
	}
	if more := len(all) - maxFailures; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d further statuses", more))
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}
