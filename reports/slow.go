package reports

import (
	"fmt"

	"github.com/wxload/wxload/reports/lang"
)

// Slow is a request that took long, by which the backend's traces tell why.
type Slow struct {
	Of         string  `json:"of"`   // "request", "login" or "refresh"
	Name       string  `json:"name"` // of the request; "" for what a wrapper sends on its own account
	DurationMS float64 `json:"duration_ms"`
	AtMS       float64 `json:"at_ms"` // when it was sent, since the load began
	Client     int     `json:"client"`
	Status     int     `json:"status"` // of its answer
	Trace      string  `json:"trace"`  // the id of its trace, in hexadecimal digits
}

// slowTable is the table of the slowest requests, header first; nil where there are none.
func (r *Report) slowTable(words *lang.Words) (table [][]string) {
	if len(r.Slowest) == 0 {
		return nil
	}
	table = [][]string{{words.Say("Slowest"), words.Say("took"), words.Say("sent at"), words.Say("client"), "HTTP", words.Say("trace")}}
	for _, s := range r.Slowest {
		table = append(table, []string{s.what(words), formatMS(s.DurationMS), formatMS(s.AtMS), fmt.Sprint(s.Client), fmt.Sprint(s.Status), printable(s.Trace)})
	}
	return table
}

// found says by what the request is found.
func (s Slow) found() string {
	return fmt.Sprintf("client %d: HTTP %d, sent at %s, trace %s", s.Client, s.Status, formatMS(s.AtMS), printable(s.Trace))
}

// what names the request.
func (s Slow) what(words *lang.Words) string {
	switch {
	case s.Name != "":
		return printable(s.Name)
	case s.Of == "request":
		return words.Say("own request")
	}
	return words.Say(printable(s.Of))
}
