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

	"github.com/wxload/wxload/reports/lang"
)

// The page's parts, read only. uPlot draws the charts (https://github.com/leeoniya/uPlot,
// MIT, version 1.6.32: page/uplot.LICENSE).
var (
	//go:embed page/page.html
	pageHTML string
	//go:embed page/live.html
	liveHTML string
	//go:embed page/page.css
	pageCSS string
	//go:embed page/page.js
	pageJS string
	//go:embed page/live.css
	liveCSS string
	//go:embed page/live.js
	liveJS string
	//go:embed page/uplot.min.css
	chartCSS string
	//go:embed page/uplot.min.js
	chartJS string
)

// writeHTML writes the report as one page in the reader's language that loads nothing: verdict, charts with their
// tables, defects with their first timelines. It follows the reader's choice of light or
// dark, and can be printed.
func writeHTML(w io.Writer, r *Report, words *lang.Words) error {
	return drawHTML(w, newHTMLPage(r, words), words)
}

func drawHTML(w io.Writer, p *htmlPage, words *lang.Words) error {
	layout, err := htmlLayout(words)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := layout.Execute(&b, p); err != nil {
		return fmt.Errorf("draw the report: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

func htmlLayout(words *lang.Words) (*template.Template, error) {
	layout, err := template.New("report").Funcs(template.FuncMap{"say": words.Say}).Parse(words.Template(pageHTML + liveHTML))
	if err != nil {
		return nil, fmt.Errorf("draw the report: %w", err)
	}
	return layout, nil
}

// htmlPage is what page.html shows.
type htmlPage struct {
	Policy string // what the page may load: its own parts
	Live   bool   // it is the page of a run that goes on, see [WriteLivePage]
	Filter bool   // there are requests to choose from

	CSS, ChartCSS, LiveCSS template.CSS
	JS, ChartJS, LiveJS    template.JS
	Data                   htmlData

	Title                    string
	Progress                 *Progress // nil where the run has ended
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
	// Requests are the names of the requests that the rows are about, "" where one is
	// about none; nil where no row is about one.
	Requests []string
}

// Number reports whether a column has numbers.
func (t htmlTable) Number(column int) bool { return column > 0 && !slices.Contains(t.Texts, column) }

// Request is the name of the request that a row is about; "" where it is about none.
func (t htmlTable) Request(row int) string {
	if row >= len(t.Requests) {
		return ""
	}
	return t.Requests[row]
}

func newHTMLPage(r *Report, words *lang.Words) *htmlPage {
	word, _ := r.headline()
	p := &htmlPage{
		CSS: template.CSS(pageCSS), ChartCSS: template.CSS(chartCSS), JS: template.JS(pageJS), ChartJS: template.JS(chartJS),
		Word: word, Class: htmlClass(r), Reason: r.reason(), Scenario: printable(r.Scenario), Wrapper: printable(r.Wrapper),
		Setting: r.setting(), Began: r.Started.UTC().Format("2006-01-02 15:04:05 MST"), Warning: r.warning(), NotJudged: r.notJudged(),
		Unseen: r.unseenLines(), Balance: r.balance(), BookNotes: printables(r.Books.Notes), Notes: r.notes(),
		Facts: htmlFacts(r, words), MachineFacts: machineFacts(r, words),
		Thresholds: thresholdTable(r), Failures: htmlFailures(r, words), Latency: htmlLatency(r, words), Slowest: htmlSlowest(r, words), Requests: requestTable(r), PageErrors: pageErrorTable(r),
		Defects: htmlDefects(r, words), Markers: htmlMarkers(r, words), Histograms: htmlHistograms(r), Filter: len(r.Requests.ByName) > 1, Progress: r.Progress,
	}
	if r.Interrupted {
		p.Reason = "until then " + r.Verdict + ": " + p.Reason
	}
	if r.Progress != nil {
		p.goesOn(r)
	}
	if len(r.Series) > 0 || r.Progress != nil {
		p.Charts = htmlCharts(words)
	}
	p.say(words)
	p.Title = words.Sprintf("%s: %s with %s", p.Word, p.Scenario, p.Wrapper)
	p.Data = newHTMLData(r, p.Charts, p.Markers, words)
	p.Policy = PagePolicy([]string{chartCSS, pageCSS}, []string{chartJS, pageJS})
	return p
}

// PageStyle is the style sheet of the pages of this package, for pages that look alike.
func PageStyle() string { return pageCSS }

// PagePolicy is the Content-Security-Policy of a page that has its styles and scripts in
// itself: it allows them, by their hashes, and nothing else.
func PagePolicy(styles, scripts []string) string {
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

func htmlFacts(r *Report, words *lang.Words) []htmlFact {
	facts := []htmlFact{{words.Say("Duplicate logins"), r.duplicates()}, {words.Say("The server's view of them"), r.serverView()}, {words.Say("Logins"), r.logins()}}
	if r.Refreshes != nil {
		facts = append(facts, htmlFact{words.Say("Refreshes"), r.Refreshes.ends()}, htmlFact{words.Say("Duplicate refreshes"), r.Refreshes.duplicates()})
	}
	facts = append(facts, htmlFact{words.Say("Requests"), r.requests()}, htmlFact{words.Say("Sends"), r.sends()}, htmlFact{words.Say("Answers"), r.statuses()})
	for i := range r.Targets {
		t := &r.Targets[i]
		for _, row := range t.rows() {
			facts = append(facts, htmlFact{words.Join(printable(t.Host), words.Say(strings.TrimSpace(row[0]))), row[1]})
		}
	}
	return facts
}

func machineFacts(r *Report, words *lang.Words) []htmlFact {
	m := r.Machine
	machine := []string{m.OS + "/" + m.Arch, words.Say(plural(int64(m.CPUs), "processor")), m.Go}
	if m.MemoryBytes != nil {
		machine = append(machine, words.Say(formatBytes(*m.MemoryBytes)+" of memory"))
	}
	return []htmlFact{{words.Say("Generator"), r.generator()}, {words.Say("Machine"), words.Join(machine...)}}
}

func printables(all []string) []string {
	var out []string
	for _, s := range all {
		out = append(out, printable(s))
	}
	return out
}
