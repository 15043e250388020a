// Package suggest finds the word that a person most likely meant: a key of a
// scenario, a metric of a threshold, a subcommand.
package suggest

import (
	"fmt"
	"strings"
)

// Hint is the end of a message about an unknown word: the nearest of the known
// words, or all of them where none is near; empty where nothing is known.
//
//	unknown metric "requets"; did you mean "requests"?
func Hint(word string, known []string) string {
	if near := Nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	if len(known) == 0 {
		return ""
	}
	return "; expected one of " + strings.Join(known, ", ")
}

// Same reports whether two words differ in nothing but upper case, hyphens and
// underscores, as pollDelay and poll_delay.
func Same(a, b string) bool { return plainWord(a) == plainWord(b) }

// maxWord is the longest word, in bytes, for which a near one is sought.
const maxWord = 100

// Nearest returns the known word that a person most likely meant, or "" where
// every one differs in more than a third of its letters. Case, hyphens and underscores
// do not count. A beginning is near, too: "launches" finds launch, and "val" finds
// validate.
func Nearest(word string, known []string) string {
	plain := plainWord(word)
	if len(plain) > maxWord {
		return ""
	}
	best, bestDistance := "", 0
	for _, k := range known {
		target := plainWord(k)
		d := editDistance(plain, target)
		if begins(plain, target, 4) || begins(target, plain, 3) {
			d = 1
		}
		if d <= max(1, len(target)/3) && d < len(target) && (best == "" || d < bestDistance) {
			best, bestDistance = k, d
		}
	}
	return best
}

// begins reports whether word begins with a part of at least so many letters.
func begins(word, part string, least int) bool {
	return len(part) >= least && strings.HasPrefix(word, part)
}

func plainWord(word string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(word))
}

// editDistance is the number of letters to insert, delete, replace or swap with
// the next one to get from a to b (optimal string alignment).
func editDistance(a, b string) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row := rows[0], rows[1], rows[2]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replace := last[j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			row[j] = min(replace, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		rows = [3][]int{last, row, before}
	}
	return rows[1][len(b)]
}
