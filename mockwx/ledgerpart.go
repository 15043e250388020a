package mockwx

import (
	"fmt"
	"strconv"
	"strings"
)

// ledgerPart is which names of users a ledger lists: those that contain a text, from an
// offset on, so many at most. The sums are of all users.
type ledgerPart struct {
	contains string
	Offset   int `json:"offset"`
	Limit    int `json:"limit"`
	Of       int `json:"of"` // the names that contain the text
}

// maxPart is how many names a part has at most.
const maxPart = 1000

// partOf reads which part a call asks for; nil for all names.
func partOf(query string) (*ledgerPart, error) {
	limit, offset, contains := param(query, "limit"), param(query, "offset"), param(query, "contains")
	if limit == "" && offset == "" && contains == "" {
		return nil, nil
	}
	part := &ledgerPart{contains: contains, Limit: maxPart}
	for _, p := range []struct {
		name, text string
		into       *int
		least      int
	}{{"limit", limit, &part.Limit, 1}, {"offset", offset, &part.Offset, 0}} {
		if p.text == "" {
			continue
		}
		n, err := strconv.Atoi(p.text)
		if err != nil || n < p.least {
			return nil, fmt.Errorf("%s %q: want a number from %d on", p.name, p.text, p.least)
		}
		*p.into = n
	}
	part.Limit = min(part.Limit, maxPart)
	return part, nil
}

// take keeps the users of the part. Those of one name, in several apps, are one line.
func (p *ledgerPart) take(a *askedLedger) {
	var kept []*user
	for rest := a.users; len(rest) > 0; {
		n, counts := 0, false
		for n < len(rest) && rest[n].name == rest[0].name {
			counts = counts || a.has(rest[n])
			n++
		}
		if counts && strings.Contains(rest[0].name, p.contains) {
			if p.Of >= p.Offset && p.Of-p.Offset < p.Limit {
				kept = append(kept, rest[:n]...)
			}
			p.Of++
		}
		rest = rest[n:]
	}
	a.users, a.part = kept, p
}
