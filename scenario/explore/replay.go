package explore

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/explore/internal/shrink"
	"github.com/wxload/wxload/scenario/explore/internal/story"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/timeline"
)

// ReplaySchema is that of a replay file.
const ReplaySchema = "wxload.replay/v1"

// Replay is a run that shows a defect, as a file holds it: what it takes to run
// it again, and what must come of that.
type Replay struct {
	Schema        string              `json:"schema"`
	Version       string              `json:"version"` // of the tool that wrote it
	Situation     situation.Situation `json:"situation"`
	SituationHash string              `json:"situation_hash"`
	Wrapper       string              `json:"wrapper"`
	// Source is the hash of the files of a user's own wrapper, see [wrapper.Info].
	Source string `json:"source,omitempty"`
	// Shape is that of the backend of a user's own wrapper.
	Shape string `json:"shape,omitempty"`
	// Backend is that backend where it has no shape.
	Backend *wrapper.Backend `json:"backend,omitempty"`
	// Hosts and Elsewhere are the origins in a user's own code, see [wrapper.Target].
	Hosts     []string `json:"hosts,omitempty"`
	Elsewhere []string `json:"elsewhere,omitempty"`
	Seed      uint64   `json:"seed"` // of the search
	// Calls are those of a mini program, see [wrapper.Info].
	Calls       []string               `json:"calls,omitempty"`
	Constraints []situation.Constraint `json:"constraints"`
	Choices     []string               `json:"choices"`
	Class       string                 `json:"class"`
	Kind        string                 `json:"kind"`
	Sentence    string                 `json:"sentence"`
	// Where is the place in the user's own code that ran when the defect came.
	Where string `json:"where,omitempty"`
	// Hash is that of all that happens in the run.
	Hash string `json:"hash"`
}

// maxReplay bounds a replay file, in bytes.
const maxReplay = 1 << 20

