package scenario

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/reports/suggest"
)

// checker finds what is wrong with the values of a scenario. Without a decoder
// its problems have no places.
type checker struct {
	s        *Scenario
	opt      Options
	decoder  *decoder
	problems Problems
}

// given reports whether a file has a value for the path.
func (c *checker) given(path string) bool { return c.decoder != nil && c.decoder.given(path) }

func (c *checker) all() {
	c.group("", field{}, reflect.ValueOf(c.s).Elem())
	c.app()
	c.target()
	c.wrapper()
	c.clients()
	c.load()
	c.flow()
	c.events()
	c.thresholds()
}

// report adds a problem unless the value was already found to be broken.
func (c *checker) report(path, format string, args ...any) {
	if c.isBroken(path) {
		return
	}
	p := Problem{Path: path, Message: fmt.Sprintf(format, args...)}
	if c.decoder != nil {
		at := c.decoder.place(path)
		p.File, p.Line, p.Column = c.decoder.file, at.line, at.column
	}
	c.problems = append(c.problems, p)
}

// isBroken reports whether one of the values is known to be wrong. A rule that
// compares several values asks first, since a message about a value that was
// never read is noise.
func (c *checker) isBroken(paths ...string) bool {
	return c.decoder != nil && c.decoder.isBroken(paths...)
}

// refuse reports a value and keeps later rules from complaining of it again.
func (c *checker) refuse(path, format string, args ...any) {
	c.report(path, format, args...)
	if c.decoder != nil {
		c.decoder.broken[path] = true
	}
}

// group checks the fields of a struct against their tags.
func (c *checker) group(path string, f field, v reflect.Value) {
	for _, f := range fieldsOf(v.Type()) {
		c.value(member(path, f.key), f, v.FieldByIndex(f.index))
	}
}

func (c *checker) value(path string, f field, v reflect.Value) {
	switch {
	case v.IsZero() && f.unset != "" && !c.written(path, f):
	case isJSON(v.Type()):
		c.format(path, f, string(v.Bytes()))
	case isGroup(v.Type()):
		c.group(path, f, v)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			c.value(index(path, i), f, v.Index(i))
		}
	case v.Kind() == reflect.Map:
		c.mapping(path, f, v.Interface())
	case v.Kind() == reflect.String:
		c.text(path, f, v.String())
	case v.Type() == reflect.TypeFor[Share]():
		c.share(path, Share(v.Float()))
	case f.min != "":
		c.bounds(path, f, v)
	}
}

// bounds checks a number or a duration against min and max.
func (c *checker) bounds(path string, f field, v reflect.Value) {
	value, low, high := number(v), bound(f.min, v.Type()), bound(f.max, v.Type())
	want := scalarOf(v.Type())
	switch {
	case value > high:
		c.refuse(path, "expected %s of at most %s, got %v", want.want, f.max, v.Interface())
	case !(value >= low):
		c.refuse(path, "expected %s, got %v", f.want(want), v.Interface())
	}
}

// written reports a number or a duration that the file gives: a zero there is a value,
// and does not stand for one that is not given.
func (c *checker) written(path string, f field) bool {
	return f.min != "" && c.given(path)
}

// share checks a share that a program has set. The reader refuses others itself.
func (c *checker) share(path string, share Share) {
	if !(share >= 0 && share <= 1) {
		c.refuse(path, "expected a share from 0%% to 100%%, got %v", share)
	}
}

func number(v reflect.Value) float64 {
	if v.CanInt() {
		return float64(v.Int())
	}
	return v.Float()
}

// bound reads a bound of a tag. Every bounded field has both.
func bound(text string, t reflect.Type) float64 {
	switch {
	case isDuration(t):
		d, _ := time.ParseDuration(text)
		return float64(d)
	case t == reflect.TypeFor[Size]():
		size, _ := parseSize(text)
		return float64(size)
	}
	n, _ := strconv.ParseFloat(text, 64)
	return n
}

func (c *checker) text(path string, f field, text string) {
	if len(f.enum) > 0 {
		if !slices.Contains(f.enum, text) {
			near := ""
			if word := suggest.Nearest(text, f.enum); word != "" {
				near = fmt.Sprintf("; did you mean %q?", word)
			}
			c.refuse(path, "expected %s%s%s", oneOf(f.enum), gotText("", text), near)
		}
		return
	}
	c.format(path, f, text)
}

func (c *checker) format(path string, f field, text string) {
	if problem := formatProblem(f.format, text); problem != "" {
		c.refuse(path, "%s%s", problem, gotText(f.format, text))
	}
}

// gotText ends a message with the text that was found, but for secrets.
func gotText(format, text string) string {
	switch u, err := url.Parse(text); {
	case text == "":
		return ", got nothing"
	case format == "secret" || strings.Contains(text, "@") && (err != nil || u.User != nil):
		return ""
	case format == "object" || format == "scalar":
		return ", got " + shorten(text)
	case strings.Contains(text, "?"): // what follows may be a token
		text, _, _ = strings.Cut(text, "?")
		text += "?…"
	}
	return ", got " + strconv.Quote(shorten(text))
}

// shorten cuts a text to what a message can show.
func shorten(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}

// mapping checks a mapping whose keys are the user's.
func (c *checker) mapping(path string, f field, v any) {
	switch v := v.(type) {
	case map[string]string:
		if f.format != "query" {
			c.table(path, v)
		}
	case map[string]Saved:
		for _, key := range sortedKeys(v) {
			c.group(member(path, key), field{}, reflect.ValueOf(v[key]))
		}
	case map[string]json.RawMessage:
		for _, key := range sortedKeys(v) {
			switch {
			case f.format == "storage":
				c.placeholders(member(path, key), string(v[key]), "token")
			default:
				if err := devserver.CheckAnswer(key, v[key]); err != nil {
					c.report(member(path, key), "%v, got %q", err, shorten(key))
				}
			}
		}
	}
}

func (c *checker) table(path string, table map[string]string) {
	for _, name := range sortedKeys(table) {
		if problem := formatProblem("header name", name); problem != "" {
			c.report(member(path, name), "%s, got %q", problem, name)
		} else if strings.EqualFold(name, "Referer") {
			// WeChat: the Referer of wx.request cannot be set.
			c.report(member(path, name), "the platform sets this header itself; leave it out")
		}
		if problem := formatProblem("header value", table[name]); problem != "" {
			c.report(member(path, name), "%s", problem)
		}
	}
}

func sortedKeys[V any](table map[string]V) []string {
	keys := make([]string, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// isObject and isScalar look at JSON that the reader wrote, or a program.
func isObject(text string) bool {
	return json.Valid([]byte(text)) && strings.HasPrefix(strings.TrimSpace(text), "{")
}

func isScalar(text string) bool {
	text = strings.TrimSpace(text)
	return json.Valid([]byte(text)) && text[0] != '{' && text[0] != '['
}
