package compare

import (
	"fmt"
	"io"
	"strings"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
)

// historyRows is how many runs of a series are listed; sparkRuns how many are drawn.
const (
	historyRows = 20
	sparkRuns   = 30
)

// WriteHistory writes a history for a terminal, in the reader's language.
func WriteHistory(w io.Writer, h *History, words *lang.Words) error {
	var lines []string
	for i := range h.series {
		s := &h.series[i]
		lines = append(lines, words.Say(s.title()), "")
		lines = append(lines, reports.Align(s.runTable(historyRows, words))...)
		if earlier := len(s.runs) - historyRows; earlier > 0 {
			lines = append(lines, words.Say(fmt.Sprintf("and %d earlier runs", earlier)))
		}
		lines = append(lines, "")
		lines = append(lines, reports.Align(s.trendTable(words))...)
		lines = append(lines, words.Say(s.trendNote()), "")
	}
	if len(h.refused) > 0 {
		lines = append(lines, words.Say("Not counted:"))
		for _, why := range h.refused {
			lines = append(lines, "  "+words.Say(reports.Printable(why)))
		}
		lines = append(lines, "")
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n"))
	return err
}

// runTable has a header and a row for each of the last runs, the latest first.
func (s *series) runTable(most int, words *lang.Words) [][]string {
	header := []string{words.Say("Began (UTC)")}
	for _, q := range quantities() {
		header = append(header, words.Say(q.short))
	}
	rows := [][]string{append(header, words.Say("verdict"), words.Say("file"))}
	for i := len(s.runs) - 1; i >= max(0, len(s.runs)-most); i-- {
		run := s.runs[i]
		row := []string{began(run)}
		for _, q := range quantities() {
			text := absent
			if v, known := q.of([]*Run{run}); known {
				text = q.format(v)
			}
			row = append(row, text)
		}
		rows = append(rows, append(row, strings.ToUpper(run.Report.Verdict), run.file()))
	}
	return rows
}

// trendTable has a header and a row for each metric, over all runs.
func (s *series) trendTable(words *lang.Words) [][]string {
	rows := [][]string{{words.Say("Metric"), words.Say("trend"), words.Say("first"), words.Say("last"), words.Say("change"), words.Say("verdict")}}
	for i, q := range quantities() {
		values := s.values(q)
		m := Metric{quantity: q}
		change, verdict := "~", absent
		if s.latest != nil {
			m := s.latest.Metrics[i]
			if verdict = m.verdictText(words); m.Verdict != Unclear {
				change = words.Say(m.changeText())
			}
		}
		rows = append(rows, []string{q.name, sparkline(values), m.value(values[0]), m.value(values[len(values)-1]), change, verdict})
	}
	return rows
}

// trendNote says what the verdicts compare.
func (s *series) trendNote() string {
	switch {
	case s.why != "":
		return "no verdict: " + s.why
	case s.latest == nil:
		return fmt.Sprintf("no verdict: it takes %d runs", 2*latestRuns)
	}
	return fmt.Sprintf("change and verdict: of the latest %d runs against the %d before; what else the machine did counts, too", latestRuns, latestRuns)
}

// sparkline draws the last values as bars from the least to the greatest; a blank is one
// that is not known.
func sparkline(values []*float64) string {
	values = values[max(0, len(values)-sparkRuns):]
	least, greatest, _ := bounds(values)
	bars := []rune("▁▂▃▄▅▆▇█")
	var line strings.Builder
	for _, v := range values {
		switch {
		case v == nil:
			line.WriteRune(' ')
		case greatest == least:
			line.WriteRune(bars[0])
		default:
			line.WriteRune(bars[int((*v-least)/(greatest-least)*float64(len(bars)-1)+0.5)])
		}
	}
	return line.String()
}