// ParseReplay reads a replay file. The error says what is wrong with it.
func ParseReplay(data []byte) (*Replay, error) {
	if len(data) > maxReplay {
		return nil, fmt.Errorf("the replay file has %d bytes; at most %d are read", len(data), maxReplay)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	r := &Replay{}
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("the replay file is not what wxload explore writes: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("the replay file goes on after its end")
	}
	return r, r.check()
}

func (r *Replay) check() error {
	if r.Schema != ReplaySchema {
		return fmt.Errorf("schema %q: expected %s", r.Schema, ReplaySchema)
	}
	if err := r.Situation.Validate(); err != nil {
		return err
	}
	if hash := hashOf(&r.Situation); hash != r.SituationHash {
		return fmt.Errorf("situation_hash: the situation was changed: its hash is %s, the file says %s", hash, r.SituationHash)
	}
	switch {
	case len(r.Choices) == 0 || len(r.Choices) > world.MaxChoices:
		return fmt.Errorf("choices: %d; expected 1 to %d", len(r.Choices), world.MaxChoices)
	case r.Class == "":
		return errors.New("class: expected the class of the defect")
	case r.Hash == "":
		return errors.New("hash: expected the hash of the run")
	}
	return nil
}

// hashOf is that of a whole situation.
func hashOf(s *situation.Situation) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic("explore: " + err.Error()) // there are only texts and numbers
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// Run makes the run again with a wrapper, which should be the one that the file
// names. It fails where the run goes another way, at the first step that does, or
// ends in another way.
func (r *Replay) Run(info wrapper.Info) (*timeline.Timeline, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	subject, err := world.NewSubject(info, &r.Situation)
	if err != nil {
		return nil, err
	}
	return r.run(subject)
}

func (r *Replay) run(subject *world.Subject) (*timeline.Timeline, error) {
	rec, err := r.repeat(subject)
	switch {
	case err != nil:
		return nil, err
	case !rec.Shown():
		return nil, fmt.Errorf("the run went as recorded, but the defect %s %s was not there: the rules for it have changed", r.Class, r.Kind)
	case rec.Sum() != r.Hash:
		return nil, fmt.Errorf("the choices were as recorded, but what happened was not: the hash is %s, the file says %s", rec.Sum(), r.Hash)
	}
	t := rec.Timeline(subject.Info.ID)
	t.Advice = reports.Advice(r.Class, r.Kind)
	for _, c := range r.Constraints {
		t.Prose = append(t.Prose, c.Text)
	}
	return t, nil
}

// repeat makes the choices of the file.
func (r *Replay) repeat(subject *world.Subject) (*story.Recorder, error) {
	run := &world.Runner{Situation: &r.Situation, Subject: subject}
	defer run.Close()
	var rec *story.Recorder
	var diverged error
	next := 0
	run.Begin = func(w *world.World) { rec = story.Record(w, client.DefectKey{Class: r.Class, Kind: r.Kind}) }
	_, complete := run.Run(func(w *world.World, choices []world.Choice) int {
		if next == len(r.Choices) {
			return -1
		}
		want := r.Choices[next]
		next++
		i := slices.IndexFunc(choices, func(c world.Choice) bool { return w.Label(c) == want })
		if i < 0 {
			diverged = fmt.Errorf("choice %d, %q, is not possible: the run has gone another way. Possible are: %s", next, want, labelsOf(w, choices))
			return -1
		}
		rec.Choose(choices[i])
		return i
	})
	if diverged == nil && next < len(r.Choices) {
		diverged = fmt.Errorf("the run is over after %d of %d choices", next, len(r.Choices))
	}
	if complete {
		rec.End()
	} else {
		rec.Cut()
	}
	return rec, diverged
}

// labelsOf lists choices in words.
func labelsOf(w *world.World, choices []world.Choice) string {
	text := ""
	for i, c := range choices {
		if i > 0 {
			text += "; "
		}
		text += w.Label(c)
	}
	return text
}

// newReplay makes the replay of a plan, and tells where in the user's own code and for
// which cause the defect comes in it. That of a duplicate login ends where the login
// begins, although it shows later.
func newReplay(p *shrink.Plan, subject *world.Subject, d client.DefectKey) (*Replay, []string, story.Cause) {
	rec := follow(p, subject, d, math.MaxInt)
	if n := rec.Length(); n > 0 && n < len(rec.Choices()) {
		rec = follow(p, subject, d, n)
	}
	r := &Replay{Schema: ReplaySchema, Situation: p.Situation, SituationHash: hashOf(&p.Situation), Wrapper: subject.Info.ID, Source: subject.Info.Source,
		Class: d.Class, Kind: d.Kind, Sentence: rec.Sentence(), Where: first(rec.Where()), Choices: rec.Choices(), Hash: rec.Sum(), Constraints: []situation.Constraint{}}
	if r.Source != "" {
		r.Shape, r.Calls = subject.Info.Shape, subject.Info.Calls
		if r.Shape == "" {
			r.Backend = subject.Info.Defaults.Backend()
		}
		r.Hosts, r.Elsewhere = subject.Info.Defaults.Target.Hosts, subject.Info.Defaults.Target.Elsewhere
	}
	for _, c := range p.Waits {
		c.Text = rec.Prose(c)
		r.Constraints = append(r.Constraints, c)
	}
	return r, rec.Where(), rec.Cause()
}

// first is the first of some texts; empty where there is none.
func first(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}

// follow makes the choices of a plan until the defect is there, or so many.
func follow(p *shrink.Plan, subject *world.Subject, d client.DefectKey, most int) *story.Recorder {
	run := &world.Runner{Situation: &p.Situation, Subject: subject}
	defer run.Close()
	var rec *story.Recorder
	run.Begin = func(w *world.World) { rec = story.Record(w, d) }
	pick := p.Picker()
	_, complete := run.Run(func(w *world.World, choices []world.Choice) int {
		if rec.Shown() || len(rec.Choices()) == most {
			return -1
		}
		i := pick(w, choices)
		if i >= 0 {
			rec.Choose(choices[i])
		}
		return i
	})
	if complete {
		rec.End()
	} else {
		rec.Cut()
	}
	return rec
}
