package reports

import "strings"

// didYouMean returns the end of an error message about the unknown word: the
// nearest of the known words, or all of them where none is near.
func didYouMean(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return "; did you mean " + near + "?"
	}
	return "; expected one of " + strings.Join(known, ", ")
}

// nearest returns the known word with the smallest edit distance to word, or ""
// where every one of them differs in more than a third of its letters.
func nearest(word string, known []string) string {
	best, bestDistance := "", 0
	for _, k := range known {
		d := editDistance(strings.ToLower(word), k)
		if d <= max(2, len(k)/3) && d < len(k) && (best == "" || d < bestDistance) {
			best, bestDistance = k, d
		}
	}
	return best
}

// editDistance is the Levenshtein distance in bytes, in one row of memory.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substituted := diagonal
			if a[i] != b[j] {
				substituted++
			}
			diagonal = row[j+1]
			row[j+1] = min(substituted, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
