package compare

import (
	"bytes"
	_ "embed" // the pages
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
)

// The pages' parts, read only.
var (
	//go:embed page/parts.html
	partsHTML string
	//go:embed page/compare.html
	compareHTML string
	//go:embed page/history.html
	historyHTML string
	//go:embed page/page.css
	runsCSS string
)

// styleSheet is that of all pages, with what is drawn here.
func styleSheet() string { return reports.PageStyle() + runsCSS }

// drawPage writes a page that loads nothing.
func drawPage(w io.Writer, source string, page any, words *lang.Words) error {
	layout, err := template.New("page").Parse(words.Template(source + partsHTML))
	if err != nil {
		return fmt.Errorf("draw the page: %w", err)
	}
	var b bytes.Buffer
	if err := layout.Execute(&b, page); err != nil {
		return fmt.Errorf("draw the page: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// pageTable is a table: its first column, and those from texts on, are texts, the others
// numbers.
type pageTable struct {
	Title  string
	Header []string
	Rows   [][]string
	texts  int
}

// Number reports whether a column has numbers.
func (t *pageTable) Number(column int) bool { return column > 0 && column < t.texts }

// newPageTable is nil where there are no rows below the header.
func newPageTable(title string, rows [][]string, texts int) *pageTable {
	if len(rows) < 2 {
		return nil
	}
	return &pageTable{title, rows[0], rows[1:], texts}
}

// comparePage is what compare.html shows.
type comparePage struct {
	Policy                              string
	CSS                                 template.CSS
	Title, Word, Class, Reason          string
	Weakness                            string
	Sides                               []string
	Metrics, Latency, Failures, Defects *pageTable // nil where there are none
	Plots                               []plot
	Runs                                []*pageTable
}

// writeHTML writes a comparison as one page, the sides beside each other.
func writeHTML(w io.Writer, c *Comparison, words *lang.Words) error {
	word, reason := c.headline(words)
	p := &comparePage{Policy: reports.PagePolicy([]string{styleSheet()}, nil), CSS: template.CSS(styleSheet()), Word: word, Reason: reason, Class: "unclear",
		Title: reports.Printable(c.b[0].Head.Scenario), Weakness: words.Say(c.weakness()),
		Metrics: newPageTable(words.Say("Metrics"), c.table(words), 6), Latency: newPageTable(words.Say("Requests by name"), c.names(words), 5),
		Failures: newPageTable(words.Say("Failures of all runs"), c.failures(words), 3), Defects: newPageTable(words.Say("Defects of all runs"), c.classes(words), 3)}
	switch {
	case strings.HasPrefix(word, strings.ToUpper(Worse)):
		p.Class = "bad"
	case strings.HasPrefix(word, strings.ToUpper(Better)) || word == strings.ToUpper(Same):
		p.Class = "good"
	}
	for i, side := range c.sides() {
		p.Sides = append(p.Sides, words.Say(side))
		s := series{runs: [][]*Run{c.a, c.b}[i]}
		p.Runs = append(p.Runs, newPageTable([]string{"A", "B"}[i], s.runTable(MaxRuns, words), 7))
	}
	for i, q := range quantities() {
		p.Plots = append(p.Plots, c.strip(fmt.Sprintf("plot-%d", i+1), q))
	}
	return drawPage(w, compareHTML, p, words)
}

// historyPage is what history.html shows.
type historyPage struct {
	Policy  string
	CSS     template.CSS
	Series  []seriesPart
	Refused []string
}

type seriesPart struct {
	ID, Title, Note, Earlier string
	Trend, Runs              *pageTable
	Plots                    []plot
}

// historyPageRows is how many runs of a series the page lists and draws.
const historyPageRows = 200

// WriteHistoryPage writes a history as one page that loads nothing, in the reader's
// language.
func WriteHistoryPage(w io.Writer, h *History, words *lang.Words) error {
	p := &historyPage{Policy: reports.PagePolicy([]string{styleSheet()}, nil), CSS: template.CSS(styleSheet())}
	for i := range h.series {
		s := &h.series[i]
		part := seriesPart{ID: fmt.Sprintf("series-%d", i+1), Title: words.Say(s.title()), Note: words.Say(s.trendNote()),
			Trend: newPageTable(words.Say("Trend"), s.trendTable(words), 5), Runs: newPageTable(words.Say("Runs"), s.runTable(historyPageRows, words), 7)}
		if earlier := len(s.runs) - historyPageRows; earlier > 0 {
			part.Earlier = words.Say(fmt.Sprintf("and %d earlier runs", earlier))
		}
		for n, q := range quantities() {
			part.Plots = append(part.Plots, s.line(fmt.Sprintf("plot-%d-%d", i+1, n+1), q))
		}
		p.Series = append(p.Series, part)
	}
	for _, why := range h.refused {
		p.Refused = append(p.Refused, words.Say(reports.Printable(why)))
	}
	return drawPage(w, historyHTML, p, words)
}
