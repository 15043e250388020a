package reports

import (
	"fmt"
	"slices"
)

// searchRow is a situation, with what was found with each wrapper.
type searchRow struct {
	Situation string
	Cells     [][]searchCell // by wrapper; more than one where it was searched more than once
}

// searchCell is one search in a few words.
type searchCell struct {
	ID    string // of its part of the page
	Mark  string
	Found string
	How   string // every order, or a sample; empty where nothing is judged
}

// searchMatrix is the searches as situations by wrappers, both in the order of the
// searches.
func searchMatrix(searches []Search, sections []searchSection) (wrappers []string, rows []searchRow) {
	for _, s := range sections {
		if !slices.Contains(wrappers, s.Wrapper) {
			wrappers = append(wrappers, s.Wrapper)
		}
	}
	for i, s := range sections {
		at := slices.IndexFunc(rows, func(r searchRow) bool { return r.Situation == s.Situation })
		if at < 0 {
			at = len(rows)
			rows = append(rows, searchRow{s.Situation, make([][]searchCell, len(wrappers))})
		}
		cell := &rows[at].Cells[slices.Index(wrappers, s.Wrapper)]
		*cell = append(*cell, newSearchCell(&searches[i], &s))
	}
	return wrappers, rows
}

func newSearchCell(s *Search, section *searchSection) searchCell {
	c := searchCell{ID: section.ID, Mark: "✓", Found: "no defect", How: "a sample"}
	if s.Complete {
		c.How = "every order"
	}
	switch {
	case section.Fresh > 0:
		c.Mark, c.Found = "✖", plural(int64(section.Fresh), "defect")
	case s.Interrupted:
		c.Mark, c.Found, c.How = "?", "not judged", ""
	}
	if section.Accepted > 0 {
		c.Found += fmt.Sprintf(", %d known", section.Accepted)
	}
	return c
}
