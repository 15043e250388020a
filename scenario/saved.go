package scenario

import (
	"slices"
	"strings"
)

// Saved is a place in the answer to a request, whose value later requests of the client
// can have: as {{saved.NAME}}. One of its fields is set.
type Saved struct {
	JSON   string `yaml:"json" format:"json path" unset:"the value is in a header" doc:"Path of the value in the answer's body."`
	Header string `yaml:"header" format:"header name" unset:"the value is in the body" doc:"Header of the answer that has the value."`
}

// fromText reads a path such as data.items.0.id.
func (s *Saved) fromText(text string) error {
	s.JSON = text
	return nil
}

// savedPrefix begins the placeholders of what was saved.
const savedPrefix = "saved."

// maxSaves bounds the values that the requests of a flow save, by their names.
const maxSaves = 100

// saves checks what requests save, and that a step uses only what one before it saves.
func (c *checker) saves() {
	var known []string
	eachStep("flow", c.s.Flow, func(path string, step *Step) {
		for i := range step.Requests {
			c.usesSaved(index(path+".requests", i), &step.Requests[i], known)
		}
		for i := range step.Requests {
			for _, name := range sortedKeys(step.Requests[i].Save) {
				c.saved(member(index(path+".requests", i)+".save", name), name, step.Requests[i].Save[name])
				if !slices.Contains(known, savedPrefix+name) {
					known = append(known, savedPrefix+name)
				}
			}
		}
	})
	if len(known) > maxSaves {
		c.report("flow", "expected at most %d names of saved values", maxSaves)
	}
}

func (c *checker) saved(path, name string, place Saved) {
	switch {
	case name == "" || strings.IndexFunc(name, notURLSafe) >= 0:
		c.report(path, "expected a name of letters, digits, - and _, got %q", shorten(name))
	case c.isBroken(path):
	case (place.JSON == "") == (place.Header == ""):
		c.report(path, "expected a path such as data.id, or {header: NAME}")
	}
}

// usesSaved checks the placeholders of a request, of which some stand for what was saved.
func (c *checker) usesSaved(path string, r *Request, saved []string) {
	known := append([]string{"id", "user", feedMark}, saved...)
	c.placeholders(path+".path", r.Path, known...)
	c.headerPlaceholders(path+".header", r.Header, known...)
	c.placeholders(path+".body", string(r.Body), known...)
}

// savesAlike reports whether two requests save the same values.
func savesAlike(a, b *Request) bool {
	if len(a.Save) != len(b.Save) {
		return false
	}
	for name, place := range a.Save {
		if other, same := b.Save[name]; !same || other != place {
			return false
		}
	}
	return true
}

// UsesSaved reports whether the request cannot be made without a value that an answer
// before it had.
func (r *Request) UsesSaved() bool {
	has := func(text string) bool { return strings.Contains(text, "{{"+savedPrefix) }
	for _, value := range r.Header {
		if has(value) {
			return true
		}
	}
	return has(r.Path) || has(string(r.Body))
}

// Saves are the places whose values are saved, by the request's name.
func (s *Scenario) Saves() map[string]map[string]Saved {
	all := map[string]map[string]Saved{}
	s.eachRequest(func(_ string, r *Request) {
		if len(r.Save) > 0 {
			all[r.Name] = r.Save
		}
	})
	return all
}

// savedNames are the placeholders of all that requests save.
func (s *Scenario) savedNames() []string {
	var names []string
	s.eachRequest(func(_ string, r *Request) {
		for _, name := range sortedKeys(r.Save) {
			names = append(names, savedPrefix+name)
		}
	})
	return names
}
