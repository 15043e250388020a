package live

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
)

// notes tell of what may be a mistake in how the target was described.
func (r *run) notes(c *client.Clues) []string {
	return slices.Concat(r.lifetimeNotes(c), accessNotes(c), maskedNotes(c), r.expiryNotes(), r.unmadeNotes())
}

// lifetimeNotes tell how announced lifetimes were taken, unless in seconds, and that
// this seems wrong.
func (r *run) lifetimeNotes(c *client.Clues) []string {
	var notes []string
	unit := cmp.Or(r.settings.Target.Login.ExpiresUnit, wrapper.AutoUnit)
	for _, as := range []struct {
		unit wrapper.LifetimeUnit
		what string
	}{
		{wrapper.Millis, "lifetimes in milliseconds"},
		{wrapper.UnixSeconds, "moments in seconds since 1970"},
		{wrapper.UnixMillis, "moments in milliseconds since 1970"},
	} {
		if n := c.Lifetimes[as.unit]; unit == wrapper.AutoUnit && n > 0 {
			notes = append(notes, fmt.Sprintf("the numbers at target.login.expires_in were taken for %s, by their size (%s): target.login.expires_unit says what they are",
				as.what, times(n)))
		}
	}
	if c.ShortLived > 0 && len(r.scenario.Events) == 0 {
		notes = append(notes, fmt.Sprintf("tokens were rejected after about a thousandth of their announced lives (%s): if those are milliseconds, say so with target.login.expires_unit: ms",
			times(c.ShortLived)))
	}
	return notes
}

func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// accessNotes tell of requests that were refused each time, with tokens with which
// others were served: no login can help them.
func accessNotes(c *client.Clues) []string {
	served := map[string]bool{} // origins
	for _, a := range c.Access {
		served[a.Origin] = served[a.Origin] || a.Served > 0
	}
	var notes, forbidden []string
	foreign := map[string]bool{} // origins
	for _, name := range slices.Sorted(maps.Keys(c.Access)) {
		switch a := c.Access[name]; {
		case a.Served > 0 || a.Alone == 0:
		case served[a.Origin]:
			forbidden = append(forbidden, name)
		default:
			foreign[a.Origin] = true
		}
	}
	if len(forbidden) > 0 {
		notes = append(notes, fmt.Sprintf("refused each time, with tokens with which other requests were served: %s. Is it a permission that lacks? "+
			"No login can help then; target.auth_failure.body can tell that answer from an authentication failure", few(forbidden)))
	}
	for _, origin := range slices.Sorted(maps.Keys(foreign)) {
		notes = append(notes, fmt.Sprintf("%s refused every request, with tokens with which %s served others: does it take tokens of its own? "+
			"Each request to it costs a login: say in targets how one logs in there, or leave it out", origin, others(served)))
	}
	return notes
}

// maxMaskedNotes bounds those notes, the most frequent first.
const maxMaskedNotes = 5

// maskedNotes tell of answers that count as a success and look like an error.
func maskedNotes(c *client.Clues) []string {
	names := map[string][]string{} // by what stands in the body
	counts := map[string]int64{}
	for key, n := range c.Masked {
		sign := fmt.Sprintf("%q: %s", key.Member, key.Value)
		names[sign] = append(names[sign], key.Name)
		counts[sign] += n
	}
	var notes []string
	for _, sign := range slices.SortedFunc(maps.Keys(names), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	}) {
		slices.Sort(names[sign])
		notes = append(notes, fmt.Sprintf("answers of HTTP 2xx with %s were counted as ok (%s): %s. If that is an error, say in target.success.body what a success has, "+
			"or in target.auth_failure.body that it is an authentication failure", sign, times(counts[sign]), few(names[sign])))
	}
	return notes[:min(len(notes), maxMaskedNotes)]
}

// few are the first of some names.
func few(names []string) string {
	const most = 5
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}

// others are the origins that served requests.
func others(served map[string]bool) string {
	var names []string
	for _, origin := range slices.Sorted(maps.Keys(served)) {
		if served[origin] {
			names = append(names, origin)
		}
	}
	return strings.Join(names, " and ")
}
