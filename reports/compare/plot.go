package compare

import (
	"fmt"
	"strings"
)

// plot is a drawing of runs' values.
type plot struct {
	ID, Title     string
	Width, Height int
	Axis          int    // the height of its line
	Line          string // the points of a line; empty where there is none
	Dots          []dot
	Labels        []label
}

// dot is a run: a circle of side A, or of a history, or a square of side B.
type dot struct {
	X, Y int
	B    bool
	Text string
}

// Left and Top are where a square begins.
func (d dot) Left() int { return d.X - 4 }
func (d dot) Top() int  { return d.Y - 4 }

type label struct {
	X, Y        int
	Class, Text string
}

// The measures of a drawing, in its own pixels.
const (
	plotWidth  = 480
	plotMargin = 30
	plotRow    = 26 // of a side
	plotHeight = 120
	plotAxis   = 20
)

// strip draws a metric's values of each run of both sides on one axis, from the least to
// the greatest.
func (c *Comparison) strip(id string, q quantity) plot {
	p := plot{ID: id, Title: q.name, Width: plotWidth, Height: 2*plotRow + plotAxis, Axis: 2 * plotRow}
	values := [2][]*float64{(&series{runs: c.a}).values(q), (&series{runs: c.b}).values(q)}
	least, greatest, known := bounds(append(append([]*float64{}, values[0]...), values[1]...))
	for side, name := range []string{"A", "B"} {
		y := side*plotRow + plotRow/2
		p.Labels = append(p.Labels, label{8, y + 4, "left", name})
		for i, v := range values[side] {
			if v != nil {
				run := [2][]*Run{c.a, c.b}[side][i]
				p.Dots = append(p.Dots, dot{along(*v, least, greatest), y, side == 1, dotText(run, q.format(*v))})
			}
		}
	}
	switch y := p.Height - 4; {
	case known && least == greatest:
		p.Labels = append(p.Labels, label{plotWidth / 2, y, "", q.format(least)})
	case known:
		p.Labels = append(p.Labels, label{plotMargin, y, "left", q.format(least)}, label{plotWidth - plotMargin, y, "right", q.format(greatest)})
	}
	return p
}

func dotText(run *Run, value string) string { return run.file() + ": " + value }

// along is the place of a value on an axis.
func along(v, least, greatest float64) int {
	if greatest == least {
		return plotWidth / 2
	}
	return plotMargin + int((v-least)/(greatest-least)*(plotWidth-2*plotMargin))
}

// bounds are the least and the greatest of the values that are known, if any is.
func bounds(values []*float64) (least, greatest float64, known bool) {
	for _, v := range values {
		switch {
		case v == nil:
		case !known:
			least, greatest, known = *v, *v, true
		default:
			least, greatest = min(least, *v), max(greatest, *v)
		}
	}
	return least, greatest, known
}

// line draws a metric's values over the last runs of a series, from zero on.
func (s *series) line(id string, q quantity) plot {
	p := plot{ID: id, Title: q.name, Width: plotWidth, Height: plotHeight, Axis: plotHeight - plotAxis}
	first := max(0, len(s.runs)-historyPageRows)
	runs, values := s.runs[first:], s.values(q)[first:]
	_, greatest, known := bounds(values)
	if !known {
		return p
	}
	var points []string
	for i, v := range values {
		if v == nil {
			continue
		}
		d := dot{X: along(float64(i), 0, float64(len(values)-1)), Y: p.Axis, Text: began(runs[i]) + ", " + dotText(runs[i], q.format(*v))}
		if greatest > 0 {
			d.Y = p.Axis - int(*v/greatest*float64(p.Axis-plotAxis))
		}
		p.Dots = append(p.Dots, d)
		points = append(points, fmt.Sprintf("%d,%d", d.X, d.Y))
	}
	p.Line = strings.Join(points, " ")
	y := plotHeight - 4
	p.Labels = []label{{2, plotAxis - 8, "left", q.format(greatest)}, {2, p.Axis + 4, "left", "0"}, {plotMargin, y, "left", began(runs[0])}, {plotWidth - plotMargin, y, "right", began(runs[len(runs)-1])}}
	return p
}
