package infer

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/scenario/capture"
)

// identifiers are values of requests that an earlier answer gave: the id of an item of a
// list, say.
type identifiers struct {
	saves map[*exchange][]capture.Field  // name and path, by the exchange whose answer has them
	used  map[*exchange]map[Where]string // the placeholder in the place of a value
	from  map[*exchange][]*exchange      // what a request needs
	taken map[string]struct{}            // names of saved values
	known map[source]string              // the names of those that are saved
}

var idName = regexp.MustCompile(`id$|no$|sn$|uuid$|num(ber)?$|key$|slug$`)

// maxSaved bounds how many values a flow saves.
const maxSaved = 40

// identifiers finds them. Only an answer of the flow gives one: kept are its requests.
func (i *inference) identifiers(kept []*exchange) *identifiers {
	ids := &identifiers{saves: map[*exchange][]capture.Field{}, used: map[*exchange]map[Where]string{}, from: map[*exchange][]*exchange{},
		taken: map[string]struct{}{}, known: map[source]string{}}
	given := map[string]source{}
	for _, e := range kept {
		literals := false
		for n, segment := range strings.Split(e.Path, "/") {
			from, known := given[segment]
			saved := known && strings.ContainsAny(segment, "0123456789") && ids.use(e, segmentAt(n), from)
			literals = literals || !saved && isID(segment)
		}
		if literals || e.Template != "" && e.Template != e.Path && len(ids.from[e]) == 0 {
			i.unmapped("%s: no earlier answer gives what varies in its path, which stays as it is", e.call())
		}
		for _, p := range e.parts {
			from, known := given[p.value]
			if known && (p.In == "query" || p.In == "body") && isIDValue(p.Name, p.value) {
				ids.use(e, p.Where, from)
			}
		}
		i.offer(given, e)
	}
	return ids
}

// segmentAt stands for a segment of a path.
func segmentAt(n int) Where { return Where{"path", strings.Repeat("/", n)} }

// isIDValue reports a value that is hardly there by chance.
func isIDValue(name, value string) bool { return idName.MatchString(plain(last(name))) && value != "0" }

// offer remembers the values of an answer that later requests may have.
func (i *inference) offer(given map[string]source, e *exchange) {
	if slices.Contains(i.failed, e) || !e.good() {
		return
	}
	for _, g := range e.gives {
		if !g.hasPath() || !isIDValue(g.Name, g.value) || isSecretName(g.Name) || i.secrets.text("", g.value) != g.value {
			continue
		}
		if _, known := given[g.value]; !known {
			given[g.value] = source{e, g.Where}
		}
	}
}

// firstItem is a path with the first item of each list in the place of another one, which
// there may not be next time; where that has no such value it is the path itself.
func firstItem(body []byte, path string) string {
	names := strings.Split(path, ".")
	for n, name := range names {
		if digitsOnly(name) {
			names[n] = "0"
		}
	}
	if first := strings.Join(names, "."); gjson.GetBytes(body, first).Exists() {
		return first
	}
	return path
}

func digitsOnly(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// use puts a placeholder in the place of a value; it reports whether there was room.
func (ids *identifiers) use(e *exchange, at Where, from source) bool {
	from.Name = firstItem(from.e.Answer.Body, from.Name)
	name := ids.known[from]
	if name == "" {
		if len(ids.known) == maxSaved {
			return false
		}
		name = ids.name(from)
		ids.known[from] = name
		ids.saves[from.e] = append(ids.saves[from.e], capture.Field{Name: name, Value: from.Name})
	}
	if ids.used[e] == nil {
		ids.used[e] = map[Where]string{}
	}
	ids.used[e][at] = "{{saved." + name + "}}"
	ids.from[e] = append(ids.from[e], from.e)
	return true
}

// name is a name for what an answer gives: goodsId for data.list.0.goodsId, and for an id
// that is called no more than that the last word of the path before it.
func (ids *identifiers) name(from source) string {
	name := letters(last(from.Name))
	if plain(name) == "id" {
		name = letters(thing(from.e.route)) + "_id"
	}
	for base := name; ; name += "_" {
		if _, taken := ids.taken[name]; !taken && name != "" {
			ids.taken[name] = struct{}{}
			return name
		}
		if base == "" {
			name = "id"
		}
	}
}

// thing is the word of a path that says what it is about.
func thing(path string) string {
	words := strings.Split(pathName(path), ".")
	if last := len(words) - 1; last > 0 && slices.Contains([]string{"list", "page", "query", "search", "index", "all", "find", "get"}, words[last]) {
		return words[last-1]
	}
	return words[len(words)-1]
}

// letters are the letters, digits and _ of a text.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_' {
			return r
		}
		return -1
	}, text)
}

// value is the placeholder in the place of a value.
func (ids *identifiers) value(e *exchange, at Where) (placeholder string, has bool) {
	placeholder, has = ids.used[e][at]
	return placeholder, has
}

// path is the path of a request.
func (ids *identifiers) path(e *exchange, s *secrets) string {
	segments := strings.Split(e.Path, "/")
	for n, segment := range segments {
		if placeholder, has := ids.value(e, segmentAt(n)); has {
			segments[n] = placeholder
		} else {
			segments[n] = s.path(e.call()+" path", segment)
		}
	}
	return strings.Join(segments, "/")
}

// needs reports whether a request needs the answer to one of those.
func (ids *identifiers) needs(e *exchange, those []*exchange) bool {
	return slices.ContainsFunc(ids.from[e], func(from *exchange) bool { return slices.Contains(those, from) })
}
