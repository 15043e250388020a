// Package baseline remembers the defects that are known, so that a search fails
// for new ones only.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/wxload/wxload/scenario/explore"
)

const schema = "wxload.baseline/v1"

// Baseline is a list of known defects. Its zero value knows none. It must not be
// used concurrently while it is updated.
type Baseline struct {
	known []Entry
}

// Entry is a known defect: one cause in one situation with one wrapper.
type Entry struct {
	Situation   string   `json:"situation"`
	Wrapper     string   `json:"wrapper"`
	Class       string   `json:"class"`
	Kind        string   `json:"kind"`
	Constraints []string `json:"constraints"`
}

type file struct {
	Schema string  `json:"schema"`
	Known  []Entry `json:"known"`
}

// Parse reads a baseline file.
func Parse(data []byte) (*Baseline, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var f file
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("no baseline: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("no baseline: it goes on after its end")
	}
	if f.Schema != schema {
		return nil, fmt.Errorf("no baseline: schema %q; expected %q", f.Schema, schema)
	}
	return &Baseline{f.Known}, nil
}

// Format writes the baseline as a file: sorted, so that it shows in a diff what
// has changed.
func (b *Baseline) Format() ([]byte, error) {
	slices.SortFunc(b.known, compare)
	b.known = slices.CompactFunc(b.known, equal)
	f := file{Schema: schema, Known: append([]Entry{}, b.known...)}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(f)
	return text.Bytes(), err
}

// Knows reports whether a finding of a search is in the baseline.
func (b *Baseline) Knows(r *explore.Result, f explore.Finding) bool {
	one := entry(r, f)
	return slices.ContainsFunc(b.known, func(e Entry) bool { return equal(e, one) })
}

// Gone are the known defects that a search, of the same situation and wrapper,
// did not find again. Of a search that is not complete they may still be there.
func (b *Baseline) Gone(r *explore.Result) []Entry {
	var gone []Entry
	for _, e := range b.known {
		found := slices.ContainsFunc(r.Findings, func(f explore.Finding) bool { return equal(entry(r, f), e) })
		if e.of(r) && !found {
			gone = append(gone, e)
		}
	}
	return gone
}

// Update replaces what is known of a search's situation and wrapper by the given
// of its findings.
func (b *Baseline) Update(r *explore.Result, findings []explore.Finding) {
	b.known = slices.DeleteFunc(b.known, func(e Entry) bool { return e.of(r) })
	for _, f := range findings {
		b.known = append(b.known, entry(r, f))
	}
}

func entry(r *explore.Result, f explore.Finding) Entry {
	return Entry{r.Situation, r.Wrapper, f.Class, f.Kind, append([]string{}, f.Constraints...)}
}

func (e *Entry) of(r *explore.Result) bool {
	return e.Situation == r.Situation && e.Wrapper == r.Wrapper
}

func equal(a, b Entry) bool { return compare(a, b) == 0 }

func compare(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Situation, b.Situation), cmp.Compare(a.Wrapper, b.Wrapper),
		cmp.Compare(a.Class, b.Class), cmp.Compare(a.Kind, b.Kind), slices.Compare(a.Constraints, b.Constraints))
}
