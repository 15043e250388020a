package live

import (
	"slices"
	"strconv"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports"
)

// failures puts the reasons into words. Reasons with the same words are one.
func failures(t *client.Tally, begun time.Time) []reports.Failure {
	out := []reports.Failure{}
	for key, f := range t.Reasons {
		row := reports.Failure{Of: key.Of, Name: key.Name, Reason: key.Reason.String(), Count: f.Count, Clients: f.Clients,
			FirstMS: float64(f.First.Sub(begun)) / 1e6, Example: f.Example.String(), Trace: f.Example.Trace()}
		same := func(x reports.Failure) bool { return x.Of == row.Of && x.Name == row.Name && x.Reason == row.Reason }
		switch i := slices.IndexFunc(out, same); {
		case f.Count == 0: // it was taken back
		case i < 0:
			out = append(out, row)
		default:
			out[i] = merged(out[i], row)
		}
	}
	return out
}

// merged is two failures of one kind. A client can have had both.
func merged(a, b reports.Failure) reports.Failure {
	if b.FirstMS < a.FirstMS {
		a, b = b, a
	}
	a.Count += b.Count
	a.Clients = max(a.Clients, b.Clients)
	return a
}

func statuses(t *client.Tally) map[string]int64 {
	out := map[string]int64{}
	for status, n := range t.Statuses {
		out[strconv.Itoa(status)] = n
	}
	return out
}

// unseen says which classes of defects the run could not see, and why. codesKnown
// tells whether WeChat could be asked which codes it accepted.
func (r *run) unseen(t *client.Tally, codesKnown bool) map[string]string {
	out := map[string]string{}
	none := func(has func(*wrapper.Target) bool) bool { return !slices.ContainsFunc(r.settings.Targets(), has) }
	if !r.backend.KnowsKeys() {
		out[client.KeyLeaked] = "the mock WeChat runs in another process, and its session_keys cannot be searched for"
	}
	switch {
	case none(func(t *wrapper.Target) bool { return t.Identity != "" }):
		out[client.IdentityMixed] = "target.identity is not set"
	case t.Named == 0:
		out[client.IdentityMixed] = "no answer names a user at target.identity"
	}
	if none(func(t *wrapper.Target) bool { return len(t.KeyDisplaced.Status)+len(t.KeyDisplaced.Values) > 0 }) {
		const why = "target.key_displaced is not set"
		out[client.KeyDisplaced], out[client.SealedBeforeLogin] = why, why
	}
	if none((*wrapper.Target).Refreshes) {
		const why = "target.refresh is not set"
		out[client.DuplicateRefresh], out[client.RefreshTokenReused] = why, why
	}
	if none((*wrapper.Target).RenewsInAnswers) {
		out[client.TokenRegressed] = "target.token.renewed is not set"
	}
	for _, class := range r.wrapper.Unjudged() {
		out[class] = "which function the pages call is not known: wrapper.calls names it"
	}
	if !codesKnown {
		out[client.FalseLogin] = "the mock WeChat could not be asked which codes it accepted"
	}
	return out
}
