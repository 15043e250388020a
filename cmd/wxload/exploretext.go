package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// tellSearch prints one search.
func (p *program) tellSearch(f *exploreFlags, s *situation.Situation, r *explore.Result, j judged) error {
	if f.format == "json" {
		return json.NewEncoder(p.stdout).Encode(r)
	}
	var b strings.Builder
	if j.later {
		b.WriteByte('\n')
	}
	b.WriteString(p.words.Sprintf("%s with %s: %s", r.Situation, r.Wrapper, p.words.Say(verdictWords(r, j))) + "\n")
	fmt.Fprintf(&b, "  %s\n", searched(s, r))
	for i, one := range r.Findings {
		name := []string{nameOf(one.Class, one.Kind)}
		if j.accepted[i] != "" {
			name = append(name, p.words.Say(j.accepted[i]))
		}
		fmt.Fprintf(&b, "\n  %d. %s\n     %s\n", i+1, p.words.Join(name...), strings.ReplaceAll(explanation(one), "\n", "\n     "))
		if one.Where != "" {
			b.WriteString("     " + p.words.Sprintf("at %s%s", one.Where, p.words.Say(calledFrom(one.Callers))) + "\n")
		}
		b.WriteString("     ")
		if one.Requests > 0 || !s.OpensPages() { // a page of a mini program makes its own
			b.WriteString(count(one.Requests, "request") + ", ")
		}
		b.WriteString(count(one.Events, "choice"))
		if f.out != "" {
			fmt.Fprintf(&b, "; replay: %s", filepath.Join(f.out, one.File))
		}
		b.WriteByte('\n')
		if one.Advice != "" {
			fmt.Fprintf(&b, "     mend: %s\n", one.Advice)
		}
	}
	for _, e := range j.gone {
		fmt.Fprintf(&b, "\n  not found again, though in the baseline: %s\n", nameOf(e.Class, e.Kind))
		for _, c := range e.Constraints {
			fmt.Fprintf(&b, "     - %s\n", c)
		}
	}
	return p.print(b.String())
}

func calledFrom(callers []string) string {
	if len(callers) == 0 {
		return ""
	}
	return ", called from " + strings.Join(callers, ", ")
}

// verdictWords are a search's findings in a few words.
func verdictWords(r *explore.Result, j judged) string {
	fresh := 0
	for _, why := range j.accepted {
		if why == "" {
			fresh++
		}
	}
	switch known := len(r.Findings) - fresh; {
	case unjudged(r) != "":
		return "unjudged: " + unjudged(r)
	case len(r.Findings) == 0 && r.Complete && len(r.LeftOut) > 0:
		return "no order that was searched breaks it"
	case len(r.Findings) == 0 && r.Complete:
		return "no order breaks it"
	case len(r.Findings) == 0:
		return "no defect found"
	case known == 0:
		return count(fresh, "defect")
	case fresh == 0:
		return "no new defect, " + number(known) + " known or allowed"
	default:
		return count(fresh, "new defect") + ", " + number(known) + " known or allowed"
	}
}

// searched says how much of the world was looked through, and what of a scenario
// is in no such world.
func searched(s *situation.Situation, r *explore.Result) string {
	if len(r.LeftOut) > 0 {
		return orders(s, r) + "; not searched: " + strings.Join(r.LeftOut, ", ")
	}
	return orders(s, r)
}

func orders(s *situation.Situation, r *explore.Result) string {
	work := count(r.Schedules, "schedule")
	if r.States > 0 { // a sample counts none
		work = count(r.States, "state") + ", " + work
	}
	switch {
	case r.Frozen:
		return fmt.Sprintf("not every order of %s: ended by a turn that takes too long, after %s", worldOf(s), work)
	case r.Complete:
		return fmt.Sprintf("every order of %s: %s", worldOf(s), work)
	case r.Bound != nil:
		return fmt.Sprintf("a sample of the orders of %s: %s; a defect that depends on the order of %d pairs of events is found by a PCT schedule with a chance of 1 in %s or better",
			worldOf(s), work, r.Bound.Depth, number(int(1/r.Bound.Chance)))
	case r.Mode == explore.Exhaustive:
		return fmt.Sprintf("not every order of %s: ended after %s", worldOf(s), work)
	default:
		return fmt.Sprintf("a sample of the orders of %s: %s", worldOf(s), work)
	}
}
