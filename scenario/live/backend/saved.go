package backend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
)

// Saved is what the pages of one client keep of answers, as a scenario's requests say.
// The zero value has nothing. It is for one goroutine at a time.
type Saved struct {
	values []Value           // never changed, but replaced
	lost   map[string]string // why a value that was asked for is not there
}

// maxSaved bounds a value, in bytes.
const maxSaved = 16 << 10

// Values are what can be put into requests. They stay as they are, and may be read on any
// goroutine.
func (s *Saved) Values() []Value { return s.values }

// Keep takes the values at some places out of the answer with which a page's request was
// settled, in the place of those before. Of an answer that the app has kept for a page
// that asks for the same nothing new is known.
func (s *Saved) Keep(places map[string]scenario.Saved, t *wrapper.Target, e *wx.Event) {
	if e.Response != nil && e.Response.Kept {
		return
	}
	kept := slices.Clone(s.values)
	for name, place := range places {
		name = "saved." + name
		kept = slices.DeleteFunc(kept, func(v Value) bool { return v.Name == name })
		value, why := valueAt(place, t, e)
		if why == "" {
			value.Name = name
			kept = append(kept, value)
			continue
		}
		if s.lost == nil {
			s.lost = map[string]string{}
		}
		s.lost[name] = why
	}
	s.values = kept
}

// valueAt is the value at a place of an answer, or else why there is none.
func valueAt(place scenario.Saved, t *wrapper.Target, e *wx.Event) (v Value, why string) {
	resp := e.Response
	switch {
	case e.Err != nil || resp == nil || !t.Succeeded(resp):
		return v, e.Name + " failed"
	case place.Header != "":
		if v.Text = strings.Join(resp.HeaderValues(place.Header), ", "); v.Text == "" {
			return v, fmt.Sprintf("the answer to %s has no header %s", e.Name, place.Header)
		}
	default:
		found := resp.JSON(place.JSON)
		if !found.Exists() || found.Type == gjson.Null {
			return v, fmt.Sprintf("the answer to %s has nothing at %s", e.Name, place.JSON)
		}
		if v.Text = found.String(); found.Type != gjson.String {
			v.JSON = found.Raw
		}
	}
	if len(v.Text) > maxSaved {
		return v, fmt.Sprintf("the answer to %s has a value of more than %d bytes there", e.Name, maxSaved)
	}
	return v, ""
}

// Why says why a placeholder has no value.
func (s *Saved) Why(name string) string {
	why := s.lost[name]
	if why == "" {
		why = "no answer has come yet that could have it"
	}
	return fmt.Sprintf("no value for {{%s}}: %s", name, why)
}
