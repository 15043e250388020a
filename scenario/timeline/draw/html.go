package draw

import (
	"bytes"
	_ "embed" // the page
	"fmt"
	"html/template"
	"io"
	"slices"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/scenario/timeline"
)

// The page's parts. They are read only.
var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
	//go:embed page.js
	pageJS string
)

// page is what page.html shows.
type page struct {
	*timeline.Timeline
	Defect      string
	Lanes       []htmlLane
	Rows        []htmlRow
	Generations []htmlGeneration
	Requests    []string // of pages, in the order of their first events
	Policy      string   // what the page may load: its own parts
	CSS         template.CSS
	JS          template.JS
}

type htmlLane struct {
	Name string
	X    int
}

type htmlRow struct {
	row
	Details    string
	Path       string
	Generation htmlGeneration // its Name is empty without a token
	Arrow      *arrow         // nil for what stays in its lane
	X          int
}

// htmlGeneration is a generation of tokens. Colours and line styles come round
// again; the name tells them apart.
type htmlGeneration struct {
	Number int
	Name   string
	Style  int // from 1, as the style sheet has them; 0 for no token
}

// arrow goes from X1 to X2; Turn is the angle of its head.
type arrow struct{ X1, X2, Tip, Turn int }

// The drawing's measures in pixels, as the style sheet has them.
const (
	laneStep   = 96
	tokenStyle = 5 // so many styles there are
)

// HTML writes the timeline as one page that loads nothing: the constraints as
// prose, the lanes as columns, one line an event. It follows the reader's choice
// of light or dark, can be stepped through with the keyboard, and can be printed.
func HTML(w io.Writer, t *timeline.Timeline, words *lang.Words) error {
	t = said(clean(t), words)
	all, err := rows(t)
	if err != nil {
		return err
	}
	layout, err := template.New("timeline").Parse(words.Template(pageHTML))
	if err != nil {
		return fmt.Errorf("draw the timeline: %w", err)
	}
	var b bytes.Buffer
	if err := layout.Execute(&b, newPage(t, all, words)); err != nil {
		return fmt.Errorf("draw the timeline: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

func newPage(t *timeline.Timeline, all []row, words *lang.Words) *page {
	p := &page{Timeline: t, Defect: words.Say(defectName(t)), Policy: reports.PagePolicy([]string{pageCSS}, []string{pageJS}), CSS: template.CSS(pageCSS), JS: template.JS(pageJS)}
	for i, name := range lanes() {
		p.Lanes = append(p.Lanes, htmlLane{words.Say(string(name)), laneX(i)})
	}
	for _, r := range all {
		p.Rows = append(p.Rows, newHTMLRow(r, words))
		if g := newGeneration(r.Token); g.Number > 0 && !slices.Contains(p.Generations, g) {
			p.Generations = append(p.Generations, g)
		}
		if r.Request != "" && !slices.Contains(p.Requests, r.Request) {
			p.Requests = append(p.Requests, r.Request)
		}
	}
	slices.SortFunc(p.Generations, func(a, b htmlGeneration) int { return a.Number - b.Number })
	return p
}

// laneX is where a lane's line is.
func laneX(lane int) int { return lane*laneStep + laneStep/2 }

func newHTMLRow(r row, words *lang.Words) htmlRow {
	h := htmlRow{row: r, Details: r.details(words), Path: r.path(words), X: laneX(r.From), Generation: newGeneration(r.Token)}
	switch from, to := laneX(r.From), laneX(r.To); {
	case from < to:
		h.Arrow = &arrow{X1: from, X2: to - 8, Tip: to - 1}
	case from > to:
		h.Arrow = &arrow{X1: from, X2: to + 8, Tip: to + 1, Turn: 180}
	}
	return h
}

func newGeneration(n int) htmlGeneration {
	if n <= 0 {
		return htmlGeneration{}
	}
	return htmlGeneration{Number: n, Name: generation(n), Style: (n-1)%tokenStyle + 1}
}
