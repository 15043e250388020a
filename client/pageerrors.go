package client

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wx"
)

// PageErrors counts the errors of an app's own pages. They are no defects: a page may
// break on an answer that nobody gives but a test. nil has none.
type PageErrors map[PageError]int64

// PageError is one error of a page.
type PageError struct {
	Place string // in the user's files, "pages/cart/cart.js:12:5"; empty where it is not known
	Text  string
}

// pageFailure is an error of a page at a place.
type pageFailure struct{ place, text string }

func (f *pageFailure) Error() string    { return f.text }
func (f *pageFailure) Location() string { return f.place }

// PageFails tells of an error of a page that is no code, at a place: the name of a request
// that it cannot make, say.
func (c *Client) PageFails(place, text string) {
	c.emit(wx.Event{Kind: wx.PageError, Err: &pageFailure{place, text}})
}

// maxPageErrors bounds the errors that are told apart; the others are counted
// together, as those of a PageError that has neither place nor text.
const maxPageErrors = 200

func pageErrorOf(err error) PageError {
	var at located
	if errors.As(err, &at) {
		return PageError{at.Location(), strings.TrimSuffix(err.Error(), " ("+at.Location()+")")}
	}
	return PageError{Text: reason(err)}
}

func (p *PageErrors) add(e PageError, n int64) {
	if *p == nil {
		*p = PageErrors{}
	}
	if _, known := (*p)[e]; !known && len(*p) >= maxPageErrors {
		e = PageError{}
	}
	(*p)[e] += n
}

func (p *PageErrors) merge(q PageErrors) {
	for _, e := range q.Sorted() {
		p.add(e, q[e])
	}
}

// Sorted are the errors, those that happened most first.
func (p PageErrors) Sorted() []PageError {
	all := make([]PageError, 0, len(p))
	for e := range p {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b PageError) int {
		return cmp.Or(cmp.Compare(p[b], p[a]), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Text, b.Text))
	})
	return all
}
