package reports

import "fmt"

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

// slowHeader is the header of a table of the slowest requests.
func slowHeader() []string { return []string{"Slowest", "took", "sent at", "client", "HTTP", "trace"} }

// cells are the request's row in such a table.
func (s Slow) cells() []string {
	return []string{s.what(), formatMS(s.DurationMS), formatMS(s.AtMS), fmt.Sprint(s.Client), fmt.Sprint(s.Status), printable(s.Trace)}
}

// slowLines are the slowest requests as text, each with its trace; nil where there are
// none.
func (r *Report) slowLines() (lines []string) {
	if len(r.Slowest) == 0 {
		return nil
	}
	table := [][]string{slowHeader()[:2]}
	for _, s := range r.Slowest {
		table = append(table, s.cells()[:2])
	}
	for i, line := range alignTable(table, consoleWidth) {
		lines = append(lines, line)
		if i > 0 {
			s := r.Slowest[i-1]
			lines = append(lines, fmt.Sprintf("    client %d: HTTP %d, sent at %s, trace %s", s.Client, s.Status, formatMS(s.AtMS), printable(s.Trace)))
		}
	}
	return lines
}

// what names the request.
func (s Slow) what() string {
	switch {
	case s.Name != "":
		return printable(s.Name)
	case s.Of == "request":
		return "own request"
	}
	return printable(s.Of)
}
