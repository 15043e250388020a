package main

import (
	"io"
	"strings"
	"unicode/utf8"
)

// tableWidth is how wide a table for people may be, in characters: half a terminal, a
// log of a CI job, a phone.
const tableWidth = 60

// columns writes rows of two cells. A second cell that is too long goes on under its
// beginning; so does the text of a row without a first cell.
func columns(w io.Writer, rows [][2]string) error {
	left := 0
	for _, row := range rows {
		left = max(left, utf8.RuneCountInString(row[0]))
	}
	indent := strings.Repeat(" ", left+2)
	var b strings.Builder
	for _, row := range rows {
		first := row[0] + indent[:len(indent)-utf8.RuneCountInString(row[0])]
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

// wrap breaks a text between its words into lines of at most so many characters; a word
// that is longer has a line of its own.
func wrap(text string, width int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch n := utf8.RuneCountInString(*last); {
		case n == 0:
			*last = word
		case n+1+utf8.RuneCountInString(word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
