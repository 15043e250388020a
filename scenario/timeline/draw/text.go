package draw

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/scenario/timeline"
)

// laneWidth is how many characters lie between two lanes.
const laneWidth = 10

// Text draws the timeline with the characters of ASCII, which have one width in
// every terminal and log: the constraints, then a line for each event, with its
// number, its milliseconds, an arrow from lane to lane, the token's generation
// and what happens. An X stands where the defect is. The advice comes last.
func Text(w io.Writer, t *timeline.Timeline, words *lang.Words) error {
	t = said(clean(t), words)
	all, err := rows(t)
	if err != nil {
		return err
	}
	var b strings.Builder
	writeProse(&b, t, words)
	width := len("ms")
	for _, r := range all {
		width = max(width, len(r.At))
	}
	writeHeader(&b, width, words)
	for _, r := range all {
		line := fmt.Sprintf("%3d %*s  %s  %-3s %s", r.Number, width, r.At, drawLanes(r), generation(r.Token), r.Text)
		b.WriteString(strings.TrimRight(line, " "))
		if r.Defect {
			b.WriteString("  <== " + words.Say(defectName(t)))
		}
		for _, d := range r.Further {
			b.WriteString("  <== " + d.Name)
		}
		b.WriteByte('\n')
	}
	if slices.ContainsFunc(all, func(r row) bool { return r.Token > 0 }) {
		b.WriteString("\n" + words.Say("g1, g2, ...: the generation of the token") + "\n")
	}
	if t.Advice != "" {
		b.WriteString("\n" + words.Sprintf("mend: %s", t.Advice) + "\n")
	}
	for _, r := range all {
		for _, d := range r.Further {
			if d.Advice != "" {
				b.WriteString(words.Sprintf("mend %s: %s", d.Name, d.Advice) + "\n")
			}
		}
	}
	_, err = io.WriteString(w, b.String())
	return err
}

func writeProse(b *strings.Builder, t *timeline.Timeline, words *lang.Words) {
	b.WriteString(words.Sprintf("%s, run with the wrapper %s: %s", t.Situation, t.Wrapper, words.Say(defectName(t))) + "\n")
	if t.Sentence != "" {
		fmt.Fprintf(b, "%s\n", t.Sentence)
	}
	if len(t.Prose) > 0 {
		b.WriteString("\n" + words.Say("It takes this order:") + "\n")
	}
	for i, p := range t.Prose {
		fmt.Fprintf(b, "%3d. %s\n", i+1, p)
	}
	b.WriteByte('\n')
}

// writeHeader puts each lane's name over its line, on two lines where it has two
// words.
func writeHeader(b *strings.Builder, width int, words *lang.Words) {
	var upper, lower string
	for i, l := range lanes() {
		first, second, two := strings.Cut(words.Say(string(l)), " ")
		if two {
			upper = center(upper, first, i*laneWidth+laneWidth/2)
			first = second
		}
		lower = center(lower, first, i*laneWidth+laneWidth/2)
	}
	margin := strings.Repeat(" ", width+6)
	if upper != "" {
		fmt.Fprintf(b, "%s%s\n", margin, upper)
	}
	var cells runewidth.Condition
	fmt.Fprintf(b, "  # %*s  %s  %-3s %s\n", width, "ms", cells.FillRight(lower, len(lanes())*laneWidth), "", words.Say("what happens"))
}

// center puts a word into a line around a column. Chinese characters take two columns.
func center(line, word string, column int) string {
	var cells runewidth.Condition
	start := column - cells.StringWidth(word)/2
	return cells.FillRight(line, start) + word
}

// drawLanes is the lanes' lines with the arrow of one event.
func drawLanes(r row) string {
	line := []byte(strings.Repeat(" ", len(lanes())*laneWidth))
	at := func(lane int) int { return lane*laneWidth + laneWidth/2 }
	for i := range lanes() {
		line[at(i)] = '|'
	}
	from, to := at(r.From), at(r.To)
	for i := min(from, to) + 1; i < max(from, to); i++ {
		line[i] = '-'
	}
	switch {
	case from < to:
		line[to-1] = '>'
	case from > to:
		line[to+1] = '<'
	}
	line[from] = 'o'
	if r.Defect {
		line[from] = 'X'
	}
	return string(line)
}

// generation is a token's short name.
func generation(token int) string {
	if token == 0 {
		return ""
	}
	return "g" + strconv.Itoa(token)
}
