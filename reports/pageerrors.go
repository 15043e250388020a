package reports

import "fmt"

// PageError counts an error of the pages of a mini program.
type PageError struct {
	Place string `json:"place"` // in the user's files, "pages/cart/cart.js:12:5"; empty where it is not known
	Text  string `json:"text"`
	Count int64  `json:"count"`
}

// maxPageErrors is how many the report for people lists.
const maxPageErrors = 5

// pageErrors are the lines about the errors of pages.
func (r *Report) pageErrors() (total string, lines []string) {
	var all int64
	for i, e := range r.PageErrors {
		all += e.Count
		if i < maxPageErrors {
			lines = append(lines, printable(fmt.Sprintf("%s: %s (%d)", e.place(), e.Text, e.Count)))
		}
	}
	if more := len(r.PageErrors) - maxPageErrors; more > 0 {
		lines = append(lines, fmt.Sprintf("%d more, in the JSON report", more))
	}
	return plural(all, "error") + " of pages, which are no defects", lines
}

func (e PageError) place() string {
	if e.Place == "" {
		return "somewhere"
	}
	return e.Place
}
