package reports

import (
	"cmp"
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
		{ID: "latencies", Title: words.Say("Latency, in milliseconds"), Hint: words.Say("What a page waits for, above what the wire takes, is the login."), Least: 1, Lines: []htmlLine{
			{"http_p50", words.Say("HTTP p50"), false}, {"http_p95", words.Say("HTTP p95"), false}, {"http_p99", words.Say("HTTP p99"), false}, {"request_p95", words.Say("request p95"), false}}},
		{ID: "clients", Title: words.Say("Clients at work, defects a second"), Least: 1, Lines: []htmlLine{{"clients", words.Say("clients"), false}, {"defects", words.Say("defects"), true}}},
	}
}

// htmlMarker is a moment that the charts show.
type htmlMarker struct {
	Number   int
	At, Text string
	atMS     float64
}

// maxMarkers is how many moments the charts show.
const maxMarkers = 20

// htmlMarkers are the events of the run, and when what failed most often began.
func htmlMarkers(r *Report, words *lang.Words) []htmlMarker {
	var all []htmlMarker
	for _, e := range r.Events {
		all = append(all, htmlMarker{At: formatMS(e.AtMS), Text: words.Say(printable(e.Text)), atMS: e.AtMS})
	}
	if len(r.Failures) > 0 {
		f := r.Failures[0]
		all = append(all, htmlMarker{At: formatMS(f.FirstMS), Text: words.Say("the first failure of those that were most frequent:") + " " + f.what(words), atMS: f.FirstMS})
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
	Number int     `json:"number"`
	AtMS   float64 `json:"t_ms"`
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
	RequestP95     []*float64 `json:"request_p95"`
}

func newHTMLData(r *Report, charts []htmlChart, markers []htmlMarker, words *lang.Words) htmlData {
	d := htmlData{Charts: map[string]chartData{}, Words: map[string]string{"until": words.Say("until")}, Markers: []markerData{}}
	for _, c := range charts {
		d.Charts[c.ID] = chartData{c.Lines, c.Least}
	}
	for _, m := range markers {
		d.Markers = append(d.Markers, markerData{m.Number, m.atMS})
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
		s.HTTPP50, s.HTTPP95 = append(s.HTTPP50, x.HTTPP50), append(s.HTTPP95, x.HTTPP95)
		s.HTTPP99, s.RequestP95 = append(s.HTTPP99, x.HTTPP99), append(s.RequestP95, x.RequestP95)
	}
	return s
}
