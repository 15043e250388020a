package explore

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/explore/internal/shrink"
	"github.com/wxload/wxload/scenario/explore/internal/story"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// Result is what a search found.
type Result struct {
	Schema    string `json:"schema"`
	Situation string `json:"situation"`
	Wrapper   string `json:"wrapper"`
	// Mode is how it was searched; of Auto what came of it.
	Mode string `json:"mode"`
	Seed uint64 `json:"seed"`
	// Complete tells that every order was looked through.
	Complete bool `json:"complete"`
	// Frozen tells that the search ended early because the wrapper's code took more than
	// it may in a turn, which is among the findings.
	Frozen bool `json:"frozen,omitempty"`
	// Unserved tells that no page's request succeeded in any schedule: of what happens
	// where they do, such a search says nothing.
	Unserved bool `json:"unserved,omitempty"`
	// Token and Faults are those of the situation where it is a scenario's: what the
	// client begins with, and what may go wrong, how often at most.
	Token  string             `json:"token,omitempty"`
	Faults []situation.Budget `json:"faults,omitempty"`
	// LeftOut is what the scenario brings about besides, see [Situation].
	LeftOut   []string `json:"left_out,omitempty"`
	States    int      `json:"states"`
	Schedules int      `json:"schedules"`
	// Elapsed is in milliseconds.
	Elapsed float64 `json:"elapsed_ms"`
	// Bound is what PCT promises for the sampled world; nil in other modes.
	Bound    *Bound    `json:"bound,omitempty"`
	Findings []Finding `json:"findings"`
}

// Finding is one cause of a defect, shrunk.
type Finding struct {
	Class       string   `json:"class"`
	Kind        string   `json:"kind"`
	Constraints []string `json:"constraints"`
	Sentence    string   `json:"sentence"`
	// Where is the place in the user's own code that ran when the defect came; empty
	// where the wrapper is one that ships, or none ran.
	Where string `json:"where,omitempty"`
	// Callers are the places that called it, the innermost first; the last ones are left
	// out where there are many.
	Callers  []string `json:"callers,omitempty"`
	Requests int      `json:"requests"` // of the pages, that it takes
	Events   int      `json:"events"`   // choices until the defect is there
	// File is the name of the replay file, where one was written.
	File string `json:"replay"`
	// Advice is what to mend, see [reports.Advice].
	Advice string `json:"advice,omitempty"`
	// Replay is its contents.
	Replay *Replay `json:"-"`

	cause story.Cause
}

// maxCallers bounds the callers of a place that are told.
const maxCallers = 4

func compareDefects(a, b client.DefectKey) int {
	return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Kind, b.Kind))
}

// findings shrinks what was found, until ctx is done, and puts together what has one
// cause. The order is that of class, kind, and size.
func (x *exploration) findings(ctx context.Context) ([]Finding, error) {
	findings := []Finding{}
	seen := map[string]bool{}
	for _, w := range x.found.ways {
		p := shrink.Way(ctx, x.subject, &x.situation, w.defect, w.path)
		id := w.defect.Class + " " + w.defect.Kind + "\n" + p.Signature()
		if seen[id] {
			continue
		}
		seen[id] = true
		f, shown, err := x.finding(w.defect, p)
		if err != nil {
			return nil, err
		}
		if shown {
			findings = append(findings, f)
		}
	}
	findings = onePerCause(findings)
	for i := range findings {
		findings[i].File = fmt.Sprintf("%s-%s-%d.json", x.situation.Name, fileName(x.subject.Info.ID), i+1)
	}
	return findings, nil
}

// fileName is a wrapper's id as a part of a file's name: the name of a user's own file,
// without its folder and ending.
func fileName(id string) string {
	name := path.Base(id)
	name = strings.TrimSuffix(name, path.Ext(name))
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, name)
}

// onePerCause keeps the smallest finding of each cause, in the order of class, kind
// and size.
func onePerCause(findings []Finding) []Finding {
	slices.SortFunc(findings, Finding.compare)
	seen := map[story.Cause]bool{}
	return slices.DeleteFunc(findings, func(f Finding) bool {
		known := seen[f.cause]
		seen[f.cause] = true
		return known
	})
}

// compare orders findings by class, kind and size; those of one size by their words.
func (f Finding) compare(g Finding) int {
	return cmp.Or(cmp.Compare(f.Class, g.Class), cmp.Compare(f.Kind, g.Kind),
		cmp.Compare(len(f.Constraints), len(g.Constraints)), cmp.Compare(f.Requests, g.Requests), cmp.Compare(f.Events, g.Events),
		cmp.Compare(f.Sentence, g.Sentence), slices.Compare(f.Constraints, g.Constraints))
}

// finding runs a shrunk plan for its words, and its replay file for its hash. The
// defect does not show where a login was suspected whose code nobody sends.
func (x *exploration) finding(d client.DefectKey, p *shrink.Plan) (f Finding, shown bool, err error) {
	replay, where, cause := newReplay(p, x.subject, d)
	if replay.Sentence == "" {
		return Finding{}, false, nil
	}
	replay.Version, replay.Seed = x.options.Version, x.options.Seed
	if _, err := replay.run(x.subject); err != nil {
		return Finding{}, false, fmt.Errorf("%s %s: the second run of a schedule: %w", d.Class, d.Kind, err)
	}
	f = Finding{Class: d.Class, Kind: d.Kind, Constraints: []string{}, Sentence: replay.Sentence, Where: replay.Where, Replay: replay, Events: len(replay.Choices), cause: cause,
		Advice: reports.Advice(d.Class, d.Kind)}
	if len(where) > 1 {
		f.Callers = where[1:min(len(where), 1+maxCallers)]
	}
	for _, c := range replay.Constraints {
		f.Constraints = append(f.Constraints, c.Text)
	}
	f.Requests = p.Situation.TotalRequests()
	return f, true, nil
}
