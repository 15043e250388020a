package lang

import (
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// Wrap breaks a text into lines of at most so many cells, between its words and between
// Chinese characters; a word that is longer has a line of its own.
func Wrap(text string, width int) []string {
	var cells runewidth.Condition
	lines := []string{""}
	for _, word := range breakable(text) {
		last := &lines[len(lines)-1]
		if *last != "" && cells.StringWidth(*last)+cells.StringWidth(strings.TrimRight(word, " ")) > width {
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
// them, Chinese characters with the punctuation behind them and the brackets before them.
func breakable(text string) []string {
	var parts []string
	open := false // the last part goes on
	bracket := false
	for _, r := range strings.Join(strings.Fields(text), " ") {
		wide := unicode.Is(unicode.Han, r)
		behind := r == ' ' || strings.ContainsRune("，。；：、！？）》”’…", r)
		if len(parts) == 0 || !bracket && (wide && open || !behind && !open) {
			parts = append(parts, "")
		}
		parts[len(parts)-1] += string(r)
		open = !wide && !behind
		bracket = strings.ContainsRune("（《“‘", r)
	}
	return parts
}
