package scenario

import (
	"fmt"
	"strings"
)

// suggest returns the end of a message about an unknown word: the nearest of
// the known ones, or all of them where none is near.
func suggest(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	if len(known) == 0 {
		return ""
	}
	return "; expected one of " + strings.Join(known, ", ")
}

// nearest returns the known word that a person most likely meant, or "".
// Upper case, hyphens and underscores do not count, so that pollDelay finds
// poll_delay.
func nearest(word string, known []string) string {
	best, bestDistance := "", 0
	plain := plainWord(word)
	if len(plain) > 100 {
		return ""
	}
	for _, k := range known {
		target := plainWord(k)
		d := editDistance(plain, target)
		// "launches" for "launch", "thinktime" for "think": a beginning is near too.
		if len(target) >= 4 && strings.HasPrefix(plain, target) {
			d = 1
		}
		if d <= max(1, len(target)/3) && d < len(target) && (best == "" || d < bestDistance) {
			best, bestDistance = k, d
		}
	}
	return best
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
