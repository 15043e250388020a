package reports

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"time"

	"github.com/wxload/wxload/reports/lang"
)

// A LivePage is the page of a run that goes on, as it is before it has got anything: the
// page of a report, without numbers, and with a script that asks its server for views.
type LivePage struct {
	Scenario, Wrapper string
	// Key is what the script shows its server; empty where people have to enter a token.
	Key string
	// Began is when the command was started.
	Began time.Time
	// Words are what its reader is told in; nil is English.
	Words *lang.Words
}

// LivePolicy is the Content-Security-Policy of a live page: its own styles and scripts,
// and calls to its own server.
func LivePolicy() string {
	return PagePolicy([]string{chartCSS, pageCSS, liveCSS}, []string{chartJS, pageJS, liveJS}) + "; connect-src 'self'"
}

// Write writes the page.
func (l LivePage) Write(w io.Writer) error {
	p := newHTMLPage(&Report{Scenario: l.Scenario, Wrapper: l.Wrapper, Started: l.Began, Progress: &Progress{}}, l.Words)
	p.Live, p.Filter, p.Policy = true, true, LivePolicy()
	p.LiveCSS, p.LiveJS = template.CSS(liveCSS), template.JS(liveJS)
	p.Data.Key = l.Key
	return drawHTML(w, p, l.Words)
}

// A View is what the page of a report shows, ready to be sent. It is not changed any more
// and may be used concurrently.
type View struct {
	title   string
	parts   map[string]string // HTML
	series  []Second
	markers []markerData
	atMS    float64
	byName  map[string][2]int64 // of the requests that ended, how many did well, and not
	page    string              // all of it, where nothing follows
}

// htmlParts are the parts of a page that change while its run goes on.
func htmlParts() []string {
	return []string{"progress", "summary", "thresholds", "markers", "failures", "defects", "pages", "latency", "requests", "books"}
}

// NewView draws the parts of a report's page in the reader's language: of one that Judge has completed, or Preview.
func NewView(r *Report, words *lang.Words) (*View, error) {
	layout, err := htmlLayout(words)
	if err != nil {
		return nil, err
	}
	p := newHTMLPage(r, words)
	v := &View{title: p.Title, parts: map[string]string{}, series: r.Series, markers: p.Data.Markers, atMS: r.DurationMS, byName: map[string][2]int64{}}
	for name, o := range r.Requests.ByName {
		v.byName[printable(name)] = [2]int64{o.OK, o.settled() - o.OK + o.Hung}
	}
	var b bytes.Buffer
	for _, name := range htmlParts() {
		b.Reset()
		if err := layout.ExecuteTemplate(&b, name, p); err != nil {
			return nil, fmt.Errorf("draw the report: %w", err)
		}
		v.parts[name] = b.String()
	}
	if r.Progress == nil || r.Progress.Phase == "failed" {
		b.Reset()
		if err := layout.Execute(&b, p); err != nil {
			return nil, fmt.Errorf("draw the report: %w", err)
		}
		v.page = b.String()
	}
	return v, nil
}

// An Update is what a page lacks to show a view. Its JSON is what the page's script reads.
type Update struct {
	Title   string            `json:"title"`
	Parts   map[string]string `json:"parts"`  // those that are others now
	From    int               `json:"from"`   // how many seconds the page has
	Series  htmlSeries        `json:"series"` // those after them
	Markers []markerData      `json:"markers"`
	// ByName counts the requests that have ended until AtMS, by name: how many did well, and
	// how many did not.
	AtMS   float64             `json:"t_ms"`
	ByName map[string][2]int64 `json:"by_name"`
	Page   string              `json:"page,omitempty"` // the whole page to keep, where nothing follows
}

// After returns what a page lacks that shows an earlier view of the same run; nil is a page
// that shows nothing.
func (v *View) After(shown *View) Update {
	u := Update{Title: v.title, Parts: map[string]string{}, Markers: v.markers, AtMS: v.atMS, ByName: v.byName, Page: v.page}
	if shown == nil {
		shown = &View{}
	}
	for name, text := range v.parts {
		if old, is := shown.parts[name]; !is || old != text {
			u.Parts[name] = text
		}
	}
	u.From = len(shown.series)
	u.Series = newHTMLSeries(v.series[u.From:])
	return u
}
