package reports

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

// The page's parts, read only. uPlot draws the charts (https://github.com/leeoniya/uPlot,
// MIT, version 1.6.32: page/uplot.LICENSE).
var (
	//go:embed page/page.html
	pageHTML string
	//go:embed page/page.css
	pageCSS string
	//go:embed page/page.js
	pageJS string
	//go:embed page/uplot.min.css
	chartCSS string
	//go:embed page/uplot.min.js
	chartJS string
)

// writeHTML writes the report as one page that loads nothing: verdict, charts with their
// tables, defects with their first timelines. It follows the reader's choice of light or
// dark, and can be printed.
func writeHTML(w io.Writer, r *Report) error {
	layout, err := template.New("report").Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("draw the report: %w", err)
	}
	var b bytes.Buffer
	if err := layout.Execute(&b, newHTMLPage(r)); err != nil {
		return fmt.Errorf("draw the report: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// htmlPage is what page.html shows.
type htmlPage struct {
	Policy        string // what the page may load: its own parts
	CSS, ChartCSS template.CSS
	JS, ChartJS   template.JS
	Data          htmlData

	Word, Class, Reason      string
	Scenario, Wrapper        string
	Setting, Began, Warning  string
	NotJudged, Notes, Unseen []string
	Balance                  string
	BookNotes                []string
	Facts, MachineFacts      []htmlFact
	Thresholds, Failures     *htmlTable // nil where there are none, as the next ones
	Latency, Slowest         *htmlTable
	Requests                 *htmlTable
	PageErrors               *htmlTable
	Defects                  []htmlDefect
	Charts                   []htmlChart
	Markers                  []htmlMarker
	Histograms               []htmlHistogram
}

// htmlFact is a name with what is to be said of it.
type htmlFact struct{ Name, Text string }

// htmlTable is a table: its first columns are texts, the others numbers.
type htmlTable struct {
	Title  string
	Header []string
	Rows   [][]string
	More   string // what is left out
	Texts  []int  // columns of text, besides the first
}

// Number reports whether a column has numbers.
func (t htmlTable) Number(column int) bool { return column > 0 && !slices.Contains(t.Texts, column) }

func newHTMLPage(r *Report) *htmlPage {
	word, _ := r.headline()
	p := &htmlPage{
		CSS: template.CSS(pageCSS), ChartCSS: template.CSS(chartCSS), JS: template.JS(pageJS), ChartJS: template.JS(chartJS),
		Word: word, Class: htmlClass(r), Reason: r.reason(), Scenario: printable(r.Scenario), Wrapper: printable(r.Wrapper),
		Setting: r.setting(), Began: r.Started.Format("2006-01-02 15:04:05 MST"), Warning: r.warning(), NotJudged: r.notJudged(),
		Unseen: r.unseenLines(), Balance: r.balance(), BookNotes: printables(r.Books.Notes), Notes: printables(r.Notes),
		Facts: htmlFacts(r), MachineFacts: machineFacts(r),
		Thresholds: thresholdTable(r), Failures: htmlFailures(r), Latency: htmlLatency(r), Slowest: slowTable(r), Requests: requestTable(r), PageErrors: pageErrorTable(r),
		Defects: htmlDefects(r), Markers: htmlMarkers(r), Histograms: htmlHistograms(r),
	}
	if r.Interrupted {
		p.Reason = "until then " + r.Verdict + ": " + p.Reason
	}
	if len(r.Series) > 0 {
		p.Charts = htmlCharts()
	}
	p.Data = newHTMLData(r, p.Charts, p.Markers)
	p.Policy = policy([]string{chartCSS, pageCSS}, []string{chartJS, pageJS})
	return p
}

// policy allows the page its own styles and scripts, by their hashes, and nothing else.
func policy(styles, scripts []string) string {
	hashes := func(parts []string) string {
		var all []string
		for _, part := range parts {
			sum := sha256.Sum256([]byte(part))
			all = append(all, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
		}
		return strings.Join(all, " ")
	}
	return "default-src 'none'; style-src " + hashes(styles) + "; script-src " + hashes(scripts) + "; base-uri 'none'; form-action 'none'"
}

// htmlClass is the colour of the verdict.
func htmlClass(r *Report) string {
	switch {
	case r.Interrupted || r.Verdict == VerdictUnjudged:
		return "unclear"
	case r.Verdict == VerdictPassed:
		return "good"
	}
	return "bad"
}

func htmlFacts(r *Report) []htmlFact {
	facts := []htmlFact{{"Duplicate logins", r.duplicates()}, {"The server's view of them", r.serverView()}, {"Logins", r.logins()}}
	if r.Refreshes != nil {
		facts = append(facts, htmlFact{"Refreshes", r.Refreshes.ends()}, htmlFact{"Duplicate refreshes", r.Refreshes.duplicates()})
	}
	return append(facts, htmlFact{"Requests", r.requests()}, htmlFact{"Sends", r.sends()}, htmlFact{"Answers", r.statuses()})
}

func machineFacts(r *Report) []htmlFact {
	m := r.Machine
	machine := fmt.Sprintf("%s/%s, %s, %s", m.OS, m.Arch, plural(int64(m.CPUs), "processor"), m.Go)
	if m.MemoryBytes != nil {
		machine += ", " + formatBytes(*m.MemoryBytes) + " of memory"
	}
	return []htmlFact{{"Generator", r.generator()}, {"Machine", machine}}
}

func printables(all []string) []string {
	var out []string
	for _, s := range all {
		out = append(out, printable(s))
	}
	return out
}
