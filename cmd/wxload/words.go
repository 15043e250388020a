package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxload/wxload/reports/suggest"
)

// oneOf refuses a flag's value that is none of the words that it may be.
func oneOf(flag, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return unknownWord(flag, value, words, "--"+flag+" ")
}

// unknownWord refuses a word that is none of the known ones, and names the nearest or
// all of them; thing says what it names, before what stands before it on the command
// line.
func unknownWord(thing, word string, known []string, before string) error {
	hint := "use " + before + orList(known)
	if near := suggest.Nearest(word, known); near != "" {
		hint = fmt.Sprintf("did you mean %q?", before+near)
	}
	return wrongUsage(hint, "unknown %s %q", thing, word)
}

// orList is "a, b or c".
func orList(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
