package reports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxStubbed is how many functions a line of the report names.
const maxStubbed = 6

// stubbed are the functions that do nothing here, those that were called most first.
func (r *Report) stubbed() string {
	names := slices.Collect(maps.Keys(r.Stubbed))
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(r.Stubbed[b], r.Stubbed[a]), cmp.Compare(a, b))
	})
	var words []string
	for _, name := range names[:min(len(names), maxStubbed)] {
		words = append(words, fmt.Sprintf("%s, %s", printable(name), plural(r.Stubbed[name], "call")))
	}
	if more := len(names) - maxStubbed; more > 0 {
		words = append(words, fmt.Sprintf("%d more", more))
	}
	return strings.Join(words, "; ")
}
