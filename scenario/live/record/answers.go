package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx/devserver"
)

// AnswersFile is the file that [Answers.Write] writes.
const AnswersFile = "answers.yaml"

// So much is kept of a run's answers at most: how many, how long one is, in bytes.
const (
	maxAnswers = 500
	maxAnswer  = 256 << 10
)

// Answers are the target's answers to different requests, the first of each: what a
// scenario has under "answers". The zero value has none. They are for one goroutine
// at a time.
type Answers struct{ bodies map[string]json.RawMessage }

// Lacks reports whether there is none yet to requests of a method to a URL, and room
// for one.
func (a *Answers) Lacks(method, url string) bool {
	_, known := a.bodies[wx.Route(method, url)]
	return !known && len(a.bodies) < maxAnswers
}

// Add keeps an answer unless it is no JSON, or too long, or holds one of the secrets.
func (a *Answers) Add(method, url string, body []byte, secrets ...string) {
	if len(body) > maxAnswer || !a.Lacks(method, url) {
		return
	}
	for _, s := range secrets {
		if s != "" && bytes.Contains(body, []byte(s)) {
			return
		}
	}
	var plain bytes.Buffer
	key := wx.Route(method, url)
	if json.Compact(&plain, body) != nil || devserver.CheckAnswer(key, plain.Bytes()) != nil {
		return
	}
	if a.bodies == nil {
		a.bodies = map[string]json.RawMessage{}
	}
	a.bodies[key] = plain.Bytes()
}

// Merge adds those of another that are missing.
func (a *Answers) Merge(other *Answers) {
	for _, key := range slices.Sorted(maps.Keys(other.bodies)) {
		if a.bodies == nil {
			a.bodies = map[string]json.RawMessage{}
		}
		if _, known := a.bodies[key]; !known && len(a.bodies) < maxAnswers {
			a.bodies[key] = other.bodies[key]
		}
	}
}

// Len is how many there are.
func (a *Answers) Len() int { return len(a.bodies) }

// Write writes them into a folder, whole or not at all.
func (a *Answers) Write(folder string) error {
	var b bytes.Buffer
	b.WriteString("# What the target answered, the first of each request, to be put into a scenario.\nanswers:\n")
	for _, key := range slices.Sorted(maps.Keys(a.bodies)) {
		name, _ := json.Marshal(key) // a text has no errors
		fmt.Fprintf(&b, "  %s: %s\n", name, a.bodies[key])
	}
	if err := replace(folder, AnswersFile, b.Bytes()); err != nil {
		return fmt.Errorf("write %s: %w", AnswersFile, err)
	}
	return nil
}
