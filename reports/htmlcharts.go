package reports

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/wxload/wxload/reports/lang"
)

// htmlChart is a chart over time; page.js draws it.
type htmlChart struct {
	ID, Title, Hint string
	Lines           []htmlLine
	Least           float64 // the axis reaches at least to here
}

// htmlLine is one line of a chart: a column of the series.
type htmlLine struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	Rate bool   `json:"rate"` // a count, drawn as one a second
}

func htmlCharts(words *lang.Words) []htmlChart {
	return []htmlChart{
		{ID: "requests", Title: words.Say("Requests that ended, a second"), Least: 1, Lines: []htmlLine{{"requests_ok", words.Say("ok"), true}, {"requests_failed", words.Say("failed"), true}}},
		{ID: "logins", Title: words.Say("Logins and duplicates, a second"), Least: 1, Lines: []htmlLine{
			{"logins", words.Say("logins"), true}, {"concurrent", words.Say("duplicates: concurrent"), true}, {"stale_401", words.Say("duplicates: stale-401"), true}, {"needless", words.Say("duplicates: needless"), true}}},
		latencyChart(words, "p50", words.Say("Latency p50, in milliseconds")),
		latencyChart(words, "p95", words.Say("Latency p95, in milliseconds")),
		latencyChart(words, "p99", words.Say("Latency p99, in milliseconds")),
		{ID: "clients", Title: words.Say("Clients at work, defects a second"), Least: 1, Lines: []htmlLine{{"clients", words.Say("clients"), false}, {"defects", words.Say("defects"), true}}},
	}
}

// latencyChart has a percentile of what the wire takes, and beside it that of what a page
// waits for: the gap is the login.
func latencyChart(words *lang.Words, percentile, title string) htmlChart {
	return htmlChart{ID: percentile, Title: title, Hint: words.Say("What a page waits for, above what the wire takes, is the login."), Least: 1, Lines: []htmlLine{
		{"http_" + percentile, "HTTP", false}, {"request_" + percentile, words.Say("request"), false}, {"login_" + percentile, words.Say("login"), false}}}
}

// htmlMarker is a moment that the charts show.
type htmlMarker struct {
	Number   int
	At, Text string
	atMS     float64
	name     string   // on the charts, of what lasts; empty for a moment
	toMS     *float64 // its end; nil where it lasted until that of the run
}

// maxMarkers is how many moments the charts show.
const maxMarkers = 20

// htmlMarkers are the events of the run, when the target did not answer, and when what
// failed most often began.
func htmlMarkers(r *Report, words *lang.Words) []htmlMarker {
	var all []htmlMarker
	for _, e := range r.Events {
		all = append(all, htmlMarker{At: formatMS(e.AtMS), Text: words.Say(printable(e.Text)), atMS: e.AtMS})
	}
	for _, o := range r.Outages {
		text := words.Say("the target died, or could not be reached any more")
		if o.ToMS != nil {
			text = words.Say(fmt.Sprintf("the target did not answer until %s", formatMS(*o.ToMS)))
		}
		all = append(all, htmlMarker{At: formatMS(o.FromMS), Text: text, atMS: o.FromMS, name: words.Say("no answer"), toMS: o.ToMS})
	}
	if len(r.Failures) > 0 {
		f := r.Failures[0]
		all = append(all, htmlMarker{At: formatMS(f.FirstMS), Text: words.Sprintf("the first failure of those that were most frequent: %s", f.what(words)), atMS: f.FirstMS})
	}
	slices.SortStableFunc(all, func(a, b htmlMarker) int { return cmp.Compare(a.atMS, b.atMS) })
	all = all[:min(len(all), maxMarkers)]
	for i := range all {
		all[i].Number = i + 1
	}
	return all
}

// htmlData is what page.js draws.
type htmlData struct {
	Series  htmlSeries           `json:"series"`
	Charts  map[string]chartData `json:"charts"`
	Markers []markerData         `json:"markers"`
	Words   map[string]string    `json:"words"`
	Key     string               `json:"key,omitempty"` // of a live page
}

type chartData struct {
	Lines []htmlLine `json:"lines"`
	Least float64    `json:"least"`
}

type markerData struct {
	Number int      `json:"number"`
	AtMS   float64  `json:"t_ms"`
	ToMS   *float64 `json:"to_ms,omitempty"` // of what has a name and ended
	Name   string   `json:"name,omitempty"`
}

// htmlSeries has the columns of a report's series: a third of the size of its rows.
type htmlSeries struct {
	AtMS           []float64  `json:"t_ms"`
	RequestsOK     []int64    `json:"requests_ok"`
	RequestsFailed []int64    `json:"requests_failed"`
	Logins         []int64    `json:"logins"`
	Concurrent     []int64    `json:"concurrent"`
	Stale401       []int64    `json:"stale_401"`
	Needless       []int64    `json:"needless"`
	Defects        []int64    `json:"defects"`
	Clients        []int64    `json:"clients"`
	HTTPP50        []*float64 `json:"http_p50"`
	HTTPP95        []*float64 `json:"http_p95"`
	HTTPP99        []*float64 `json:"http_p99"`
	RequestP50     []*float64 `json:"request_p50"`
	RequestP95     []*float64 `json:"request_p95"`
	RequestP99     []*float64 `json:"request_p99"`
	LoginP50       []*float64 `json:"login_p50"`
	LoginP95       []*float64 `json:"login_p95"`
	LoginP99       []*float64 `json:"login_p99"`
}

func newHTMLData(r *Report, charts []htmlChart, markers []htmlMarker, words *lang.Words) htmlData {
	d := htmlData{Charts: map[string]chartData{}, Words: map[string]string{"until": words.Say("until")}, Markers: []markerData{}}
	for _, c := range charts {
		d.Charts[c.ID] = chartData{c.Lines, c.Least}
	}
	for _, m := range markers {
		d.Markers = append(d.Markers, markerData{m.Number, m.atMS, m.toMS, m.name})
	}
	d.Series = newHTMLSeries(r.Series)
	return d
}

func newHTMLSeries(seconds []Second) htmlSeries {
	var s htmlSeries
	for _, x := range seconds {
		s.AtMS = append(s.AtMS, x.AtMS)
		s.RequestsOK, s.RequestsFailed = append(s.RequestsOK, x.RequestsOK), append(s.RequestsFailed, x.RequestsFailed)
		s.Logins, s.Concurrent = append(s.Logins, x.Logins), append(s.Concurrent, x.Concurrent)
		s.Stale401, s.Needless = append(s.Stale401, x.Stale401), append(s.Needless, x.Needless)
		s.Defects, s.Clients = append(s.Defects, x.Defects), append(s.Clients, x.Clients)
		s.HTTPP50, s.HTTPP95, s.HTTPP99 = append(s.HTTPP50, x.HTTPP50), append(s.HTTPP95, x.HTTPP95), append(s.HTTPP99, x.HTTPP99)
		s.RequestP50, s.RequestP95, s.RequestP99 = append(s.RequestP50, x.RequestP50), append(s.RequestP95, x.RequestP95), append(s.RequestP99, x.RequestP99)
		s.LoginP50, s.LoginP95, s.LoginP99 = append(s.LoginP50, x.LoginP50), append(s.LoginP95, x.LoginP95), append(s.LoginP99, x.LoginP99)
	}
	return s
}
