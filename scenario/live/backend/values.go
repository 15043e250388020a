package backend

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/wxload/wxload/scenario"
)

// Values are what the placeholders of one call stand for.
type Values struct {
	User string        // {{user}}
	ID   string        // {{id}}: unique for each call, its retries included, and for each login
	Row  *scenario.Row // {{feed.COLUMN}}; nil where there is no feed
	More []Value
}

// Value is what one further placeholder stands for.
type Value struct {
	Name string // between the braces
	Text string
	// JSON is the value in a body whose text is the placeholder alone; empty for Text.
	JSON string
}

// of is the value of a placeholder, and whether there is one.
func (v *Values) of(name string) (Value, bool) {
	switch name {
	case "id":
		return Value{Text: v.ID}, true
	case "user":
		return Value{Text: v.User}, true
	}
	for _, value := range v.More {
		if value.Name == name {
			return value, true
		}
	}
	if column, fed := strings.CutPrefix(name, "feed."); fed && v.Row != nil {
		text, json, ok := v.Row.Get(column)
		return Value{Text: text, JSON: json}, ok
	}
	return Value{}, false
}

// Lacks is the first placeholder of a text that has no value yet; empty where there is
// none. Only what is saved can lack.
func (v *Values) Lacks(text string) string {
	for {
		_, after, found := strings.Cut(text, "{{saved.")
		if !found {
			return ""
		}
		name, rest, _ := strings.Cut(after, "}}")
		if _, has := v.of("saved." + name); !has {
			return "saved." + name
		}
		text = rest
	}
}

// emptyWhatLacks gives each placeholder of a text that has no value yet an empty one.
// The values are the caller's own.
func (v *Values) emptyWhatLacks(text string) {
	for name := v.Lacks(text); name != ""; name = v.Lacks(text) {
		v.More = append(v.More, Value{Name: name})
	}
}

// plain puts the values into a text as they are.
func (v *Values) plain(text string) string {
	return v.expand(text, func(value Value, _ bool) string { return value.Text })
}

// inURL puts them into a URL, escaped; but at its beginning, where one is a path or a
// URL itself.
func (v *Values) inURL(text string) string {
	if rest, begins := strings.CutPrefix(text, "{{saved."); begins {
		name, rest, _ := strings.Cut(rest, "}}")
		first, _ := v.of("saved." + name)
		return first.Text + v.inURL(rest)
	}
	return v.expand(text, func(value Value, _ bool) string { return component(value.Text) })
}

// component escapes a text as encodeURIComponent does, which a path can have, too.
func component(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// inJSON puts them into JSON: as a part of a text, or in the place of a whole one.
func (v *Values) inJSON(body string) string {
	return v.expand(body, func(value Value, whole bool) string {
		text, _ := json.Marshal(value.Text) // a text can always be written
		switch {
		case whole && value.JSON != "":
			return value.JSON
		case whole:
			return string(text)
		}
		return string(text[1 : len(text)-1])
	})
}

// expand replaces the placeholders of a text by what write makes of their values. whole
// tells of one that is a whole text of JSON: what is written replaces its quotes, too.
// Those that have no value stay.
func (v *Values) expand(text string, write func(value Value, whole bool) string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, "{{")
		name, rest, closed := strings.Cut(after, "}}")
		if !found || !closed {
			out.WriteString(text)
			return out.String()
		}
		value, known := v.of(name)
		if !known {
			out.WriteString(text[:len(before)+2])
			text = after
			continue
		}
		if whole := isWhole(before, rest); whole {
			out.WriteString(before[:len(before)-1] + write(value, true))
			text = rest[1:]
		} else {
			out.WriteString(before + write(value, false))
			text = rest
		}
	}
}

// isWhole reports whether what stands between two parts of JSON is a whole text, and no
// key. A quote after a backslash does not begin one.
func isWhole(before, after string) bool {
	return strings.HasSuffix(before, `"`) && !strings.HasSuffix(before, `\"`) && strings.HasPrefix(after, `"`) &&
		!strings.HasPrefix(strings.TrimLeft(after[1:], " \t\r\n"), ":")
}
