package draw

import (
	"fmt"
	"io"
	"strings"

	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/scenario/timeline"
)

// Mermaid writes the timeline as a sequence diagram of Mermaid, which code hosts
// draw where it stands in a fenced block: ```mermaid.
func Mermaid(w io.Writer, t *timeline.Timeline, words *lang.Words) error {
	t = said(clean(t), words)
	all, err := rows(t)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("sequenceDiagram\n")
	fmt.Fprintf(&b, "    title %s\n", mermaidText(words.Sprintf("%s: %s with %s", words.Say(defectName(t)), t.Situation, t.Wrapper)))
	for i, l := range lanes() {
		fmt.Fprintf(&b, "    participant %s as %s\n", participant(i), words.Say(string(l)))
	}
	last := participant(len(lanes()) - 1)
	for _, p := range append([]string{t.Sentence}, t.Prose...) {
		if p != "" {
			fmt.Fprintf(&b, "    Note over %s,%s: %s\n", participant(0), last, mermaidText(p))
		}
	}
	for _, r := range all {
		writeMermaidRow(&b, r, mermaidText(words.Sprintf("the defect: %s", words.Say(defectName(t)))))
		for _, d := range r.Further {
			fmt.Fprintf(&b, "    Note over %s: %s\n", participant(r.From), mermaidText(words.Sprintf("the defect: %s", d.Name)))
		}
	}
	if t.Advice != "" {
		fmt.Fprintf(&b, "    Note over %s,%s: %s\n", participant(0), last, mermaidText(words.Sprintf("mend: %s", t.Advice)))
	}
	_, err = io.WriteString(w, b.String())
	return err
}

func writeMermaidRow(b *strings.Builder, r row, defect string) {
	text := fmt.Sprintf("%d. %s", r.Number, mermaidText(r.Text))
	if r.Token > 0 {
		text += " [" + generation(r.Token) + "]"
	}
	if r.Defect { // the colour lets the text be read on a light and a dark page
		b.WriteString("    rect rgba(213, 94, 0, 0.3)\n")
	}
	if r.From == r.To {
		fmt.Fprintf(b, "    Note over %s: %s\n", participant(r.From), text)
	} else {
		fmt.Fprintf(b, "    %s->>%s: %s\n", participant(r.From), participant(r.To), text)
	}
	if r.Defect {
		fmt.Fprintf(b, "    Note over %s: %s\n    end\n", participant(r.From), defect)
	}
}

// participant is a lane's name inside the diagram.
func participant(lane int) string { return fmt.Sprintf("L%d", lane) }

// mermaidText writes what has a meaning in Mermaid or in HTML as entity codes of
// Mermaid.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("#;<>&%{}\"`$\\", r) {
			fmt.Fprintf(&b, "#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
