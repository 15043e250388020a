package world

import (
	"slices"
	"testing"

	"github.com/wxload/wxload/scenario/explore/internal/planted"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// offered makes the choices with these labels, in a situation with two requests and a
// wrapper without a bug, and lists the choices that there are then.
func offered(t *testing.T, name string, rules Rules, labels ...string) []string {
	t.Helper()
	s, err := situation.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	s = s.WithRequests(2)
	subject, err := NewSubject(planted.Wrapper(planted.NoBug), &s)
	if err != nil {
		t.Fatal(err)
	}
	r := &Runner{Situation: &s, Subject: subject, Rules: rules}
	defer r.Close()
	var there []string
	n := 0
	r.Run(func(w *World, choices []Choice) int {
		there = there[:0]
		for _, c := range choices {
			there = append(there, w.Label(c))
		}
		if n++; n > len(labels) {
			return -1
		}
		return slices.Index(there, labels[n-1])
	})
	if n <= len(labels) {
		t.Fatalf("%q is not among %q", labels[n-1], there)
	}
	return there
}

func TestChoicesAreThoseThatMatter(t *testing.T) {
	loaded := []string{"user 1: launch (deed 1)", "answer of checkSession #1", "user 1: load (deed 2)"}
	then := func(more ...string) []string { return slices.Concat(loaded, more) }
	const expiry, again = "fault tokens-expire #1", "fault tokens-expire #2"
	for _, c := range []struct {
		name, situation string
		rules           Rules
		done, want      []string
	}{
		{"a launch comes first", "late-401", Rules{}, nil, []string{"user 1: launch (deed 1)", expiry}},
		{"an arrival ahead of an expiry", "late-401", Rules{}, loaded,
			[]string{"answer of request A #1", "answer of request B #1", expiry, "arrival of request A #1", "arrival of request B #1"}},
		{"after an arrival another, or the expiry", "late-401", Rules{}, then("arrival of request A #1"), []string{expiry, "arrival of request B #1"}},
		{"arrivals in one order only", "late-401", Rules{}, then("arrival of request B #1"), []string{expiry}},
		{"no arrival where nothing is written", "late-401", Rules{}, then(expiry), []string{"answer of request A #1", "answer of request B #1"}},
		{"of requests that are alike the first", "late-401", Rules{Symmetry: true}, then(expiry), []string{"answer of request A #1"}},
		{"requests with other pasts are not alike", "late-401", Rules{Symmetry: true},
			then(expiry, "answer of request A #1", "answer of wx.login #1", "answer of login POST #1"), []string{"answer of request B #1", "answer of request A #2"}},
		{"nor are those with other answers", "double-expiry", Rules{Symmetry: true},
			then("arrival of request A #1", expiry, "arrival of request B #1", again), []string{"answer of request A #1", "answer of request B #1"}},
		{"a silent fault ends a call", "silent-check", Rules{}, []string{"user 1: launch (deed 1)", "checksession-silent hits checkSession #1", expiry},
			[]string{"user 1: load (deed 2)", "user 2: load (deed 1)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := offered(t, c.situation, c.rules, c.done...); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}
