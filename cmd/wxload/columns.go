package main

import (
	"io"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// tableWidth is how wide a table for people may be, in cells: half a terminal, a
// log of a CI job, a phone.
const tableWidth = 60

// columns prints rows of a name and a text for people, in their language.
func (p *program) columns(rows [][2]string) error {
	for i := range rows {
		rows[i][1] = p.words.Say(rows[i][1])
	}
	return columns(p.stdout, rows)
}

// columns writes rows of two cells. A second cell that is too long goes on under its
// beginning; so does the text of a row without a first cell.
func columns(w io.Writer, rows [][2]string) error {
	left := 0
	for _, row := range rows {
		left = max(left, cells(row[0]))
	}
	indent := strings.Repeat(" ", left+2)
	var b strings.Builder
	for _, row := range rows {
		first := row[0] + indent[:len(indent)-cells(row[0])]
		for i, line := range wrap(row[1], tableWidth-len(indent)) {
			if i > 0 {
				first = indent
			}
			b.WriteString(strings.TrimRight(first+line, " ") + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// cells is how wide a terminal draws a text; Chinese characters take two each.
func cells(text string) int {
	var condition runewidth.Condition
	return condition.StringWidth(text)
}

// wrap breaks a text into lines of at most so many cells, between its words and between
// Chinese characters; a word that is longer has a line of its own.
func wrap(text string, width int) []string {
	lines := []string{""}
	for _, word := range breakable(text) {
		last := &lines[len(lines)-1]
		if *last != "" && cells(*last)+cells(strings.TrimRight(word, " ")) > width {
			*last = strings.TrimRight(*last, " ")
			lines = append(lines, "")
			last = &lines[len(lines)-1]
		}
		*last += word
	}
	lines[len(lines)-1] = strings.TrimRight(lines[len(lines)-1], " ")
	return lines
}

// breakable are the parts of a text that a line may end with: words with the space behind
// them, Chinese characters with the punctuation behind them.
func breakable(text string) []string {
	var parts []string
	open := false // the last part goes on
	for _, r := range strings.Join(strings.Fields(text), " ") {
		wide := unicode.Is(unicode.Han, r)
		behind := r == ' ' || strings.ContainsRune("，。；：、！？）》”’…", r)
		if len(parts) == 0 || wide && open || !behind && !open {
			parts = append(parts, "")
		}
		parts[len(parts)-1] += string(r)
		open = !wide && !behind
	}
	return parts
}
