package reports

import "math"

// A spread counts the samples of a metric in ranges that grow by a quarter each.
type spread struct {
	title string
	first int // the exponent of the first range's lower end
	n     []int64
}

// step is the factor from one range to the next: ten ranges a decade.
const step = 1.2589254117941673

// lower is the lower end of range i, in milliseconds.
func (s *spread) lower(i int) float64 { return math.Pow(step, float64(s.first+i)) }

// spread counts a histogram's samples in ranges; without samples it has none.
func (h *histogram) spread(title string) spread {
	s := spread{title: title}
	if h.count() == 0 {
		return s
	}
	of := func(us int64) int { return int(math.Floor(math.Log(float64(max(us, 1))/1000) / math.Log(step))) }
	s.first = of(h.min)
	s.n = make([]int64, of(h.max)-s.first+1)
	for _, bar := range h.hdr.Distribution() {
		if bar.Count > 0 {
			i := of(min(max(bar.From, h.min), h.max)) - s.first
			s.n[i] += bar.Count
		}
	}
	return s
}

// htmlHistogram is a drawing of a spread.
type htmlHistogram struct {
	ID, Title     string
	Width, Height int
	Bars          []htmlBar
	Ticks         []htmlTick
	Table         htmlTable
}

type htmlBar struct{ X, Y, W, H int }

type htmlTick struct {
	X, Y int
	Text string
}

// The measures of a drawing, in its own pixels.
const (
	histogramWidth  = 480
	histogramHeight = 160
	histogramAxis   = 20 // below the bars
	histogramLabel  = 60 // of the longest label, with the gap to the next
)

func htmlHistograms(r *Report) []htmlHistogram {
	var all []htmlHistogram
	for _, s := range r.spreads {
		if len(s.n) > 0 {
			all = append(all, s.draw())
		}
	}
	return all
}

func (s *spread) draw() htmlHistogram {
	h := htmlHistogram{ID: "spread-" + s.title, Title: "How long: " + s.title, Width: histogramWidth, Height: histogramHeight,
		Table: htmlTable{Title: s.title, Header: []string{"from", "to", "count"}}}
	most := int64(1)
	for _, n := range s.n {
		most = max(most, n)
	}
	room := histogramHeight - histogramAxis
	width := max(min((histogramWidth-histogramLabel)/len(s.n), 40), 2)
	for i, n := range s.n {
		high := int(math.Ceil(float64(n) / float64(most) * float64(room)))
		h.Bars = append(h.Bars, htmlBar{histogramLabel/2 + i*width, room - high, max(width-2, 1), high})
		h.Table.Rows = append(h.Table.Rows, []string{formatMS(s.lower(i)), formatMS(s.lower(i + 1)), formatCount(n)})
	}
	// Labels are centred on where a range begins, or the last one ends.
	for i := 0; i <= len(s.n); i += (histogramLabel + width - 1) / width {
		h.Ticks = append(h.Ticks, htmlTick{histogramLabel/2 + i*width, histogramHeight - 6, formatMS(s.lower(i))})
	}
	return h
}
